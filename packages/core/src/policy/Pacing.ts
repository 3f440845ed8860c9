import { Schema } from "effect"
import * as Bound from "./internal/Bound.ts"

/** A span of the business's day in minutes after midnight, end excluded (SPEC RL-01). */
export const DaySpan = Schema.Struct({
  startMinute: Schema.Int.pipe(Schema.between(0, 1_439, { description: "a minute of the day, 0 to 1439" })),
  endMinute: Schema.Int.pipe(Schema.between(1, 1_440, { description: "a minute of the day, 1 to 1440" }))
}).pipe(
  Schema.filter(({ endMinute, startMinute }) =>
    startMinute < endMinute
      ? undefined
      : {
          path: ["endMinute"],
          message: `Expected a minute after startMinute (${startMinute}); a span across midnight is two`
        }
  )
)
export type DaySpan = typeof DaySpan.Type

/** The windowed limit of one sender in units (SPEC RL-01 to RL-05). */
export const SenderWindow = Schema.Struct({
  windowMillis: Bound.Positive,
  /** Units a window for a new sender, for a raised one, and for a raised one in peak hours (RL-01). */
  initialUnits: Bound.PositiveAmount,
  raisedUnits: Bound.PositiveAmount,
  raisedPeakUnits: Bound.PositiveAmount,
  peakHours: Schema.Array(DaySpan),
  /** What one message weighs (RL-02). */
  textUnits: Bound.PositiveAmount,
  mediaUnits: Bound.PositiveAmount,
  /** Learned reputation: bounds, start, factor on an unexplained 429, step and clean time for a raise (RL-03). */
  reputationMin: Bound.PositiveAmount,
  reputationMax: Bound.PositiveAmount,
  reputationInitial: Bound.PositiveAmount,
  reputationFallFactor: Bound.Fall,
  reputationRiseStep: Bound.Amount,
  reputationRiseMillis: Bound.Positive,
  /** Share of the limit that must have been used for a stretch to count as "near the limit" (RL-03). */
  reputationNearShare: Bound.Share,
  /** Share of the limit that raises a warning, share that pauses sending, and the pause (RL-04). */
  warnShare: Bound.Share,
  pauseShare: Bound.Share,
  pauseMillis: Bound.Count
}).pipe(
  Schema.filter(
    Bound.ordered(
      ["reputationMin", "reputationInitial"],
      ["reputationInitial", "reputationMax"],
      ["warnShare", "pauseShare"]
    )
  )
)
export type SenderWindow = typeof SenderWindow.Type

/** The ladder of holds (SPEC RL-06, RL-07). */
export const Ladder = Schema.Struct({
  /** Messages within `burstMillis` that are a light hold; more than `burstMediumAbove` are a medium at once. */
  burstMillis: Bound.Positive,
  burstLightFrom: Schema.Int.pipe(
    Schema.greaterThanOrEqualTo(2, { description: "a whole number, 2 or more: one message is no burst" })
  ),
  burstMediumAbove: Bound.Count,
  lightMillis: Bound.Count,
  /** Lights in a row that become a medium; they are in a row until `lightRowMillis` pass clean. */
  lightsToMedium: Bound.Positive,
  lightRowMillis: Bound.Count,
  mediumMillis: Bound.Count,
  /** Mediums within `mediumDayMillis` that become a severe. */
  mediumsToSevere: Bound.Positive,
  mediumDayMillis: Bound.Positive,
  severeMillisMin: Bound.Count,
  severeMillisMax: Bound.Count,
  /** After `severeMillisMin` one text may probe this often. */
  severeProbeMillis: Bound.Positive,
  /** Hold of the sender on a 429 that our own record does not explain. */
  unexplainedMillis: Bound.Count,
  /** How much of the past is put before the operator. */
  reviewMillis: Bound.Count
}).pipe(Schema.filter(Bound.ordered(["burstLightFrom", "burstMediumAbove"], ["severeMillisMin", "severeMillisMax"])))
export type Ladder = typeof Ladder.Type

/** Continuous sending and the cooldown it triggers (SPEC RL-08). */
export const ContinuousSending = Schema.Struct({
  runMillis: Bound.Positive,
  cooldownMillis: Bound.Count,
  /** A pause this long ends a run. */
  gapMillis: Bound.Count
})
export type ContinuousSending = typeof ContinuousSending.Type

/** Throughput of one number (CLOUD_API 3.4). */
export const Throughput = Schema.Struct({
  perSecond: Bound.Positive,
  upgradedPerSecond: Bound.Positive,
  coexistencePerSecond: Bound.Positive
})
export type Throughput = typeof Throughput.Type

