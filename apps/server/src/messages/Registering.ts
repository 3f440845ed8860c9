import * as Templates from "@sluice/client/Templates"
import * as Policy from "@sluice/core/policy/Policy"
import * as Review from "@sluice/core/template/Review"
import * as Finding from "@sluice/engine/accept/Finding"
import * as Import from "@sluice/engine/accept/registry/Import"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import { Directory } from "@sluice/engine/ports/Directory"
import type { RegisteredTemplate } from "@sluice/engine/ports/Templates"
import { Array, Clock, Effect, Either, Schema } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import * as OwnAccount from "../http/OwnAccount.ts"
import { RequestInvalid } from "../http/Refusals.ts"
import { iso } from "./Views.ts"

type View = (typeof Templates.TemplateView)["Encoded"]

const reviewOf = (policy: Policy.Policy, { approval }: RegisteredTemplate, nowMillis: number): View["review"] => {
  const review = approval.status === "submitted" ? Review.expected(policy.templates, approval, nowMillis) : null
  return review === null
    ? null
    : { from: iso(review.fromMillis), to: iso(review.toMillis), approvalOdds: review.approvalOdds }
}

const reasonOf = ({ approval: { reason } }: RegisteredTemplate): string | null =>
  reason === null ? null : (reason.details ?? reason.code)

/** A template as it is told. */
export const view =
  (policy: Policy.Policy, nowMillis: number) =>
  (template: RegisteredTemplate): View => ({
    accountId: template.accountId,
    name: template.draft.name,
    language: template.draft.language,
    category: template.draft.category,
    status: template.approval.status,
    since: iso(template.approval.sinceMillis),
    reason: reasonOf(template),
    review: reviewOf(policy, template, nowMillis),
    quality: template.quality?.score ?? null,
    updatedAt: iso(template.updatedMillis),
    platformId: template.platformId ?? null,
    revisions: template.approval.revisions,
    components: template.draft.components
  })

/** Where a page ends: name and language of its last template, neither of which has a blank when it came from the platform. */
const Cursor = Schema.TemplateLiteralParser(Schema.String, " ", Schema.String).annotations({
  message: () => "must be the next of the page before"
})

const after = (cursor: string | undefined) =>
  cursor === undefined
    ? Either.right({})
    : Either.map(Input.decode(Cursor, cursor, "query.cursor"), ([name, , language]) => ({ after: { name, language } }))

/** The policy of an account: that of its senders. */
export const policyOf = Effect.fnUntraced(function* (accountId: string) {
  const directory = yield* Directory
  const sender = (yield* directory.senders).find((one) => one.accountId === accountId)
  return sender?.policy ?? Policy.shipped.guide
})

/** A page of an account's templates. One more than asked for is read, to know whether there is another page. */
export const page = Effect.fn("Registering.page")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const registry = yield* TemplateRegistry
  const query = yield* Input.query(Templates.ListQuery, request)
  const accountId = yield* OwnAccount.named(query.accountId, "query.accountId")
  const found =
    query.name === undefined
      ? yield* registry.list(caller, { accountId, limit: query.limit + 1, ...(yield* after(query.cursor)) })
      : yield* registry.named(caller, accountId, query.name)
  const shown = query.name === undefined ? found.slice(0, query.limit) : found
  const last = found.length > shown.length ? shown.at(-1) : undefined
  return {
    templates: shown.map(view(yield* policyOf(accountId), yield* Clock.currentTimeMillis)),
    next: last === undefined ? null : `${last.draft.name} ${last.draft.language}`
  }
})

/** Registers templates: all of them, or none with everything that is wrong with any. */
export const put = Effect.fn("Registering.put")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const registry = yield* TemplateRegistry
  const body = yield* Input.body(Templates.Import, request)
  const accountId = yield* OwnAccount.named(body.accountId, "accountId")
  const [faults, imported] = Array.partitionMap(body.templates, (json, index) =>
    Either.mapLeft(Import.read(json, body.status ?? null), (findings) =>
      findings.map((finding) => Finding.within(`templates[${index}]`, finding))
    )
  )
  if (faults.length > 0) return yield* new RequestInvalid({ findings: faults.flat() })
  return yield* registry.put(caller, accountId, imported)
})
