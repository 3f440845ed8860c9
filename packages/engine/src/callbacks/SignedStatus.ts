import type { StatusChanged } from "@sluice/core/callback/Event"

/** A status, and whose secret it was signed with: it says nothing about the messages of another account (WH-02). */
export interface SignedStatus {
  /** Null for one that was parked before this was kept. */
  readonly accountId: string | null
  readonly status: StatusChanged
  /** Its moment on the sender's timeline in epoch milliseconds (WH-07); null where it names no number of ours, or no second. */
  readonly stampMillis: number | null
}

/** Whether it is to be believed about a message of this account. */
export const speaksOf = ({ accountId }: SignedStatus, messageAccountId: string): boolean =>
  accountId === null || accountId === messageAccountId
