import type { StatusChanged } from "@sluice/core/callback/Event"
import type { Hold } from "@sluice/core/throttle/Hold"
import type { NewCallback } from "../src/ports/CallbackLog.ts"
import type { CampaignRow, NewCampaign } from "../src/ports/Campaigns.ts"
import type { Finish } from "../src/ports/Lanes.ts"
import type { Change, MessageEvent, MessageKey, NewMessage } from "../src/ports/Outbox.ts"
import type { RegisteredTemplate } from "../src/ports/Templates.ts"

/** Where the time of the suites begins; a millisecond each is added by hand. */
export const startMillis = 1_800_000_000_000

/** The id of the n-th message: ids sort as their numbers do. */
export const id = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`

export const byId = (n: number): MessageKey => ({ _tag: "Id", id: id(n) })

export const byWamid = (wamid: string): MessageKey => ({ _tag: "Wamid", wamid })

/** The n-th message: of account `acme`, sender `acme-1`, to a recipient of its own, due at once. */
export const message = (n: number, change: Partial<NewMessage> = {}): NewMessage => ({
  id: id(n),
  accountId: "acme",
  senderId: "acme-1",
  recipient: `+88691${String(n).padStart(7, "0")}`,
  content: { type: "text", text: { body: `message ${n}` } },
  replyTo: null,
  kind: "text",
  units: 1,
  priority: 100,
  dueMillis: startMillis,
  acceptedMillis: startMillis,
  idempotencyKey: null,
  requestDigest: `digest ${n}`,
  ...change
})

export const event = (kind: MessageEvent["kind"], atMillis: number, data: MessageEvent["data"] = {}): MessageEvent => ({
  atMillis,
  kind,
  data
})

/** A change to `state`, with the event of that name. */
export const becomes = (state: "cancelled" | "failed" | "dead", atMillis = startMillis): Change => ({
  state,
  events: [event(state, atMillis)]
})

/** The platform took the first attempt of the n-th message. */
export const accepted = (n: number, change: Partial<Finish> = {}): Finish => ({
  messageId: id(n),
  attempt: 1,
  answeredMillis: startMillis + 300,
  outcome: "accepted",
  httpStatus: 200,
  code: null,
  detail: null,
  change: {
    state: "accepted",
    wamid: `wamid.${n}`,
    failure: null,
    events: [
      event("answered", change.answeredMillis ?? startMillis + 300, {
        attempt: change.attempt ?? 1,
        wamid: `wamid.${n}`,
        heldByPlatform: n % 2 === 0
      })
    ]
  },
  ...change
})

/** No answer came to the first attempt of the n-th message. */
export const givenUp = (n: number, change: Partial<Finish> = {}): Finish => ({
  messageId: id(n),
  attempt: 1,
  answeredMillis: startMillis + 3_000,
  outcome: "uncertain",
  httpStatus: null,
  code: null,
  detail: "no answer",
  change: { state: "uncertain", events: [event("uncertain", startMillis + 3_000, { attempt: 1 })] },
  ...change
})

/** A hold on sender `acme-1` for five minutes. */
export const hold = (change: Partial<Hold> = {}): Hold => ({
  scope: "sender",
  key: "acme-1",
  level: "light",
  number: 1,
  sinceMillis: startMillis,
  untilMillis: startMillis + 300_000,
  needsReview: false,
  reason: "6 messages within a minute",
  reviewFromMillis: startMillis - 3_600_000,
  ...change
})

/** The n-th callback, a second after the one before; its digest is made of its number. */
export const callback = (n: number, change: Partial<NewCallback> = {}): NewCallback => ({
  accountId: "acme",
  provider: "cloud-api",
  receivedMillis: startMillis + n * 1_000,
  contentType: "application/json",
  body: new TextEncoder().encode(`{"n":${n}}`),
  digest: Uint8Array.from({ length: 32 }, (_, index) => (index < 4 ? (n >>> (8 * index)) & 0xff : index)),
  verdict: "pending",
  ...change
})

/** The message of that name was delivered, as its callback tells. */
export const status = (wamid: string, change: Partial<StatusChanged> = {}): StatusChanged => ({
  _tag: "StatusChanged",
  path: "entry[0].changes[0].value.statuses[0]",
  wabaId: "1020304050",
  phoneNumberId: "106540352242922",
  displayPhoneNumber: "15550001111",
  wamid,
  status: "delivered",
  statusText: "delivered",
  recipient: "886912345678",
  recipientType: null,
  recipientUserId: null,
  recipientParentUserId: null,
  participant: null,
  waId: null,
  profileName: null,
  username: null,
  identityKeyHash: null,
  timestampSeconds: startMillis / 1_000,
  opaque: null,
  conversation: null,
  pricing: null,
  errors: [],
  ...change
})

/** An approved template of account `acme`: a body with one variable. */
export const template = (
  name: string,
  draft: Partial<RegisteredTemplate["draft"]> = {},
  approval: Partial<RegisteredTemplate["approval"]> = {}
): RegisteredTemplate => ({
  accountId: "acme",
  draft: {
    name,
    language: "en_US",
    category: "UTILITY",
    components: [{ type: "BODY", text: "Your order {{1}} is on its way.", example: { body_text: [["A-1042"]] } }],
    ...draft
  },
  approval: {
    status: "approved",
    sinceMillis: startMillis,
    revisions: 0,
    reason: null,
    pausedUntilMillis: null,
    ...approval
  },
  updatedMillis: startMillis
})

/** The n-th campaign of account `acme`, through `acme-1` and `acme-2`. */
export const campaign = (n: number, change: Partial<NewCampaign> = {}): NewCampaign => ({
  id: id(0xca_0000 + n),
  accountId: "acme",
  name: `campaign ${n}`,
  senderIds: ["acme-1", "acme-2"],
  plannedMillis: null,
  hours: null,
  stopAbove: null,
  unit: 0.5,
  createdMillis: startMillis,
  ...change
})

/** A row of a campaign's list: the n-th message, as long as no sender has it. */
export const campaignRow = (n: number, senderId: string | null = null): Omit<CampaignRow, "number"> => {
  const { accountId: _, dealt: _dealt, dueMillis: _due, priority: _priority, senderId: _sender, ...rest } = message(n)
  return { message: rest, senderId }
}
