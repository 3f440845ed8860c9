import * as Approval from "../Approval.ts"
import * as Finding from "../Finding.ts"
import type { TemplateDraft } from "../TemplateDraft.ts"
import { component } from "../TemplateDraft.ts"
import type { Context, Rule } from "./Context.ts"

const isSame = (a: TemplateDraft, b: TemplateDraft): boolean => a.name === b.name && a.language === b.language

const nameOf = (draft: TemplateDraft): Finding.Field => ({ component: "name", text: draft.name })

/** Body and footer, by which the platform tells duplicates; blanks and capitals do not make a difference. */
const content = ({ components }: TemplateDraft): string =>
  JSON.stringify(
    [component(components, "BODY")?.text ?? "", component(components, "FOOTER")?.text ?? ""].map((text) =>
      text.trim().replaceAll(/\s+/g, " ").toLowerCase()
    )
  )

/** Another template of the same words; authentication templates all have the same. */
const duplicate: Rule = ({ account, draft }) => {
  if (draft.category === "AUTHENTICATION") return []
  const twin = account.templates.find(
    ({ template }) =>
      !isSame(template, draft) &&
      template.category !== "AUTHENTICATION" &&
      template.language === draft.language &&
      content(template) === content(draft)
  )
  const field = { component: "body", text: component(draft.components, "BODY")?.text ?? "" }
  return twin === undefined
    ? []
    : [Finding.whole("content-duplicate", field, `${twin.template.name} has the same body and footer`)]
}

/** Room for one template more. */
const room = ({ account: { templates, templatesMax }, draft }: Context): ReadonlyArray<Finding.Finding> =>
  templatesMax === null || templates.length < templatesMax
    ? []
    : [Finding.whole("account-full", nameOf(draft), `the account has ${templates.length} of ${templatesMax} templates`)]

/** A version of a template that exists is an edit of it, which its approval must allow; any other takes room. */
const edit: Rule = (context) => {
  const { account, draft } = context
  const known = account.templates.find(({ template }) => isSame(template, draft))
  if (known === undefined) return room(context)
  const edges = Approval.edges[known.status]
  return edges.Submitted === undefined && edges.Revised === undefined
    ? [
        Finding.whole(
          "status-fixed",
          nameOf(draft),
          known.status === "submitted"
            ? "the template is under review: it can be changed once that is over"
            : `the template is ${known.status}: write a new one, under another name`
        )
      ]
    : []
}

/** What the account has already: room for one more, no other of the same words, none that cannot be changed (TP-05). */
export const account: Rule = (context) => [...edit(context), ...duplicate(context)]
