import { Schema } from "effect"

/** A span of the business's day in minutes after midnight, end excluded (SPEC RL-01). */
export const DaySpan = Schema.Struct({ startMinute: Schema.Int, endMinute: Schema.Int })
export type DaySpan = typeof DaySpan.Type

/** The windowed limit of one sender in units (SPEC RL-01 to RL-05). */
export const SenderWindow = Schema.Struct({
  windowMillis: Schema.Int,
  /** Units a window for a new sender, for a raised one, and for a raised one in peak hours (RL-01). */
  initialUnits: Schema.Number,
  raisedUnits: Schema.Number,
  raisedPeakUnits: Schema.Number,
  peakHours: Schema.Array(DaySpan),
  /** What one message weighs (RL-02). */
  textUnits: Schema.Number,
  mediaUnits: Schema.Number,
  /** Learned reputation: bounds, start, factor on an unexplained 429, step and clean time for a raise (RL-03). */
  reputationMin: Schema.Number,
  reputationMax: Schema.Number,
  reputationInitial: Schema.Number,
  reputationFallFactor: Schema.Number,
  reputationRiseStep: Schema.Number,
  reputationRiseMillis: Schema.Int,
  /** Share of the limit that must have been used for a stretch to count as "near the limit" (RL-03). */
  reputationNearShare: Schema.Number,
  /** Share of the limit that raises a warning, share that pauses sending, and the pause (RL-04). */
  warnShare: Schema.Number,
  pauseShare: Schema.Number,
  pauseMillis: Schema.Int
})
export type SenderWindow = typeof SenderWindow.Type

/** The ladder of holds (SPEC RL-06, RL-07). */
export const Ladder = Schema.Struct({
  /** Messages within `burstMillis` that are a light hold; more than `burstMediumAbove` are a medium at once. */
  burstMillis: Schema.Int,
  burstLightFrom: Schema.Int,
  burstMediumAbove: Schema.Int,
  lightMillis: Schema.Int,
  /** Lights in a row that become a medium; they are in a row until `lightRowMillis` pass clean. */
  lightsToMedium: Schema.Int,
  lightRowMillis: Schema.Int,
  mediumMillis: Schema.Int,
  /** Mediums within `mediumDayMillis` that become a severe. */
  mediumsToSevere: Schema.Int,
  mediumDayMillis: Schema.Int,
  severeMillisMin: Schema.Int,
  severeMillisMax: Schema.Int,
  /** After `severeMillisMin` one text may probe this often. */
  severeProbeMillis: Schema.Int,
  /** Hold of the sender on a 429 that our own record does not explain. */
  unexplainedMillis: Schema.Int,
  /** How much of the past is put before the operator. */
  reviewMillis: Schema.Int
})
export type Ladder = typeof Ladder.Type

/** Continuous sending and the cooldown it triggers (SPEC RL-08). */
export const ContinuousSending = Schema.Struct({
  runMillis: Schema.Int,
  cooldownMillis: Schema.Int,
  /** A pause this long ends a run. */
  gapMillis: Schema.Int
})
export type ContinuousSending = typeof ContinuousSending.Type

/** Throughput of one number (CLOUD_API 3.4). */
export const Throughput = Schema.Struct({
  perSecond: Schema.Int,
  upgradedPerSecond: Schema.Int,
  coexistencePerSecond: Schema.Int
})
export type Throughput = typeof Throughput.Type

/** One message every `intervalMillis` to one recipient, with a burst that borrows from the future (CLOUD_API 3.4; RL-05). */
export const PairLimit = Schema.Struct({
  intervalMillis: Schema.Int,
  burst: Schema.Int,
  /** A burst leaves within this of its first message. The platform counts arrivals within an interval: this leaves them time to arrive. */
  burstMillis: Schema.Int
})
export type PairLimit = typeof PairLimit.Type

/** How long a scope rests after the platform refused it `n` times in a row: `baseMillis * factor^(n - 1)`, capped. */
export const Backoff = Schema.Struct({ baseMillis: Schema.Int, factor: Schema.Number, capMillis: Schema.Int })
export type Backoff = typeof Backoff.Type

/** Unique recipients outside the service window in a moving day, by tier of the portfolio; null is unlimited (CLOUD_API 3.4). */
export const UniqueRecipients = Schema.Struct({
  windowMillis: Schema.Int,
  tiers: Schema.Record({ key: Schema.String, value: Schema.NullOr(Schema.Int) })
})
export type UniqueRecipients = typeof UniqueRecipients.Type

/**
 * Requests that a scope shared by many senders may see within a moving window. The platform documents none for messages: these are an
 * operator's own, or a contract's (CLOUD_API 3.4).
 */
export const CallRate = Schema.Struct({ windowMillis: Schema.Int, callsMax: Schema.Int })
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
  slowShare: Schema.Number,
  spacingMillisMax: Schema.Int,
  /** How long all of it spent holds where the report names no time. */
  spentMillis: Schema.Int,
  /** What a report is worth: the platform counts over this long, so an older one says nothing. */
  windowMillis: Schema.Int
})
export type Usage = typeof Usage.Type

/** How budgets that many lanes share are cut into leases (ADR 7). */
export const Leasing = Schema.Struct({
  /** Share of a budget that one lease adds at most to what its holder has in use. */
  sliceShare: Schema.Number,
  /** How long a lease may be spent from before it is asked for again. */
  leaseMillis: Schema.Int,
  /** The longest a send may still be under way after its lease ended. */
  graceMillis: Schema.Int
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
  rotationSendersMin: Schema.Int,
  rotationSendersMax: Schema.Int,
  /** Bulk starts keep this far from the top of an hour; load and limit changes there, as factors (RL-11). */
  topOfHourAvoidMillis: Schema.Int,
  topOfHourLoadFactor: Schema.Number,
  topOfHourTripFactor: Schema.Number
})
export type Pacing = typeof Pacing.Type
