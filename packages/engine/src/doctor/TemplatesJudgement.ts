import type { Templates as Policy } from "@sluice/core/policy/Content"
import * as Review from "@sluice/core/template/Review"
import type { RegisteredTemplate } from "../ports/Templates.ts"
import { type Finding, ok, skipped, warn } from "./Finding.ts"

/** The registry's templates of one account. */
export interface Facts {
  readonly accountId: string
  /** Whether the provider has templates that can be listed. */
  readonly hasTemplates: boolean
  readonly templates: ReadonlyArray<RegisteredTemplate>
}

/** Names in a finding at most: the rest is told by `sluice templates ls`. */
const namesMax = 5

const named = (templates: ReadonlyArray<RegisteredTemplate>): string => {
  const names = templates.map(({ draft }) => `${draft.name} (${draft.language})`)
  const more = names.length - namesMax
  return more > 0 ? `${names.slice(0, namesMax).join(", ")} and ${more} more` : names.join(", ")
}

const isOverdue = (policy: Policy, { approval }: RegisteredTemplate, nowMillis: number): boolean => {
  const review = approval.status === "submitted" ? Review.expected(policy, approval, nowMillis) : null
  return review !== null && review.toMillis < nowMillis
}

/** What stands against the templates of an account (TP-06, TP-07): nothing of it stops a message that uses another one. */
export const of = (
  { accountId, hasTemplates, templates }: Facts,
  policy: Policy,
  nowMillis: number
): ReadonlyArray<Finding> => {
  if (!hasTemplates) return [skipped("templates", accountId, "the provider does not list them")]
  if (templates.length === 0) {
    const remedy =
      "`sluice templates sync` fetches them; until then a template that is not approved is found out by its failure"
    return [warn("templates", accountId, "none is known, so messages that use one go unchecked", remedy)]
  }
  const by = (status: RegisteredTemplate["approval"]["status"]) =>
    templates.filter(({ approval }) => approval.status === status)
  const [rejected, paused, disabled] = [by("rejected"), by("paused"), by("disabled")]
  const overdue = templates.filter((template) => isOverdue(policy, template, nowMillis))
  const found = [
    ...(rejected.length === 0
      ? []
      : [
          warn(
            "templates",
            accountId,
            `rejected: ${named(rejected)}`,
            "`sluice templates status NAME` tells why; mend and submit again"
          )
        ]),
    ...(paused.length === 0
      ? []
      : [
          warn(
            "templates",
            accountId,
            `paused for low quality: ${named(paused)}`,
            "send it to fewer people, or revise it"
          )
        ]),
    ...(disabled.length === 0
      ? []
      : [warn("templates", accountId, `disabled: ${named(disabled)}`, "use another one: these do not come back")]),
    ...(overdue.length === 0
      ? []
      : [
          warn(
            "templates",
            accountId,
            `under review for longer than usual: ${named(overdue)}`,
            "ask the platform's support"
          )
        ])
  ]
  const approved = by("approved").length
  return found.length === 0 ? [ok("templates", accountId, `${approved} of ${templates.length} approved`)] : found
}
