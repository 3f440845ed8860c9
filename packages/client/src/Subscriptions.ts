import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import * as Secrets from "@sluice/core/subscription/Secrets"
import { Selector } from "@sluice/core/subscription/Selection"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Page from "./Page.ts"
import * as Problem from "./Problem.ts"

/** HTTPS; it must lead to the public internet. */
const url = Schema.String.pipe(Schema.maxLength(2_048))

const ToAddress = Schema.Struct({ kind: Schema.Literal("http"), url })
const ToTopic = Schema.Struct({
  kind: Schema.Literal("kafka"),
  topic: Schema.String.pipe(
    Schema.pattern(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/, {
      message: () => "must be a topic's name: letters, digits, dots, dashes and underscores, at most 249"
    })
  )
})

/** The platform's callbacks as they came, but for the names of messages, signed as the platform signs. */
const AsPlatform = Schema.Struct({ kind: Schema.Literal("cloud-api"), url })

/** Where events go. */
const Target = Schema.Union(ToAddress, ToTopic, AsPlatform).annotations({ identifier: "SubscriptionTarget" })

/** What callbacks are signed with (`X-Hub-Signature-256`); left out, one is made. */
const AppSecret = Schema.Redacted(Schema.String.pipe(Schema.minLength(16), Schema.maxLength(256)))

/** The same as it is asked for. */
const NewTarget = Schema.Union(
  ToAddress,
  ToTopic,
  Schema.Struct({ ...AsPlatform.fields, appSecret: Schema.optionalWith(AppSecret, { exact: true }) })
).annotations({ identifier: "NewSubscriptionTarget" })

/** Somebody who is told of events. Never its secret. */
export const SubscriptionView = Schema.Struct({
  id: Schema.String,
  /** Null: of every account. */
  accountId: Schema.NullOr(Schema.String),
  name: Schema.String,
  target: Target,
  types: Schema.Array(Schema.String),
  /** `failing`: it is told, and nothing was taken of late. `disabled`: it is told nothing until it is enabled again. */
  state: Schema.Literal("enabled", "failing", "disabled"),
  /** Since when it is failing or disabled. */
  since: Schema.NullOr(Schema.DateTimeUtc),
  /** Why it is disabled: it took nothing for five days, or answered 410. */
  because: Schema.NullOr(Schema.Literal("failing", "gone")),
  /** Events that wait for it. */
  waiting: Schema.Int,
  /** Secrets that sign now: two while one is replaced. */
  secrets: Schema.Int,
  /** When the older of two secrets ends. */
  oldSecretUntil: Schema.NullOr(Schema.DateTimeUtc),
  createdAt: Schema.DateTimeUtc,
  createdBy: Schema.String
}).annotations({ identifier: "Subscription" })
export type SubscriptionView = typeof SubscriptionView.Type

/** A subscription with its new secret, shown this once. */
export const SubscriptionMade = Schema.Struct({
  subscription: SubscriptionView,
  /** `whsec_` and base64 (Standard Webhooks), or digits of hex for the platform's scheme; null for a topic, and where the caller brought it. */
  secret: Schema.NullOr(Schema.Redacted(Schema.String))
}).annotations({ identifier: "SubscriptionMade" })

/** A subscription to make. */
export const NewSubscription = Schema.Struct({
  /** Left out: the key's account, or every account for a key of all. */
  accountId: Schema.optionalWith(Limit.Name, { exact: true }),
  name: Limit.Name,
  target: NewTarget,
  /** Types of events, groups such as `message.*`, or `*`. Left out for `cloud-api`, which is told what the platform tells. */
  types: Schema.optionalWith(Schema.Array(Selector).pipe(Schema.minItems(1), Schema.maxItems(50)), { exact: true })
}).annotations({ identifier: "NewSubscription" })

/** How a secret is replaced. */
export const Rotation = Schema.Struct({
  /** How long the old one signs beside the new one; a day unless told. */
  overlapSeconds: Schema.optionalWith(Limit.whole(0, Secrets.overlapMillisMax / 1_000), {
    default: () => Secrets.overlapMillisDefault / 1_000
  })
}).annotations({ identifier: "SubscriptionRotation" })

