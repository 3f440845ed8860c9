import { Clock, Effect } from "effect"

/**
 * Share of the time that may be spent reading: counting a queue costs as much as it is long, so a long one is read less often.
 */
const readShare = 0.02

/**
 * What `read` last gave: read again at most once in `everyMillis`, and less often where that takes long.
 *
 * While one caller reads again, the others go on with what was read before; only for the first reading they wait. A reading that fails fails
 * for its caller, and is tried again by the next.
 */
export const make = <A, E>(
  everyMillis: number,
  read: (nowMillis: number) => Effect.Effect<A, E>
): Effect.Effect<Effect.Effect<A, E>> =>
  Effect.gen(function* () {
    const gate = yield* Effect.makeSemaphore(1)
    let last: { readonly value: A } | null = null
    let nextMillis = Number.NEGATIVE_INFINITY

    const again = Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      if (last !== null && nowMillis < nextMillis) return last.value
      nextMillis = nowMillis + everyMillis
      const value = yield* Effect.tapErrorCause(read(nowMillis), () =>
        Effect.sync(() => {
          nextMillis = Number.NEGATIVE_INFINITY
        })
      )
      last = { value }
      const tookMillis = (yield* Clock.currentTimeMillis) - nowMillis
      nextMillis = nowMillis + Math.max(everyMillis, tookMillis / readShare)
      return value
    })

    return Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      return last !== null && nowMillis < nextMillis ? last.value : yield* gate.withPermits(1)(again)
    })
  })
