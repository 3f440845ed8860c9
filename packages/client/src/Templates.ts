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
  /** How recipients receive it, as the platform told: `GREEN`, `YELLOW`, `RED`, `UNKNOWN`; null where it never did. */
  quality: Schema.NullOr(Schema.String),
  updatedAt: Schema.DateTimeUtc,
  /** The provider's id; null where it was never told. */
  platformId: Schema.NullOr(Schema.String),
  /** How often another version was handed in. */
  revisions: Schema.Int,
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
  /** One name alone, in all its languages: on one page. */
  name: Schema.optionalWith(Schema.NonEmptyString, { exact: true }),
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

/** Which templates are fetched. */
export const Sync = Schema.Struct({
  accountId: Schema.optionalWith(Limit.Name, { exact: true }),
  /** One name alone; all where it is left out. */
  name: Schema.optionalWith(Schema.NonEmptyString, { exact: true })
}).annotations({ identifier: "TemplateSync" })

/** What fetching changed. */
const Synced = Schema.Struct({
  added: Schema.Int,
  changed: Schema.Int,
  unchanged: Schema.Int,
  /** Not listed by the provider any more: disabled. */
  gone: Schema.Int,
  /** Of a shape that is not known: what was registered of them stays. */
  unreadable: Schema.Array(
    Schema.Struct({ name: Schema.String, language: Schema.String, findings: Schema.Array(Problem.Finding) })
  )
}).annotations({ identifier: "TemplateSynced" })

/** A template to hand in for approval. */
export const Submission = Schema.Struct({
  accountId: Schema.optionalWith(Limit.Name, { exact: true }),
  /** Whose business account it is for; the account's first sender where it is left out. */
  senderId: Schema.optionalWith(Limit.Name, { exact: true }),
  /** As the platform takes it (CLOUD_API 3.7). */
  template: Schema.Unknown,
  /** Judge it, and hand nothing in. */
  dryRun: Schema.optionalWith(Schema.Boolean, { default: () => false })
}).annotations({ identifier: "TemplateSubmission" })

/** What came of it. */
export const Submitted = Schema.Struct({
  /** `create` for a new template, `revise` for another version of one. */
  act: Schema.Literal("create", "revise"),
  name: Schema.String,
  language: Schema.String,
  /** Doubts that did not stand in the way. */
  warnings: Schema.Array(Problem.Finding),
  /** Null after a dry run. */
  template: Schema.NullOr(TemplateView)
}).annotations({ identifier: "TemplateSubmitted" })

/** Fetches templates from the provider. */
export const sync = HttpApiEndpoint.post("sync", "/v1/templates/sync")
  .setPayload(Sync)
  .addSuccess(Synced)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .addError(Problem.at(502))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Fetch templates from the provider")

/** Hands a template in. */
export const submit = HttpApiEndpoint.post("submit", "/v1/templates/submit")
  .setPayload(Submission)
  .addSuccess(Submitted)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .addError(Problem.at(422))
  .addError(Problem.at(502))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Hand a template in for approval")
  .annotate(
    OpenApi.Description,
    "Judged by the linter first; what it refuses is not handed in. A template that the account has is revised, where its approval allows that."
  )

/** The templates that messages are fitted to. */
export class Templates extends HttpApiGroup.make("templates")
  .add(list)
  .add(put)
  .add(sync)
  .add(submit)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "templates")
  .annotate(OpenApi.Description, "The templates that messages are fitted to") {}
