import * as Policy from "@sluice/core/policy/Policy"
import type * as Throttle from "@sluice/core/throttle/Throttle"
import fc from "fast-check"
import type * as Lane from "./lane.ts"

/** What the properties of the throttle are tried on: senders, lists of messages, and ways of the network. */

const { guide, "cloud-api": cloudApi } = Policy.shipped
export const minutes = (n: number): number => n * 60_000
export const hours = (n: number): number => n * 3_600_000

/** A Tuesday, 00:00 UTC. */
export const midnight = Date.UTC(2026, 2, 10)

export const guideContext = (tier: "initial" | "raised", timeZone = "Etc/UTC"): Throttle.Context => ({
  sender: "s1",
  pacing: guide.pacing,
  standing: { tier, throughput: "standard" },
  timeZone
})

export const cloudContext = (throughput: "standard" | "upgraded" | "coexistence"): Throttle.Context => ({
  sender: "s1",
  pacing: cloudApi.pacing,
  standing: { tier: "initial", throughput },
  timeZone: "Etc/UTC"
})

const calendars = new Map<string, Intl.DateTimeFormat>()

/** The hour that clocks in `timeZone` show, from the platform's calendar and not from ours. */
const hourIn = (timeZone: string, atMillis: number): number => {
  const calendar =
    calendars.get(timeZone) ?? new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" })
  calendars.set(timeZone, calendar)
  return Number(calendar.format(atMillis))
}

/** SPEC RL-01, read literally. */
export const base = (tier: "initial" | "raised", timeZone: string, atMillis: number): number => {
  if (tier === "initial") return 5
  const hour = hourIn(timeZone, atMillis)
  return (hour >= 10 && hour < 12) || (hour >= 15 && hour < 17) ? 50 : 30
}

export const granted = (units: number): { readonly unitsMax: number; readonly messagesMax: number } => ({
  unitsMax: units,
  messagesMax: units
})

export const message = (recipients: number): fc.Arbitrary<Lane.Queued> =>
  fc
    .record({
      recipient: fc.integer({ min: 1, max: recipients }).map((n) => `r${n}`),
      media: fc.boolean()
    })
    .map(({ media, recipient }) => ({
      recipient,
      kind: media ? ("media" as const) : ("text" as const),
      units: media ? 1.8 : 1
    }))

export const trips = (answerMillisMax: number): fc.Arbitrary<ReadonlyArray<Lane.Trip>> =>
  fc.array(
    fc.record({
      answerMillis: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: answerMillisMax })),
      arrivalShare: fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }))
    }),
    { minLength: 1, maxLength: 40 }
  )

export const cycled =
  (all: ReadonlyArray<Lane.Trip>) =>
  (index: number): Lane.Trip =>
    all[index % all.length] ?? { answerMillis: 100, arrivalShare: 1 }

export const texts = (count: number): ReadonlyArray<Lane.Queued> =>
  Array.from({ length: count }, (_, index) => ({ recipient: `r${index}`, units: 1, kind: "text" }))

export const runs = { numRuns: 150, seed: 20_260_310 }

/** A send is given up after 3 s (SF-03); that a burst arrives within its interval rests on it. */
export const answerMillisMax = 3_000
