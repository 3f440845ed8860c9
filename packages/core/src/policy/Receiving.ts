import { Schema } from "effect"

/** Callbacks, and the guards on them (SPEC WH, GD; CLOUD_API 3.6). */
export const Receiving = Schema.Struct({
  /** Answer to a callback: aim, and the point where the sender repeats (WH-01). */
  answerMillisAim: Schema.Int,
  answerMillisMax: Schema.Int,
  bodyBytesMax: Schema.Int,
  batchUpdatesMax: Schema.Int,
  /** Delivery times that are usual, at home and abroad (WH-04). */
  deliveredMillisMin: Schema.Int,
  deliveredMillisMax: Schema.Int,
  deliveredAbroadMillisMax: Schema.Int,
  readLostShare: Schema.Number,
  /** Looks for a status that has not come (WH-05). */
  looks: Schema.Int,
  lookMillis: Schema.Int,
  /** Media callbacks in flight cost less than this above idle (WH-06). */
  mediaBytesMax: Schema.Int,
  /** From arrival to processed (WH-08), and the rate from which a message log is advised. */
  processedMillisMax: Schema.Int,
  logAdvisedPerSecond: Schema.Int,
  /** A calibration report is due this often (WH-10). */
  calibrationMillis: Schema.Int,
  /** Malformed callbacks in a row that pause intake, and for how long (GD-02). */
  malformedInRow: Schema.Int,
  malformedPauseMillis: Schema.Int,
  /** A bad signature is alerted within this (GD-03). */
  badSignatureAlertMillis: Schema.Int,
  /** Too-fast errors within `tooFastMillis` that call for a check of the key (GD-04). */
  tooFastCount: Schema.Int,
  tooFastMillis: Schema.Int
})
export type Receiving = typeof Receiving.Type
