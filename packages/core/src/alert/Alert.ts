import { Schema } from "effect"
import * as AlertState from "./AlertState.ts"

/** How bad it is, as a value that is kept (`AlertRule.Severity`). */
export const Severity = Schema.Literal("info", "warning", "critical")

/** What an alert stands for, and everything that belongs to (`AlertRule.Place`). */
export const Place = Schema.partialWith(
  Schema.Struct({
    installation: Schema.String,
    intake: Schema.String,
    provider: Schema.String,
    account: Schema.String,
    portfolio: Schema.String,
    business: Schema.String,
    sender: Schema.String,
    template: Schema.String,
    code: Schema.String
  }),
  { exact: true }
)

/** Somebody has seen it and looks after it: it is not told again while it stands. Its recovery is. */
export const Acknowledgement = Schema.Struct({
  by: Schema.String,
  atMillis: Schema.Number,
  note: Schema.String
})
export type Acknowledgement = typeof Acknowledgement.Type

/**
 * Nobody is told of what this key fires before `untilMillis`. What still stands then is told then: a silence puts off, and hides nothing.
 *
 * It belongs to the key and not to one firing, so that a known trouble which comes and goes stays quiet.
 */
export const Silence = Schema.Struct({ ...Acknowledgement.fields, untilMillis: Schema.Number })
export type Silence = typeof Silence.Type

/** What is kept of one key between two looks. */
export const Kept = Schema.Struct({
  ruleId: Schema.String,
  place: Place,
  state: AlertState.State,
  /** Null where there is none; one that is over may still be there. */
  silence: Schema.NullOr(Silence)
})
export type Kept = typeof Kept.Type

/** One firing of one rule for one key: what people see, acknowledge and resolve. */
export const Alert = Schema.Struct({
  /** Small, and grows: people type it. */
  id: Schema.Int,
  /** `AlertRule.keyOf`. */
  key: Schema.String,
  ruleId: Schema.String,
  severity: Severity,
  /** What its notices are bundled by (`AlertRule.groupOf`). */
  group: Schema.String,
  place: Place,
  /** Of the firings of its key. */
  number: Schema.Int,
  /** Since when the condition stands, or stood. */
  sinceMillis: Schema.Number,
  firedMillis: Schema.Number,
  /** When people were told last; null where nobody was, for a silence. */
  toldMillis: Schema.NullOr(Schema.Number),
  /** Null while it stands. */
  recoveredMillis: Schema.NullOr(Schema.Number),
  /** Who ended it by hand; null where it recovered by itself, or stands. */
  resolvedBy: Schema.NullOr(Schema.String),
  acknowledged: Schema.NullOr(Acknowledgement)
})
export type Alert = typeof Alert.Type

/** Whether nobody is to be told of this key now. */
export const isSilent = (silence: Silence | null, nowMillis: number): boolean =>
  silence !== null && silence.untilMillis > nowMillis
