import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import { DeliveryStatus } from "@sluice/core/delivery/Delivery"
import { State } from "@sluice/core/delivery/MessageState"
import * as Hold from "@sluice/core/throttle/Hold"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Page from "./Page.ts"
import * as Problem from "./Problem.ts"

/** How many messages of a sender are in a state, and what they weigh. */
export const Depth = Schema.Struct({
  senderId: Schema.String,
  state: State,
  delivery: Schema.NullOr(DeliveryStatus),
  count: Schema.Int,
  units: Schema.Number,
  /** When the first of them is due; null unless they are queued. */
  firstDueAt: Schema.NullOr(Schema.DateTimeUtc)
}).annotations({ identifier: "Depth" })
export type Depth = typeof Depth.Type

/** Something that the account behind a number may not do (CLOUD_API 3.6). */
const Restriction = Schema.Struct({
  /** The platform's name of it. */
  type: Schema.String,
  since: Schema.DateTimeUtc,
  /** Null where no clock lifts it. */
  until: Schema.NullOr(Schema.DateTimeUtc)
}).annotations({ identifier: "Restriction" })

/** What the platform has told of a number by callbacks, and of the account behind it (CLOUD_API 3.4, 3.6). */
const Told = Schema.Struct({
  /** `RED` or `YELLOW` (yellow or better); null where it never said. */
  quality: Schema.NullOr(Schema.String),
  /** The platform's id of the account; null until a callback names it. */
  wabaId: Schema.NullOr(Schema.String),
  account: Schema.Literal("good", "restricted", "disabled"),
  restrictions: Schema.Array(Restriction),
  /** The rule that was found broken last, in the platform's words. */
  violation: Schema.NullOr(Schema.String),
  /** What the accounts file says, where the platform has told otherwise since. */
  configured: Schema.Struct({
    throughput: Schema.Literal("standard", "upgraded", "coexistence"),
    messagingTier: Schema.NullOr(Schema.String)
  })
}).annotations({ identifier: "SenderTold" })

/** A number that sends. */
export const SenderView = Schema.Struct({
  id: Schema.String,
  accountId: Schema.String,
  businessId: Schema.String,
  number: Schema.String,
  phoneNumberId: Schema.String,
  tier: Schema.Literal("initial", "raised"),
  /** As it holds: configured, or told by the platform since. */
  throughput: Schema.Literal("standard", "upgraded", "coexistence"),
  /** The portfolio's limit of unique recipients a day, likewise; null where nobody has said, and the lowest is assumed. */
  messagingTier: Schema.NullOr(Schema.String),
  /** Null until the platform says something. */
  told: Schema.NullOr(Told),
  timeZone: Schema.String,
  /** Name of the policy that paces it. */
  policy: Schema.String
}).annotations({ identifier: "Sender" })
export type SenderView = typeof SenderView.Type

/** A hold in force (RL-06, RL-07). */
export const HoldView = Schema.Struct({
  id: Schema.Int,
  scope: Hold.Scope,
  /** Which pair, template, sender and so on. */
  key: Schema.String,
  level: Hold.Level,
  since: Schema.DateTimeUtc,
  /** The earliest end; null when no clock ends it. */
  until: Schema.NullOr(Schema.DateTimeUtc),
  needsReview: Schema.Boolean,
  reason: Schema.String
}).annotations({ identifier: "Hold" })
export type HoldView = typeof HoldView.Type

/** Callbacks by verdict: `pending`, `processed`, `quarantined`, `malformed`, `bad-signature`. */
export const CallbackCounts = Schema.Struct({
  counts: Schema.Record({ key: Schema.String, value: Schema.Int }),
  /** Arrival of the oldest that is not processed yet; null when all are. */
  oldestPendingAt: Schema.NullOr(Schema.DateTimeUtc)
}).annotations({ identifier: "CallbackCounts" })
export type CallbackCounts = typeof CallbackCounts.Type

/** Which states are counted. */
export const QueueQuery = Schema.Struct({
  /** `true` counts every state, which reads the whole table; otherwise what is still open: queued, sending, uncertain. */
  all: Schema.optionalWith(Schema.BooleanFromString, { default: () => false })
})

/** How much waits, and since when; a key of one account sees its own senders. */
export const queue = HttpApiEndpoint.get("queue", "/v1/queue")
  .setUrlParams(QueueQuery)
  .addSuccess(Schema.Struct({ depths: Schema.Array(Depth) }))
  .annotate(Access.RoleNeeded, "viewer")
  .addError(Problem.at(400))
  .annotate(OpenApi.Summary, "How many messages are in which state, by sender")

/** Each number with what it is paced by, and what the platform has told of it (CLOUD_API 3.4, 3.6). */
export const senders = HttpApiEndpoint.get("senders", "/v1/senders")
  .addSuccess(Schema.Struct({ senders: Schema.Array(SenderView) }))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "The numbers that send")

/** Which part of the holds is listed. */
export const HoldsQuery = Schema.Struct(Page.query)

/** Why nothing leaves (SPEC RL-06, RL-07), a page at a time. */
export const holds = HttpApiEndpoint.get("holds", "/v1/holds")
  .setUrlParams(HoldsQuery)
  .addSuccess(Schema.Struct({ holds: Schema.Array(HoldView), next: Page.next }))
  .addError(Problem.at(400))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "The holds in force; those of single recipients come last")

/** Whether callbacks keep up, and how many are set aside. Counted over all accounts, so a key of one account is refused with 403. */
export const callbackCounts = HttpApiEndpoint.get("callbackCounts", "/v1/callbacks/counts")
  .addSuccess(CallbackCounts)
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "How many callbacks came and what became of them, over all accounts")

/** What an operator watches. */
export class Operations extends HttpApiGroup.make("operations")
  .add(queue)
  .add(senders)
  .add(holds)
  .add(callbackCounts)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "operations")
  .annotate(OpenApi.Description, "What an operator watches") {}
