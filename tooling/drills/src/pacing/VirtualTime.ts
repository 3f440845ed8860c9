import { Clock, Duration, Effect } from "effect"

/** Time that stands still while anything happens, and jumps to the next timer when nothing does: hours pass in moments, and to the millisecond. */
export interface VirtualTime {
  readonly clock: Clock.Clock
  /** Lets time pass until `isDone`, or to `endMillis` at the latest. */
  readonly pass: (isDone: () => boolean, endMillis: number) => Promise<void>
}

interface Timer {
  readonly atMillis: number
  readonly ring: () => void
}

/** Everything that was ready has run by then: fibers yield to the microtask queue, and now and then to a timer of 0. */
const settled = async (): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
}

/** A clock that starts at `startMillis`, and stands still until time is told to pass. */
export const make = (startMillis: number): VirtualTime => {
  let nowMillis = startMillis
  /** In the order of their times, and of their setting within one. */
  const timers: Array<Timer> = []

  const sleep = (duration: Duration.Duration): Effect.Effect<void> =>
    Effect.async((resume) => {
      const timer: Timer = { atMillis: nowMillis + Duration.toMillis(duration), ring: () => resume(Effect.void) }
      const at = timers.findIndex(({ atMillis }) => atMillis > timer.atMillis)
      timers.splice(at < 0 ? timers.length : at, 0, timer)
      return Effect.sync(() => {
        const index = timers.indexOf(timer)
        if (index >= 0) timers.splice(index, 1)
      })
    })

  const unsafeCurrentTimeMillis = (): number => nowMillis
  const unsafeCurrentTimeNanos = (): bigint => BigInt(Math.floor(nowMillis)) * 1_000_000n
  return {
    clock: {
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis,
      unsafeCurrentTimeNanos,
      currentTimeMillis: Effect.sync(unsafeCurrentTimeMillis),
      currentTimeNanos: Effect.sync(unsafeCurrentTimeNanos),
      sleep
    },
    pass: async (isDone, endMillis) => {
      for (;;) {
        await settled()
        const timer = timers[0]
        if (isDone() || timer === undefined || timer.atMillis > endMillis) return
        timers.shift()
        nowMillis = Math.max(nowMillis, timer.atMillis)
        timer.ring()
      }
    }
  }
}
