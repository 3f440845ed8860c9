import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as TokenStanding from "@sluice/core/access/TokenStanding"
import * as Limit from "@sluice/core/message/Limit"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Problem from "./Problem.ts"

/** How an account's token stands (SF-04). Never the token. */
const TokenView = Schema.Struct({
  /** Names the token and tells nothing of it; null where the account presents none. */
  fingerprint: Schema.NullOr(Schema.String),
  /** Where it comes from: the accounts file, or the database, where it was put at run time. */
  source: Schema.Literal("file", "database"),
  putAt: Schema.NullOr(Schema.DateTimeUtc),
  putBy: Schema.NullOr(Schema.String),
  /** Id of the key that it is sealed with. */
  sealedWith: Schema.NullOr(Schema.String),
  /** `unchecked` until the first check; `unknown` where nobody could be asked. */
  state: Schema.Literal("unchecked", ...TokenStanding.State.literals),
  expiresAt: Schema.NullOr(Schema.DateTimeUtc),
  scopes: Schema.NullOr(Schema.Array(Schema.String)),
  /** Permissions that it should have and has not. */
  missing: Schema.Array(Schema.String),
  /** Senders that it may not use. */
  denied: Schema.Array(Schema.String),
  checkedAt: Schema.NullOr(Schema.DateTimeUtc),
  /** Why it stands so, and what to do. */
  detail: Schema.String
}).annotations({ identifier: "AccountToken" })

/** An account at a provider. */
export const AccountView = Schema.Struct({
  id: Schema.String,
  provider: Schema.String,
  senders: Schema.Array(Schema.String),
  token: TokenView
}).annotations({ identifier: "Account" })
export type AccountView = typeof AccountView.Type

/** A token to put in place. */
export const NewToken = Schema.Struct({ token: Schema.Redacted(Schema.String) }).annotations({
  identifier: "NewAccountToken"
})

/** Which account. */
export const AccountPath = Schema.Struct({ id: Limit.Name })

/** The accounts that the key may see. */
export const list = HttpApiEndpoint.get("list", "/v1/accounts")
  .addSuccess(Schema.Struct({ accounts: Schema.Array(AccountView) }))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "The accounts, and how their tokens stand")

/** One account. */
export const get = HttpApiEndpoint.get("get", "/v1/accounts/:id")
  .setPath(AccountPath)
  .addSuccess(AccountView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "One account, and how its token stands")

/** Asks the provider about the token now. */
export const check = HttpApiEndpoint.post("check", "/v1/accounts/:id/check")
  .setPath(AccountPath)
  .addSuccess(AccountView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Check an account's token now")

/** Puts another token in place. */
export const putToken = HttpApiEndpoint.put("putToken", "/v1/accounts/:id/token")
  .setPath(AccountPath)
  .setPayload(NewToken)
  .addSuccess(AccountView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .addError(Problem.at(422))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "Put another token in place")
  .annotate(
    OpenApi.Description,
    "It is checked first, and refused where it would stop the account. Every process uses it within a second or so; what waited for it goes on."
  )

/** Accounts and their tokens. */
export class Accounts extends HttpApiGroup.make("accounts")
  .add(list)
  .add(get)
  .add(check)
  .add(putToken)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "accounts")
  .annotate(OpenApi.Description, "Accounts and their tokens") {}
