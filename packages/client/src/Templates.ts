import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import * as Approval from "@sluice/core/template/Approval"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Page from "./Page.ts"
import * as Problem from "./Problem.ts"

/** When a review is expected to end (TP-06). */
const Review = Schema.Struct({
  from: Schema.DateTimeUtc,
  to: Schema.DateTimeUtc,
  /** 0 to 1. */
  approvalOdds: Schema.Number
}).annotations({ identifier: "TemplateReview" })

/** A registered template. */
export const TemplateView = Schema.Struct({
  accountId: Schema.String,
  name: Schema.String,
  language: Schema.String,
  category: Schema.String,
  status: Approval.Status,
  since: Schema.DateTimeUtc,
  /** Why it was rejected, paused or disabled. */
  reason: Schema.NullOr(Schema.String),
  /** Null unless it is under review. */
  review: Schema.NullOr(Review),
  updatedAt: Schema.DateTimeUtc,
  /** In the platform's own shape. */
  components: Schema.Array(Schema.Unknown)
}).annotations({ identifier: "Template" })
export type TemplateView = typeof TemplateView.Type

/** Templates to register: keys of one account may leave the account out. */
export const Import = Schema.Struct({
  accountId: Schema.optionalWith(Limit.Name, { exact: true }),
  /** Of templates that come without one. */
  status: Schema.optionalWith(Approval.Status, { exact: true }),
  /** As the platform lists them: each as it is submitted, with its `status` beside it. */
  templates: Schema.Array(Schema.Unknown).pipe(Schema.minItems(1), Schema.maxItems(1_000))
}).annotations({
  identifier: "TemplateImport",
  description: "Templates as the platform lists them, up to 1000 at once"
})

/** What came of it. */
const Imported = Schema.Struct({ added: Schema.Int, replaced: Schema.Int }).annotations({
  identifier: "TemplateImported"
})

/** Which templates are listed. */
export const ListQuery = Schema.Struct({
  accountId: Schema.optionalWith(Limit.Name, { exact: true }),
  ...Page.query
})

/** The templates of one account, by name and language. */
export const list = HttpApiEndpoint.get("list", "/v1/templates")
  .setUrlParams(ListQuery)
  .addSuccess(Schema.Struct({ templates: Schema.Array(TemplateView), next: Page.next }))
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "The registered templates")

/** Registers templates. */
export const put = HttpApiEndpoint.put("put", "/v1/templates")
  .setPayload(Import)
  .addSuccess(Imported)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Register templates")
  .annotate(
    OpenApi.Description,
    "All or none. Those of the same name and language are replaced. From the first on, messages of the account are fitted to its templates (TP-07)."
  )

/** The templates that messages are fitted to. */
export class Templates extends HttpApiGroup.make("templates")
  .add(list)
  .add(put)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "templates")
  .annotate(OpenApi.Description, "The templates that messages are fitted to") {}
