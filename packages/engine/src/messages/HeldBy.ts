import { Effect, Option } from "effect"
import * as HoldKeys from "../dispatch/HoldKeys.ts"
import { RecipientKeys } from "../holds/RecipientKeys.ts"
import { Directory } from "../ports/Directory.ts"
import type { Sender } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import type { PlacedHold } from "../ports/Holds.ts"
import type { HoldKey } from "../ports/Lanes.ts"
import type { Message } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { Templates } from "../ports/Templates.ts"

const isOfMarketing = ({ hold: { scope } }: PlacedHold): boolean =>
  scope === "marketing" || scope === "recipient-marketing"

/**
 * Finds the holds that keep one message back now, as its lane would (CLOUD_API 3.3): of its sender as a whole, of its pair, template, flow, country and
 * media, of its recipient alone, of marketing where it is some, and of the platform's endpoints where none is left to leave through.
 */
export const make = Effect.gen(function* () {
  const directory = yield* Directory
  const holds = yield* Holds
  const recipientKeys = yield* RecipientKeys
  const templates = yield* Templates

  const isMarketing = Effect.fnUntraced(function* ({ accountId, content }: Message) {
    if (content.type !== "template") return false
    const { language, name } = content.template
    const { templates: known } = yield* templates.named(accountId, [name])
    const one = known.find(({ draft }) => draft.language === language.code) ?? known[0]
    return one?.draft.category === "MARKETING"
  })

  return Effect.fn("HeldBy.of")(function* (
    sender: Sender | null,
    message: Message,
    nowMillis: number
  ): Effect.fn.Return<ReadonlyArray<PlacedHold>, StoreUnavailable> {
    const pair: HoldKey = { scope: "pair", key: message.recipient }
    if (sender === null) return yield* holds.active(nowMillis, [pair])
    const recipient = HoldKeys.recipient(sender, (yield* recipientKeys.keyOf)(message.recipient))
    const account = Option.getOrNull(yield* Effect.option(directory.account(sender.accountId)))
    const endpoints = (account?.baseUrls ?? []).map((key): HoldKey => ({ scope: "endpoint", key }))
    const active = yield* holds.active(nowMillis, [
      pair,
      ...HoldKeys.message(sender, message),
      { scope: "recipient", key: recipient },
      { scope: "recipient-marketing", key: recipient },
      { scope: "marketing", key: sender.businessId },
      ...endpoints
    ])
    const heldEndpoints = new Set(active.flatMap(({ hold }) => (hold.scope === "endpoint" ? [hold.key] : [])))
    const marketing = active.some(isOfMarketing) && (yield* isMarketing(message))
    return active.filter((placed) => {
      if (placed.hold.scope === "endpoint") return heldEndpoints.size === endpoints.length
      return marketing || !isOfMarketing(placed)
    })
  })
})
