import { Array, Clock, Effect } from "effect"
import type * as Caller from "../access/Caller.ts"
import type * as Judging from "../accept/Judging.ts"
import { Campaigns, type NewCampaign } from "../ports/Campaigns.ts"
import { Crypto } from "../ports/Crypto.ts"
import type { Sender } from "../ports/Directory.ts"
import { Ids } from "../ports/Ids.ts"
import { CampaignInvalid } from "./Refusals.ts"

/** What a campaign is made with. */
export type Making = Pick<NewCampaign, "name" | "senderIds" | "plannedMillis" | "hours" | "stopAbove">

const apart = (senders: ReadonlyArray<Sender>): CampaignInvalid => {
  const accounts = Array.dedupe(senders.map(({ accountId }) => accountId)).join(", ")
  return new CampaignInvalid({
    findings: [
      {
        path: "senderIds",
        code: "several-accounts",
        rule: "RL-10",
        message: `are of several accounts: ${accounts}`,
        suggestion: "make a campaign for each account"
      }
    ]
  })
}

/**
 * Makes campaigns, with a random unit that spreads their starts (RL-11).
 *
 * @returns the id of a draft without rows.
 */
export const make = Effect.fn("Drafting.make")(function* (judging: Judging.Judging) {
  const campaigns = yield* Campaigns
  const crypto = yield* Crypto
  const ids = yield* Ids

  return Effect.fn("Drafting.draft")(function* (caller: Caller.Caller, making: Making) {
    const senders = yield* Effect.forEach(making.senderIds, (senderId) => judging.sender(caller, senderId))
    const [first] = senders
    if (first === undefined) return yield* Effect.dieMessage("a campaign has at least one sender")
    if (senders.some(({ accountId }) => accountId !== first.accountId)) return yield* apart(senders)
    const random = yield* crypto.randomBytes(4)
    const [id] = yield* ids.take(1)
    if (id === undefined) return yield* Effect.dieMessage("an id was asked for and none was given")
    const [firstId, ...otherIds] = Array.dedupe(making.senderIds)
    yield* campaigns.create({
      ...making,
      senderIds: [firstId, ...otherIds],
      id,
      accountId: first.accountId,
      unit: new DataView(random.buffer, random.byteOffset).getUint32(0) / 2 ** 32,
      createdMillis: yield* Clock.currentTimeMillis
    })
    return id
  })
})
