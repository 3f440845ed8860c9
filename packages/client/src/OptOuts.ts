import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import * as E164 from "@sluice/core/phone/E164"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Page from "./Page.ts"
import * as Problem from "./Problem.ts"

/** What somebody wants no more: any message, or those that advertise. */
export const Scope = Schema.Literal("all", "marketing")

/** An opt-out as it stands. */
export const OptOut = Schema.Struct({
  accountId: Schema.String,
  /** E.164. */
  recipient: Schema.String,
  scope: Scope,
  /** Who said so: the business through this API, the recipient by a word they wrote, the platform on their behalf. */
  source: Schema.Literal("api", "keyword", "platform"),
  since: Schema.DateTimeUtc
}).annotations({ identifier: "OptOut" })
export type OptOut = typeof OptOut.Type

/** Whom opt-outs are added for: keys of one account may leave the account out. */
export const Addition = Schema.Struct({
  accountId: Schema.optionalWith(Limit.Name, { exact: true }),
  optOuts: Schema.Array(
    Schema.Struct({ recipient: E164.E164, scope: Schema.optionalWith(Scope, { default: () => "all" as const }) })
  ).pipe(Schema.minItems(1), Schema.maxItems(1_000))
}).annotations({ identifier: "OptOutAddition", description: "Recipients who opted out, up to 1000 at once" })

/** What came of it. */
const Added = Schema.Struct({
  /** Opt-outs that did not stand before. */
  added: Schema.Int,
  /** Messages that were queued to these recipients, and will not be sent. */
  ended: Schema.Int
}).annotations({ identifier: "OptOutAdded" })

/** Which opt-outs are listed. */
export const ListQuery = Schema.Struct({
  accountId: Schema.optionalWith(Limit.Name, { exact: true }),
  recipient: Schema.optionalWith(E164.E164, { exact: true }),
  ...Page.query
})

/** Which opt-outs are taken back: of both scopes where none is given. */
export const RemovalQuery = Schema.Struct({
  accountId: Schema.optionalWith(Limit.Name, { exact: true }),
  recipient: E164.E164,
  scope: Schema.optionalWith(Scope, { exact: true })
})

/** Opt-outs of one account, by recipient. */
export const list = HttpApiEndpoint.get("list", "/v1/opt-outs")
  .setUrlParams(ListQuery)
  .addSuccess(Schema.Struct({ optOuts: Schema.Array(OptOut), next: Page.next }))
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "Who must not be written to")

/** Adds opt-outs. */
export const put = HttpApiEndpoint.put("put", "/v1/opt-outs")
  .setPayload(Addition)
  .addSuccess(Added)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Opt recipients out")
  .annotate(OpenApi.Description, "What is queued to them is ended, and what is handed in later is refused.")

/** Takes opt-outs back. */
export const remove = HttpApiEndpoint.del("remove", "/v1/opt-outs")
  .setUrlParams(RemovalQuery)
  .addSuccess(Schema.Struct({ removed: Schema.Int }))
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Take opt-outs back")
  .annotate(OpenApi.Description, "Whoever stated them: the caller answers for the recipient's consent.")

/** Recipients who must not be written to. */
export class OptOuts extends HttpApiGroup.make("optOuts")
  .add(list)
  .add(put)
  .add(remove)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "opt-outs")
  .annotate(OpenApi.Description, "Recipients who must not be written to") {}