/** What came of a test event. */
export const TestResult = Schema.Struct({
  taken: Schema.Boolean,
  /** Null where there was no answer, or no HTTP. */
  status: Schema.NullOr(Schema.Int),
  detail: Schema.String,
  tookMillis: Schema.Int
}).annotations({ identifier: "SubscriptionTest" })

/** An event on its way to a subscriber, or done with. */
export const DeliveryView = Schema.Struct({
  /** Its `webhook-id`. */
  eventId: Schema.String,
  type: Schema.String,
  accountId: Schema.String,
  state: Schema.Literal("pending", "delivered", "abandoned"),
  attempts: Schema.Int,
  nextAt: Schema.NullOr(Schema.DateTimeUtc),
  status: Schema.NullOr(Schema.Int),
  detail: Schema.NullOr(Schema.String),
  queuedAt: Schema.DateTimeUtc,
  updatedAt: Schema.DateTimeUtc
}).annotations({ identifier: "SubscriptionDelivery" })

/** Which subscription. */
export const SubscriptionPath = Schema.Struct({ id: Schema.UUID })

const Cursor = Schema.String.pipe(Schema.pattern(/^\d{1,18}$/, { message: () => "must be the next of a page before" }))

/** Which deliveries are listed. */
export const DeliveryQuery = Schema.Struct({
  state: Schema.optionalWith(DeliveryView.fields.state, { exact: true }),
  cursor: Schema.optionalWith(Cursor, { exact: true }),
  limit: Page.query.limit
})

/** The subscriptions that the key may see. */
export const list = HttpApiEndpoint.get("list", "/v1/subscriptions")
  .addSuccess(Schema.Struct({ subscriptions: Schema.Array(SubscriptionView) }))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "Who is told of events")

/** One subscription. */
export const get = HttpApiEndpoint.get("get", "/v1/subscriptions/:id")
  .setPath(SubscriptionPath)
  .addSuccess(SubscriptionView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "One subscription, and how it stands")

/** Makes a subscription. */
export const create = HttpApiEndpoint.post("create", "/v1/subscriptions")
  .setPayload(NewSubscription)
  .addSuccess(SubscriptionMade, { status: 201 })
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(409))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "Subscribe to events")
  .annotate(
    OpenApi.Description,
    "It is told of what happens from now on, at least once each, signed by the Standard Webhooks scheme. The secret is shown this once."
  )

/** Removes a subscription. */
export const remove = HttpApiEndpoint.del("remove", "/v1/subscriptions/:id")
  .setPath(SubscriptionPath)
  .addSuccess(Schema.Struct({ removed: Schema.Boolean }))
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "Remove a subscription, and what waits for it")

/** Replaces the secret. */
export const rotate = HttpApiEndpoint.post("rotate", "/v1/subscriptions/:id/rotate")
  .setPath(SubscriptionPath)
  .setPayload(Rotation)
  .addSuccess(SubscriptionMade)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(409))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "Replace a subscription's secret")
  .annotate(OpenApi.Description, "Events are signed with both until the old one ends. The new one is shown this once.")

/** Tells a disabled subscription again. */
export const enable = HttpApiEndpoint.post("enable", "/v1/subscriptions/:id/enable")
  .setPath(SubscriptionPath)
  .addSuccess(SubscriptionView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Enable a subscription again")
  .annotate(OpenApi.Description, "What waits for it is handed over at once; it goes on where it was.")

/** Hands over a test event. */
export const test = HttpApiEndpoint.post("test", "/v1/subscriptions/:id/test")
  .setPath(SubscriptionPath)
  .addSuccess(TestResult)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Hand over a test event now")

/** What was handed over, and what waits. */
export const deliveries = HttpApiEndpoint.get("deliveries", "/v1/subscriptions/:id/deliveries")
  .setPath(SubscriptionPath)
  .setUrlParams(DeliveryQuery)
  .addSuccess(Schema.Struct({ deliveries: Schema.Array(DeliveryView), next: Page.next }))
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "The events of a subscription, newest first")

/** Who is told of events. */
export class Subscriptions extends HttpApiGroup.make("subscriptions")
  .add(list)
  .add(get)
  .add(create)
  .add(remove)
  .add(rotate)
  .add(enable)
  .add(test)
  .add(deliveries)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "subscriptions")
  .annotate(OpenApi.Description, "Who is told of events") {}
