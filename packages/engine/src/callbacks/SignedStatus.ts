import type { StatusChanged } from "@sluice/core/callback/Event"

/** A status, and whose secret it was signed with: it says nothing about the messages of another account (WH-02). */
export interface SignedStatus {
  /** Null for one that was parked before this was kept. */
  readonly accountId: string | null
  readonly status: StatusChanged
  /** Its moment on the sender's timeline in epoch milliseconds (WH-07); null where it names no number of ours, or no second. */
  readonly stampMillis: number | null
}

const nobody: ReadonlySet<string> = new Set()

/**
 * Whether it is to be believed about a message: of the account that it was accepted under, of the one that its sender is at now, or of one that the sender
 * has been at. They differ where a sender has been moved to another provider, and on, or back: what was in flight is told of by the one that took it.
 *
 * @param beenAt the accounts that the sender has ever been sent by (`Lanes.accounts`); left out where they were not asked for.
 */
export const speaksOf = (
  { accountId }: Pick<SignedStatus, "accountId">,
  acceptedUnder: string,
  senderAt: string | null,
  beenAt: ReadonlySet<string> = nobody
): boolean => accountId === null || accountId === acceptedUnder || accountId === senderAt || beenAt.has(accountId)
