import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Problem from "./Problem.ts"

/** What a key may do: each role may do what the ones before it may. */
const Role = Schema.Literal("viewer", "operator", "admin")

/** A key, without its secret: that is kept nowhere. */
export const ApiKeyView = Schema.Struct({
  /** Public part, by which the key is named. */
  id: Schema.String,
  name: Schema.String,
  role: Role,
  /** The one account it may use; null for all. */
  accountId: Schema.NullOr(Schema.String),
  createdAt: Schema.DateTimeUtc,
  expiresAt: Schema.NullOr(Schema.DateTimeUtc),
  revokedAt: Schema.NullOr(Schema.DateTimeUtc),
  /** To a minute; null before the first time. */
  lastUsedAt: Schema.NullOr(Schema.DateTimeUtc),
  /** Id of the key that follows it. */
  replacedBy: Schema.NullOr(Schema.String)
}).annotations({ identifier: "ApiKey" })
export type ApiKeyView = typeof ApiKeyView.Type

/** A key as it is handed out: its text is in this answer, and in no other. */
export const IssuedKey = Schema.Struct({ ...ApiKeyView.fields, key: Schema.Redacted(Schema.String) }).annotations({
  identifier: "IssuedApiKey"
})
export type IssuedKey = typeof IssuedKey.Type

/** A key to be made: of a key of one account, for that account alone. */
export const NewKey = Schema.Struct({
  name: Limit.Name,
  role: Role,
  /** Left out or null: all accounts, or the one of the key that asks. */
  accountId: Schema.optionalWith(Schema.NullOr(Limit.Name), { exact: true }),
  /** Left out or null: never. */
  expiresAt: Schema.optionalWith(Schema.NullOr(Schema.DateTimeUtc), { exact: true })
}).annotations({ identifier: "NewApiKey" })

const overlapHoursMax = 90 * 24

/** How long the old key still opens. */
export const Rotation = Schema.Struct({
  overlapHours: Schema.optionalWith(Schema.Finite.pipe(Schema.between(0, overlapHoursMax)), {
    exact: true,
    default: () => 24
  })
}).annotations({ identifier: "ApiKeyRotation" })

/** Which key. */
export const KeyPath = Schema.Struct({ id: Limit.Name })

/** The keys that the caller may manage, without their secrets. */
export const list = HttpApiEndpoint.get("list", "/v1/keys")
  .addSuccess(Schema.Struct({ keys: Schema.Array(ApiKeyView) }))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "The API keys")
  .annotate(OpenApi.Description, "A key of one account sees the keys of that account.")

/** Its answer is the only one with the text of this key. 404 (`account-unknown`) for an account that is not configured, or not the caller's. */
export const issue = HttpApiEndpoint.post("issue", "/v1/keys")
  .setPayload(NewKey)
  .addSuccess(IssuedKey, { status: 201 })
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "Make an API key; it is shown this once")
  .annotate(OpenApi.Description, "A key of one account makes keys of that account alone.")

/** A successor, so that callers change over without a gap. 404 (`api-key-unknown`) for a key that is not in use. */
export const rotate = HttpApiEndpoint.post("rotate", "/v1/keys/:id/rotate")
  .setPath(KeyPath)
  .setPayload(Rotation)
  .addSuccess(IssuedKey, { status: 201 })
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "Make a key that follows another; it is shown this once")
  .annotate(OpenApi.Description, "Of the same name, role and account. The old one opens until the overlap is over.")

/** There is no way back: who still needs a key gets another. 404 (`api-key-unknown`) for one that is not in use, or is another account's. */
export const revoke = HttpApiEndpoint.del("revoke", "/v1/keys/:id")
  .setPath(KeyPath)
  .addSuccess(Schema.Struct({ id: Schema.String, revoked: Schema.Literal(true) }))
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "Revoke an API key")
  .annotate(OpenApi.Description, "This server refuses it at once, others within seconds.")

/** The keys of the server's callers. */
export class Keys extends HttpApiGroup.make("keys")
  .add(list)
  .add(issue)
  .add(rotate)
  .add(revoke)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "keys")
  .annotate(OpenApi.Description, "The API keys: made, followed, revoked") {}
