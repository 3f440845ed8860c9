import type { Content } from "@sluice/core/message/OutboundMessage"
import type { Row } from "./SampleList.ts"

/**
 * What a person of the sample list is sent: a template that the simulated platform has approved, filled with the row's own
 * values, since none of them wrote within the last day (CLOUD_API 3.1, 3.7).
 *
 * `season_opening` has a picture in its header: under the guide it weighs 1.8 units (RL-02).
 */
export const contentOf = ({ name, reference, template }: Row): Content => {
  switch (template) {
    case "hello_world":
      return templateContent(template, [])
    case "order_update":
      return templateContent(template, [body(name, reference)])
    case "season_opening":
      return templateContent(template, [
        { type: "header", parameters: [{ type: "image", image: { link: "https://example.com/season.jpg" } }] },
        body(name)
      ])
    case "sign_in_code": {
      const code = codeOf(reference)
      return templateContent(template, [
        body(code),
        { type: "button", sub_type: "url", index: "0", parameters: [{ type: "text", text: code }] }
      ])
    }
  }
}

type Template = Extract<Content, { readonly type: "template" }>["template"]
type Component = NonNullable<Template["components"]>[number]

const templateContent = (name: string, components: ReadonlyArray<Component>): Content => ({
  type: "template",
  template: { name, language: { code: "en_US" }, ...(components.length === 0 ? {} : { components }) }
})

const body = (...values: ReadonlyArray<string>): Component => ({
  type: "body",
  parameters: values.map((text) => ({ type: "text" as const, text }))
})

/** Six digits that stand for the reference: a sample of a code, not a secret. */
const codeOf = (reference: string): string => {
  const digits = reference.replaceAll(/\D/g, "")
  return String((Number(digits || "0") * 7_919) % 1_000_000).padStart(6, "0")
}
