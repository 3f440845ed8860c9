import type { Templates as Policy } from "@sluice/core/policy/Content"
import * as Approval from "@sluice/core/template/Approval"
import type * as TemplateFinding from "@sluice/core/template/Finding"
import * as Linter from "@sluice/core/template/Linter"
import * as TemplateDraft from "@sluice/core/template/TemplateDraft"
import { Data, Either } from "effect"
import type { Finding } from "../accept/Finding.ts"
import type { RegisteredTemplate } from "../ports/Templates.ts"

/** A draft as it would be handed in: as a new template, or as another version of one that the provider has. */
export interface Plan {
  readonly draft: TemplateDraft.TemplateDraft
  readonly act: "create" | "revise"
  /** Doubts that do not stand in the way. */
  readonly warnings: ReadonlyArray<Finding>
}

/** The template would be refused or rejected: nothing was handed in. */
export class TemplateRefused extends Data.TaggedError("TemplateRefused")<{
  readonly findings: ReadonlyArray<Finding>
}> {
  override get message(): string {
    return "the template would be refused as it is"
  }
}

const findingOf = ({ code, component, message, offset, rule, suggestion }: TemplateFinding.Finding): Finding => ({
  path: offset === 0 ? `template.${component}` : `template.${component}[${offset}]`,
  code,
  rule,
  message,
  suggestion
})

/**
 * What handing a draft in would be, or everything that stands against it (TP-01, TP-05, TP-06): wording and structure, and what the account has
 * already.
 */
export const plan = (
  policy: Policy,
  json: unknown,
  had: ReadonlyArray<RegisteredTemplate>
): Either.Either<Plan, TemplateRefused> => {
  const account = {
    templates: had.map(({ approval, draft }) => ({ template: draft, status: approval.status })),
    templatesMax: null
  }
  const findings = Linter.lintJson(policy, json, { account })
  const errors = findings.filter(({ severity }) => severity === "error")
  const decoded = TemplateDraft.decode(json)
  if (errors.length > 0 || Either.isLeft(decoded)) {
    return Either.left(new TemplateRefused({ findings: errors.map(findingOf) }))
  }
  const draft = decoded.right
  const known = had.find(({ draft: own }) => own.name === draft.name && own.language === draft.language)
  const isNew = known === undefined || known.approval.status === "draft"
  return Either.right({ draft, act: isNew ? "create" : "revise", warnings: findings.map(findingOf) })
}

/** The registered template once the provider has taken it. */
export const taken = (
  accountId: string,
  { act, draft }: Plan,
  { category, id }: { readonly id: string; readonly category: string | null },
  known: RegisteredTemplate | null,
  nowMillis: number
): RegisteredTemplate => {
  const before = known?.approval ?? Approval.initial(nowMillis)
  const event = act === "create" ? Approval.Submitted() : Approval.Revised()
  const placed =
    category === "AUTHENTICATION" || category === "MARKETING" || category === "UTILITY" ? category : draft.category
  return {
    ...known,
    accountId,
    draft: { ...draft, category: placed },
    // A callback may have been quicker than the answer: then its word stands.
    approval: Either.getOrElse(Approval.step(before, event, nowMillis), () => before),
    platformId: id,
    categoryMillis: nowMillis,
    updatedMillis: nowMillis
  }
}
