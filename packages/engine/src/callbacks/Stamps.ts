import * as Timestamp from "@sluice/core/callback/Timestamp"
import { Effect } from "effect"
import { Timeline } from "../ports/Timeline.ts"

/** A second that the platform stated, on the timeline of a number of ours. */
export interface Moment {
  readonly senderId: string
  /** Unix seconds. */
  readonly seconds: number
}

/** One second of one sender: what was given in it before, and what has been claimed of it since. */
interface Claim {
  readonly senderId: string
  readonly second: number
  readonly before: number
  readonly claimed: number
}

/** Seconds by sender. */
type BySecond<A> = Map<string, Map<number, A>>

const within = <A>(all: BySecond<A>, senderId: string): Map<number, A> => {
  const known = all.get(senderId)
  if (known !== undefined) return known
  const made = new Map<number, A>()
  all.set(senderId, made)
  return made
}

const listed = <A, B>(all: BySecond<A>, f: (senderId: string, second: number, value: A) => B): ReadonlyArray<B> =>
  [...all].flatMap(([senderId, seconds]) => [...seconds].map(([second, value]) => f(senderId, second, value)))

/** How often each second is asked for. */
const countsOf = (moments: ReadonlyArray<Moment | null>): BySecond<number> => {
  const counts: BySecond<number> = new Map()
  for (const moment of moments) {
    if (moment === null) continue
    const ofSender = within(counts, moment.senderId)
    ofSender.set(moment.seconds, (ofSender.get(moment.seconds) ?? 0) + 1)
  }
  return counts
}

/** The stamps by the rule, from what was given before; and the seconds that it came into without their being claimed. */
const attempt = (moments: ReadonlyArray<Moment | null>, claims: BySecond<Claim>) => {
  // The rule's own state, one timeline a sender, changed in place: a copy for each event would cost the square of them.
  const timelines: BySecond<number> = new Map()
  for (const [senderId, seconds] of claims) {
    const timeline = within(timelines, senderId)
    for (const { before, second } of seconds.values()) if (before > 0) timeline.set(second, second * 1_000 + before)
  }
  const used: BySecond<number> = new Map()
  const unclaimed: BySecond<true> = new Map()
  const stamps = moments.map((moment) => {
    if (moment === null) return null
    const timeline = within(timelines, moment.senderId)
    const { millis, second } = Timestamp.stamp(timeline, moment.seconds)
    timeline.set(second, millis)
    const ofSender = within(used, moment.senderId)
    ofSender.set(second, (ofSender.get(second) ?? 0) + 1)
    if (claims.get(moment.senderId)?.has(second) !== true) within(unclaimed, moment.senderId).set(second, true)
    return millis
  })
  return { stamps, used, unclaimed }
}

/**
 * Gives each moment its place on its sender's timeline, in order: epoch milliseconds that no other event of that sender has (SPEC WH-07).
 * Null where there is no moment. One statement, but where a second is full: then the seconds after it are claimed as well.
 *
 * Within a transaction it belongs to that: what is undone is given again.
 */
export const give = Effect.fn("Stamps.give")(function* (moments: ReadonlyArray<Moment | null>, nowMillis: number) {
  const counts = countsOf(moments)
  if (counts.size === 0) return moments.map(() => null)
  const timeline = yield* Timeline
  const claims: BySecond<Claim> = new Map()
  const claim = Effect.fnUntraced(function* (
    steps: ReadonlyArray<{ readonly senderId: string; readonly second: number; readonly by: number }>
  ) {
    const before = yield* timeline.advance(steps, nowMillis)
    for (const [index, { by, second, senderId }] of steps.entries()) {
      within(claims, senderId).set(second, { senderId, second, before: before[index] ?? 0, claimed: by })
    }
  })

  yield* claim(listed(counts, (senderId, second, by) => ({ senderId, second, by })))
  let found = attempt(moments, claims)
  while (found.unclaimed.size > 0) {
    yield* claim(listed(found.unclaimed, (senderId, second) => ({ senderId, second, by: 0 })))
    found = attempt(moments, claims)
  }
  const corrections = listed(claims, (senderId, second, { claimed }) => ({
    senderId,
    second,
    by: (found.used.get(senderId)?.get(second) ?? 0) - claimed
  })).filter(({ by }) => by !== 0)
  if (corrections.length > 0) yield* timeline.advance(corrections, nowMillis)
  return found.stamps
})
