/** Where in the callback an event stands, and whom it belongs to; ids are null where the callback names none. */
export interface Origin {
  /** `entry[0].changes[0].value.statuses[2]` */
  readonly path: string
  readonly wabaId: string | null
  readonly phoneNumberId: string | null
  readonly displayPhoneNumber: string | null
}

/** An origin with a moment: the event's own where it states one, else its entry's; unix seconds, null where neither can be read. */
export interface Dated extends Origin {
  readonly timestampSeconds: number | null
}
