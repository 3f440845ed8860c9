import { Clock, Effect } from "effect"
import type { Contestant } from "../Contestant.ts"
import type { Platform } from "../Platform.ts"
import type { Queue } from "../Scenario.ts"

/**
 * BullMQ's limiter, `limiter: { max, duration }`, on a worker of its default concurrency of 1. One queue for each sender.
 *
 * BullMQ keeps its queues in Redis, whose clock cannot be set, so this is a model of what its worker and its scripts do (version 6):
 * - the first job of a window sets a counter that expires after `duration`, and each job that becomes active counts one;
 * - at `max` the worker asks how long the counter has to live and sleeps that long, 30 s at most, then asks again;
 * - a job that fails is delayed by its back-off and joins the end of the queue; while nothing else is left the worker sleeps until then;
 * - `queue.rateLimit(ms)` with a `RateLimitError` fills the counter for that long, and the job goes back to the front.
 *
 * Redis answers at once here.
 */
export interface Settings {
  readonly max: number
  readonly durationMillis: number
  readonly retry: Retry
}

export type Retry =
  /** `attempts: 20, backoff: { type: "exponential", delay: 1000 }`: enough attempts that no job is given up within days. */
  | "back-off"
  /** `queue.rateLimit` with the 429's `Retry-After`, as its documentation advises. */
  | "Retry-After"

/** `maximumRateLimitDelay`. */
const longestSleepMillis = 30_000
const backoffMillis = 1_000

/** What there is to do next; null when nothing is left. */
type Next = { readonly message: number } | { readonly sleepMillis: number } | null

/** What Redis holds of one queue. */
const jobsOf = ({ durationMillis, max, retry }: Settings, messages: ReadonlyArray<number>) => {
  const waiting = [...messages]
  let delayed: ReadonlyArray<{ readonly message: number; readonly dueMillis: number }> = []
  const failures = new Map<number, number>()
  let counted = 0
  let expiresMillis = 0
  return {
    next: (nowMillis: number): Next => {
      waiting.push(...delayed.filter(({ dueMillis }) => dueMillis <= nowMillis).map(({ message }) => message))
      delayed = delayed.filter(({ dueMillis }) => dueMillis > nowMillis)
      if (nowMillis >= expiresMillis) counted = 0
      if (counted >= max) return { sleepMillis: Math.min(expiresMillis - nowMillis, longestSleepMillis) }
      const message = waiting.shift()
      if (message === undefined) {
        const [first] = delayed
        return first === undefined ? null : { sleepMillis: first.dueMillis - nowMillis }
      }
      counted++
      if (counted === 1) expiresMillis = nowMillis + durationMillis
      return { message }
    },
    failed: (message: number, retryAfterMillis: number, nowMillis: number): void => {
      switch (retry) {
        case "Retry-After":
          waiting.unshift(message)
          counted = max
          expiresMillis = nowMillis + retryAfterMillis
          return
        case "back-off": {
          const count = (failures.get(message) ?? 0) + 1
          failures.set(message, count)
          const job = { message, dueMillis: nowMillis + backoffMillis * 2 ** (count - 1) }
          delayed = [...delayed, job].sort((a, b) => a.dueMillis - b.dueMillis)
        }
      }
    }
  }
}

const worker = Effect.fn("BullMq.worker")(function* (settings: Settings, platform: Platform, queue: Queue) {
  const jobs = jobsOf(settings, queue.messages)
  for (;;) {
    const next = jobs.next(yield* Clock.currentTimeMillis)
    if (next === null) return
    if ("sleepMillis" in next) {
      yield* Effect.sleep(next.sleepMillis)
      continue
    }
    const answer = yield* platform.send(queue.sender, next.message)
    if (answer._tag === "Refused") {
      jobs.failed(next.message, answer.retryAfterMillis, yield* Clock.currentTimeMillis)
    }
  }
})

export const make = (settings: Settings): Contestant => ({
  name: `BullMQ, max ${settings.max} per ${settings.durationMillis / 1_000} s, ${settings.retry}`,
  run: (platform, queues) =>
    Effect.forEach(queues, (queue) => worker(settings, platform, queue), { concurrency: "unbounded", discard: true })
})
