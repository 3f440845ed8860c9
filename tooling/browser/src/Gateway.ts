import * as Sandbox from "@sluice/cli/stack/Sandbox"
import * as Stack from "@sluice/cli/stack/Stack"
import * as Rehearsal from "@sluice/cli/up/Rehearsal"
import * as Client from "@sluice/client/Client"
import { Clock, DateTime, Effect, Redacted } from "effect"

/** A whole gateway to look at: simulator, server and worker, with a past, a few messages and a campaign. */
export interface Gateway {
  readonly url: string
  readonly operatorKey: Redacted.Redacted
  readonly viewerKey: Redacted.Redacted
  readonly campaignId: string
  readonly businessId: string
  /** So many complaints about the shop came in today, all of them so far. */
  readonly complained: (complaints: number) => Effect.Effect<unknown, unknown>
}

const sandbox: Sandbox.Sandbox = {
  accountId: "harbour",
  policy: "guide",
  senders: [
    { id: "shop", number: "+886912000001", callingCode: "886", tier: "raised" },
    { id: "support", number: "+886912000002", callingCode: "886", tier: "raised" }
  ]
}

/** Quick people; every third message fails after the platform took it, so that there is something to explain. */
const fates = {
  failureShare: 0.33,
  delivered: { minMillis: 300, maxMillis: 900 },
  deliveredAbroad: { minMillis: 300, maxMillis: 900 },
  read: { minMillis: 100, maxMillis: 400 },
  readLostShare: 0,
  deliveredOmittedShare: 0
}

const textTo = (senderId: string, n: number) => ({
  senderId,
  recipient: `+8869300${String(n).padStart(5, "0")}`,
  content: { type: "text" as const, text: { body: `Your parcel ${n} has arrived.` } }
})

/**
 * Brings it up on a database of its own, for the length of the scope. What is queued waits behind a medium hold until somebody reviews it.
 *
 * @param messages how many are queued beside the campaign.
 */
export const start = Effect.fn("Gateway.start")(function* (
  databaseUrl: Redacted.Redacted,
  directory: string,
  messages: number
) {
  const stack = yield* Stack.start({
    name: "dashboard",
    sandbox,
    databaseUrl,
    directory,
    seed: "dashboard",
    clock: null,
    portsFrom: null,
    simulator: { fates }
  })
  const nowMillis = yield* Clock.currentTimeMillis
  yield* Rehearsal.tell(databaseUrl, {
    accountId: sandbox.accountId,
    businessId: Sandbox.businessIdOf(sandbox.accountId),
    senderId: "shop",
    sends: 12,
    nowMillis
  })
  yield* stack.startWorker(1)
  const operatorKey = yield* stack.issueKey("operator", "operator")
  const viewerKey = yield* stack.issueKey("viewer", "viewer")
  const client = yield* Client.make({ baseUrl: stack.serverUrl, apiKey: operatorKey })
  const rows = Array.from({ length: messages }, (_, index) => textTo(index % 2 === 0 ? "shop" : "support", index + 1))
  yield* client.messages.sendBatch({
    urlParams: { atomic: false },
    headers: {},
    payload: { messages: rows }
  })
  const campaign = yield* client.campaigns.create({ payload: { name: "Autumn notice", senderIds: ["support"] } })
  yield* client.campaigns.upload({
    path: { id: campaign.id },
    urlParams: {},
    payload: { messages: Array.from({ length: 60 }, (_, index) => textTo("support", 1_000 + index)) }
  })
  const path = { id: "shop" }
  yield* client.standing.describe({ path, payload: { liveAt: DateTime.unsafeMake(nowMillis) } })
  const gateway: Gateway = {
    url: stack.serverUrl,
    operatorKey,
    viewerKey,
    campaignId: campaign.id,
    businessId: Sandbox.businessIdOf(sandbox.accountId),
    complained: (complaints) =>
      client.standing.report({ path, payload: { days: [{ day: Math.floor(nowMillis / 86_400_000), complaints }] } })
  }
  return gateway
})
