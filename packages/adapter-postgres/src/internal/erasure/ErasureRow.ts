import type { Erasure, OpenErasure } from "@sluice/engine/ports/Erasures"

/** A row of `erasure` as people ask for it. */
export interface Row {
  readonly id: string
  readonly account_id: string
  readonly opened_millis: string
  readonly ended_millis: string | null
  readonly counts: Erasure["counts"]
}

/** One that is under way: it names the person still. */
export interface OpenRow extends Row {
  readonly recipient: string
  readonly recipient_key: string
  readonly pseudonym: string
  readonly place: OpenErasure["place"]
}

export const toErasure = (row: Row): Erasure => ({
  id: row.id,
  accountId: row.account_id,
  openedMillis: Number(row.opened_millis),
  endedMillis: row.ended_millis === null ? null : Number(row.ended_millis),
  counts: row.counts
})

export const toOpen = (row: OpenRow): OpenErasure => ({
  ...toErasure(row),
  recipient: row.recipient,
  recipientKey: row.recipient_key,
  pseudonym: row.pseudonym,
  place: row.place
})
