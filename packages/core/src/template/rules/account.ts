import * as Finding from "../Finding.ts"
import type { TemplateDraft } from "../TemplateDraft.ts"
import { component } from "../TemplateDraft.ts"
import type { Rule } from "./Context.ts"

const isSame = (a: TemplateDraft, b: TemplateDraft): boolean => a.name === b.name && a.language === b.language

/** Body and footer, by which the platform tells duplicates; blanks and capitals do not make a difference. */
const content = ({ components }: TemplateDraft): string =>
  JSON.stringify(
    [component(components, "BODY")?.text ?? "", component(components, "FOOTER")?.text ?? ""].map((text) =>
      text.trim().replaceAll(/\s+/g, " ").toLowerCase()
    )
  )

/** Room for one more template, and no other of the same words (TP-05). */
export const account: Rule = ({ account: { templates, templatesMax }, draft }) => {
  const others = templates.filter((template) => !isSame(template, draft))
  const twin =
    draft.category === "AUTHENTICATION"
      ? undefined
      : others.find(
          (template) =>
            template.category !== "AUTHENTICATION" &&
            template.language === draft.language &&
            content(template) === content(draft)
        )
  return [
    ...(templatesMax !== null && others.length === templates.length && templates.length >= templatesMax
      ? [
          Finding.whole(
            "account-full",
            { component: "name", text: draft.name },
            `the account has ${templates.length} of ${templatesMax} templates`
          )
        ]
      : []),
    ...(twin === undefined
      ? []
      : [
          Finding.whole(
            "content-duplicate",
            { component: "body", text: component(draft.components, "BODY")?.text ?? "" },
            `${twin.name} has the same body and footer`
          )
        ])
  ]
}
