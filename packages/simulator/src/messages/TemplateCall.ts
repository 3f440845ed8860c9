import type * as Reply from "../graph/Reply.ts"
import * as Template from "../templates/Template.ts"
import * as Check from "./Check.ts"

/**
 * Whether a message fits the template that it names (CLOUD_API 3.3, 132xxx): the template must be approved in that
 * language, and the message must bring as many parameters as it has variables, of the header's kind.
 */

type Component = Readonly<Record<string, unknown>>

const componentsOf = (template: Component): ReadonlyArray<Component> =>
  Array.isArray(template["components"]) ? template["components"].filter(Check.isRecord) : []

const parametersOf = (component: Component | undefined): ReadonlyArray<unknown> =>
  Array.isArray(component?.["parameters"]) ? component["parameters"] : []

const mismatch = (place: string, given: number, expected: number): Reply.GraphError => ({
  code: 132000,
  details: `${place}: number of localizable_params (${given}) does not match the expected number of params (${expected})`
})

/** The first thing that keeps the message from filling its template, or null. */
export const check = (templates: ReadonlyArray<Template.Template>, content: unknown): Reply.GraphError | null => {
  if (!Check.isRecord(content) || !Check.isRecord(content["language"])) return { code: 100 }
  const name = content["name"]
  const language = content["language"]["code"]
  const template = templates.find((candidate) => candidate.name === name && candidate.language === language)
  if (template === undefined || template.status === "PENDING" || template.status === "REJECTED") {
    return { code: 132001, details: `template name (${String(name)}) does not exist in ${String(language)}` }
  }
  if (template.status === "PAUSED") return { code: 132015, details: `template ${template.name} is paused` }
  if (template.status === "DISABLED") return { code: 132016, details: `template ${template.name} is disabled` }
  return fit(Template.slots(template), componentsOf(content))
}

const fit = (slots: Template.Slots, components: ReadonlyArray<Component>): Reply.GraphError | null => {
  const header = parametersOf(components.find((component) => component["type"] === "header"))
  if (header.length !== slots.headerParameters) return mismatch("header", header.length, slots.headerParameters)
  const first = header[0]
  const kind = Check.isRecord(first) ? first["type"] : null
  if (slots.headerKind !== null && kind !== slots.headerKind) {
    return { code: 132012, details: `header: Format mismatch, expected ${slots.headerKind}, received ${String(kind)}` }
  }
  const body = parametersOf(components.find((component) => component["type"] === "body"))
  if (body.length !== slots.bodyParameters) return mismatch("body", body.length, slots.bodyParameters)
  for (const index of slots.buttonIndices) {
    const button = components.find(
      (component) => component["type"] === "button" && Number(component["index"]) === index
    )
    if (parametersOf(button).length !== 1) return mismatch(`button ${index}`, parametersOf(button).length, 1)
  }
  return null
}
