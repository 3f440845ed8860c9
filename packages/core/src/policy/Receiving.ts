import { Schema } from "effect"
import * as Bound from "./internal/Bound.ts"

/** Callbacks, and the guards on them (SPEC WH, GD; CLOUD_API 3.6). */
export const Receiving = Schema.Struct({
  /** Answer to a callback: aim, and the point where the sender repeats (WH-01). */
  answerMillisAim: Bound.Count,
  answerMillisMax: Bound.Count,
  bodyBytesMax: Bound.Positive,
  batchUpdatesMax: Bound.Positive,
  /** Delivery times that are usual, at home and abroad (WH-04). */
  deliveredMillisMin: Bound.Count,
  deliveredMillisMax: Bound.Count,
  deliveredAbroadMillisMax: Bound.Count,
  readLostShare: Bound.Share,
  /**
   * How a platform repeats what it could not deliver, "with decreasing frequency" (CLOUD_API 3.6): the first time within `repeatMillis`, and then
   * each time before `repeatFactor` times as long has passed since the first delivery as at the time before.
   */
  repeatMillis: Bound.Count,
  repeatFactor: Bound.Growth,
  /** Looks for a status that has not come (WH-05). */
  looks: Bound.Count,
  lookMillis: Bound.Count,
  /** Media callbacks in flight cost less than this above idle (WH-06). */
  mediaBytesMax: Bound.Count,
  /** From arrival to processed (WH-08), and the rate from which a message log is advised. */
  processedMillisMax: Bound.Count,
  logAdvisedPerSecond: Bound.Count,
  /** A calibration report is due this often (WH-10). */
  calibrationMillis: Bound.Positive,
  /** Malformed callbacks in a row that pause intake, and for how long (GD-02). */
  malformedInRow: Bound.Positive,
  malformedPauseMillis: Bound.Count,
  /** A bad signature is alerted within this (GD-03). */
  badSignatureAlertMillis: Bound.Count,
  /** Too-fast errors within `tooFastMillis` that call for a check of the key (GD-04). */
  tooFastCount: Bound.Positive,
  tooFastMillis: Bound.Positive
}).pipe(
  Schema.filter(
    Bound.ordered(
      ["answerMillisAim", "answerMillisMax"],
      ["deliveredMillisMin", "deliveredMillisMax"],
      ["deliveredMillisMax", "deliveredAbroadMillisMax"]
    )
  )
)
export type Receiving = typeof Receiving.Type
