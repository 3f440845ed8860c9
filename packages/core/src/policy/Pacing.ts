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

/** Everything that decides when a message may leave (SPEC RL; CLOUD_API 3.4). A limit that a policy does not know is null. */
export const Pacing = Schema.Struct({
  senderWindow: Schema.NullOr(SenderWindow),
  ladder: Schema.NullOr(Ladder),
  continuousSending: Schema.NullOr(ContinuousSending),
  throughput: Schema.NullOr(Throughput),
  pair: PairLimit,
  uniqueRecipients: Schema.NullOr(UniqueRecipients),
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