/** One message every `intervalMillis` to one recipient, with a burst that borrows from the future (CLOUD_API 3.4; RL-05). */
export const PairLimit = Schema.Struct({
  intervalMillis: Bound.Count,
  burst: Bound.Positive,
  /** A burst leaves within this of its first message. The platform counts arrivals within an interval: this leaves them time to arrive. */
  burstMillis: Bound.Count
})
export type PairLimit = typeof PairLimit.Type

/** How long a scope rests after the platform refused it `n` times in a row: `baseMillis * factor^(n - 1)`, capped. */
export const Backoff = Schema.Struct({ baseMillis: Bound.Count, factor: Bound.Growth, capMillis: Bound.Count }).pipe(
  Schema.filter(Bound.ordered(["baseMillis", "capMillis"]))
)
export type Backoff = typeof Backoff.Type

/** Unique recipients outside the service window in a moving day, by tier of the portfolio; null is unlimited (CLOUD_API 3.4). */
export const UniqueRecipients = Schema.Struct({
  windowMillis: Bound.Positive,
  tiers: Schema.Record({ key: Schema.String, value: Schema.NullOr(Bound.Positive) })
})
export type UniqueRecipients = typeof UniqueRecipients.Type

/**
 * Requests that a scope shared by many senders may see within a moving window. The platform documents none for messages: these are an
 * operator's own, or a contract's (CLOUD_API 3.4).
 */
export const CallRate = Schema.Struct({ windowMillis: Bound.Positive, callsMax: Bound.Positive })
export type CallRate = typeof CallRate.Type

/** Which scopes have a limit on requests that all their senders share; null has none. */
export const SharedCalls = Schema.Struct({
  business: Schema.NullOr(CallRate),
  account: Schema.NullOr(CallRate),
  app: Schema.NullOr(CallRate)
})
export type SharedCalls = typeof SharedCalls.Type

/** How the platform's own reports of spent requests are obeyed: `X-App-Usage`, `X-Business-Use-Case-Usage` (CLOUD_API 3.1, 3.3). */
export const Usage = Schema.Struct({
  /** Share of the budget (0 to 1) from which on requests are spaced, the wider the nearer to all of it, and the widest spacing. */
  slowShare: Bound.Share,
  spacingMillisMax: Bound.Count,
  /** How long all of it spent holds where the report names no time. */
  spentMillis: Bound.Count,
  /** What a report is worth: the platform counts over this long, so an older one says nothing. */
  windowMillis: Bound.Positive
})
export type Usage = typeof Usage.Type

/** How budgets that many lanes share are cut into leases (ADR 7). */
export const Leasing = Schema.Struct({
  /** Share of a budget that one lease adds at most to what its holder has in use. */
  sliceShare: Bound.Share,
  /** How long a lease may be spent from before it is asked for again. */
  leaseMillis: Bound.Positive,
  /** The longest a send may still be under way after its lease ended. */
  graceMillis: Bound.Count
})
export type Leasing = typeof Leasing.Type

/** Everything that decides when a message may leave (SPEC RL; CLOUD_API 3.4). A limit that a policy does not know is null. */
export const Pacing = Schema.Struct({
  senderWindow: Schema.NullOr(SenderWindow),
  ladder: Schema.NullOr(Ladder),
  continuousSending: Schema.NullOr(ContinuousSending),
  throughput: Schema.NullOr(Throughput),
  pair: PairLimit,
  uniqueRecipients: Schema.NullOr(UniqueRecipients),
  sharedCalls: SharedCalls,
  usage: Schema.NullOr(Usage),
  leasing: Leasing,
  /** After a throttle code about the sender (130429: 1 s, 2 s, 4 s) and about a pair (131056: 4^X s) (CLOUD_API 3.3). */
  senderBackoff: Backoff,
  pairBackoff: Backoff,
  /** Senders that take turns (RL-10). */
  rotationSendersMin: Bound.Positive,
  rotationSendersMax: Bound.Positive,
  /** Bulk starts keep this far from the top of an hour; load and limit changes there, as factors (RL-11). */
  topOfHourAvoidMillis: Bound.Count,
  topOfHourLoadFactor: Bound.PositiveAmount,
  topOfHourTripFactor: Bound.PositiveAmount
}).pipe(Schema.filter(Bound.ordered(["rotationSendersMin", "rotationSendersMax"])))
export type Pacing = typeof Pacing.Type
