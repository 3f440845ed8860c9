import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import { Act, ActOutcome } from "@sluice/core/access/Act"
import * as Limit from "@sluice/core/message/Limit"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Page from "./Page.ts"
import * as Problem from "./Problem.ts"

/** One act of an operator or admin, as it was. */
export const AuditEntry = Schema.Struct({
  id: Schema.Int,
  at: Schema.DateTimeUtc,
  actor: Schema.Struct({
    /** Public part of the key; null for who works on the database itself, at the prompt. */
    keyId: Schema.NullOr(Schema.String),
    name: Schema.String,
    role: Schema.Literal("viewer", "operator", "admin"),
    /** The one account that the key may use; null for all. */
    accountId: Schema.NullOr(Schema.String)
  }),
  act: Act,
  /** Id of what it acted on; null where that has none. */
  on: Schema.NullOr(Schema.String),
  outcome: ActOutcome,
  /** Why it was refused or failed: the kind of the problem that was answered, or the status where the platform's form was. */
  reason: Schema.NullOr(Schema.String),
  /** Null while its end is not known. */
  endedAt: Schema.NullOr(Schema.DateTimeUtc)
}).annotations({ identifier: "AuditEntry" })
export type AuditEntry = typeof AuditEntry.Type

/** Which acts; newest first. */
export const ListQuery = Schema.Struct({
  limit: Page.query.limit,
  /** The `next` of the page before. */
  cursor: Schema.optionalWith(Schema.NumberFromString.pipe(Schema.int(), Schema.positive()), { exact: true }),
  /** Public part of a key, or the name of one. */
  actor: Schema.optionalWith(Limit.Name, { exact: true }),
  act: Schema.optionalWith(Act, { exact: true }),
  /** From then on. */
  since: Schema.optionalWith(Schema.DateTimeUtc, { exact: true })
})

/** What operators and admins did, a page at a time; what was refused and what failed is in it too. */
export const list = HttpApiEndpoint.get("list", "/v1/audit")
  .setUrlParams(ListQuery)
  .addSuccess(Schema.Struct({ entries: Schema.Array(AuditEntry), next: Page.next }))
  .addError(Problem.at(400))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "Who did what, newest first")
  .annotate(OpenApi.Description, "A key of one account sees what keys of that account did.")

/** What people did. */
export class Audit extends HttpApiGroup.make("audit")
  .add(list)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "audit")
  .annotate(OpenApi.Description, "Who did what, on what, when, and how it ended") {}
