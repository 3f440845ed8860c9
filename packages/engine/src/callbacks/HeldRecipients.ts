import { Array, Effect } from "effect"
import * as HoldKeys from "../dispatch/HoldKeys.ts"
import { RecipientKeys } from "../holds/RecipientKeys.ts"
import { Directory } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import type { Addressee } from "../ports/OptOuts.ts"

/** Who ended it, as the hold tells. */
const by = "the recipient"

/**
 * People who let the platform know that they want marketing again (CLOUD_API 3.3, 131050): what they alone held is over. Other holds on them, such as the
 * platform's own cap (131049), last on.
 */
export const lift = Effect.fn("HeldRecipients.lift")(function* (whom: ReadonlyArray<Addressee>, nowMillis: number) {
  if (whom.length === 0) return
  const holds = yield* Holds
  const keyOf = yield* (yield* RecipientKeys).keyOf
  const senders = yield* Effect.flatMap(Directory, (directory) => directory.senders)
  const keys = whom.flatMap(({ accountId, recipient }) =>
    senders
      .filter((sender) => sender.accountId === accountId)
      .map((sender) => HoldKeys.recipient(sender, keyOf(recipient)))
  )
  const asked = Array.dedupe(keys).map((key) => ({ scope: "recipient-marketing" as const, key }))
  const standing = yield* holds.active(nowMillis, asked)
  // What no clock and no operator ends is theirs (`Hold.fromFailure`).
  const theirs = standing.filter(({ hold }) => hold.untilMillis === null && !hold.needsReview)
  yield* Effect.forEach(theirs, ({ id }) => holds.clear(id, { by, atMillis: nowMillis, note: "" }), { discard: true })
})
