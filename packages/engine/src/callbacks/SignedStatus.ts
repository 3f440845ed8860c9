import type { StatusChanged } from "@sluice/core/callback/Event"

/** A status, and whose secret it was signed with: it says nothing about the messages of another account (WH-02). */
export interface SignedStatus {
  /** Null for one that was parked before this was kept. */
  readonly accountId: string | null
  readonly status: StatusChanged
  /** Its moment on the sender's timeline in epoch milliseconds (WH-07); null where it names no number of ours, or no second. */
  readonly stampMillis: number | null
}

/**
 * Whether it is to be believed about a message: of the account that it was accepted under, or of the one that its sender is at now. They differ
 * where a sender has been moved to another provider: what was in flight is told of by the old one, and what waited by the new one.
 */
export const speaksOf = (
  { accountId }: Pick<SignedStatus, "accountId">,
  acceptedUnder: string,
  senderAt: string | null
): boolean => accountId === null || accountId === acceptedUnder || accountId === senderAt
