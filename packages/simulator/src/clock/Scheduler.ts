import { Effect, type Scope } from "effect"
import * as Agenda from "./Agenda.ts"
import type * as VirtualClock from "./VirtualClock.ts"

/** Does things at virtual moments: one fiber and one timer, however many are pending. Jobs must not throw or wait. */
export interface Scheduler {
  readonly at: (atMillis: number, job: () => void) => void
  readonly pending: () => number
  readonly clear: () => void
}

/** A timer is set for a week at most: the runtime's own cannot hold more than 24 days. */
const napRealMillisMax = 7 * 86_400_000

/** Moments closer than this are taken together: a thousand messages a second must not mean thousands of timers. */
const napRealMillisMin = 4

/** Nothing pending. It works until the scope closes, and what is pending then never happens. */
export const make = (clock: VirtualClock.VirtualClock): Effect.Effect<Scheduler, never, Scope.Scope> =>
  Effect.gen(function* () {
    const agenda = Agenda.make<() => void>()
    const earlier = yield* Effect.makeLatch()

    const turn = Effect.suspend(() => {
      earlier.unsafeClose()
      const nowMillis = clock.nowMillis()
      for (let job = agenda.popDue(nowMillis); job !== undefined; job = agenda.popDue(nowMillis)) job()
      const nextMillis = agenda.nextAtMillis()
      if (nextMillis === undefined) return earlier.await
      const napMillis = Math.min(
        napRealMillisMax,
        Math.max(napRealMillisMin, clock.realDelayMillis(nextMillis - clock.nowMillis()))
      )
      return Effect.ignore(Effect.timeout(earlier.await, napMillis))
    })
    yield* Effect.forkScoped(Effect.forever(turn))

    return {
      at: (atMillis, job) => {
        const nextMillis = agenda.nextAtMillis()
        agenda.push(atMillis, job)
        if (nextMillis === undefined || atMillis < nextMillis) earlier.unsafeOpen()
      },
      pending: agenda.size,
      clear: agenda.clear
    }
  })
