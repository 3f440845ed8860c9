import type { TemplateContent } from "@sluice/core/message/Template"
import type { Templates as Policy } from "@sluice/core/policy/Content"
import * as Fit from "@sluice/core/template/Fit"
import * as Review from "@sluice/core/template/Review"
import { DateTime, Either } from "effect"
import type { Registered, RegisteredTemplate } from "../ports/Templates.ts"
import type * as Finding from "./Finding.ts"

/** What to make of an account's templates, where the operator has decided it. */
export type Checking = "registry" | "unchecked"

/** The doubt about a template that nobody has looked at. */
const unchecked: Finding.Finding = {
  path: "content.template",
  code: "template-unchecked",
  rule: "TP-07",
  message: "the account's templates are not known here, so this one was not checked",
  suggestion: "import them, so that a template that is not approved or does not fit is refused here"
}

/** When the review of a template that is not approved yet is expected to end (TP-06); null where none runs. */
const expected = (policy: Policy, found: RegisteredTemplate | undefined, nowMillis: number): string | null => {
  if (found?.approval.status !== "submitted") return null
  const review = Review.expected(policy, found.approval, nowMillis)
  if (review === null) return null
  const [from, to] = [review.fromMillis, review.toMillis].map((millis) =>
    DateTime.formatIso(DateTime.unsafeMake(millis))
  )
  return `its review is expected to end between ${from} and ${to}`
}

/** Codes of findings about the whole template: what to do is to wait, or to have it mended. */
const toldBy = (
  { component, foresees, message, suggestion, code }: ReturnType<typeof findingsOf>[number],
  review: string | null
): Finding.Finding => ({
  path: `content.template.${component}`,
  code,
  rule: "TP-07",
  message: `${message} (the platform would answer ${foresees})`,
  suggestion: suggestion ?? review
})

const findingsOf = (decision: Fit.Decision) => (decision._tag === "Refused" ? decision.findings : [])

/** Whether the registry is asked at all: by the operator's word, else from the first import on. */
const isChecked = (checking: Checking | undefined, { isEmpty }: Registered): boolean =>
  checking === undefined ? !isEmpty : checking === "registry"

/**
 * Whether a message may use its template (SPEC TP-07): its doubts, or everything that stands against it.
 *
 * A pause that has run out by the clock still stands here until the platform reports its end.
 */
export const judge = (
  policy: Policy,
  checking: Checking | undefined,
  registered: Registered,
  content: typeof TemplateContent.Type,
  nowMillis: number
): Either.Either<ReadonlyArray<Finding.Finding>, ReadonlyArray<Finding.Finding>> => {
  if (!isChecked(checking, registered)) return Either.right([unchecked])
  const known = registered.templates.map(({ approval, draft }) => ({ template: draft, status: approval.status }))
  const findings = findingsOf(Fit.judge(known, content.template))
  if (findings.length === 0) return Either.right([])
  const review = expected(policy, find(registered, content), nowMillis)
  return Either.left(findings.map((finding) => toldBy(finding, review)))
}

const find = ({ templates }: Registered, { template }: typeof TemplateContent.Type): RegisteredTemplate | undefined =>
  templates.find(({ draft }) => draft.name === template.name && draft.language === template.language.code)

/** Whether a template advertises; null where the registry does not know it. */
export const advertises = (registered: Registered, content: typeof TemplateContent.Type): boolean | null => {
  const found = find(registered, content)
  return found === undefined ? null : found.draft.category === "MARKETING"
}
