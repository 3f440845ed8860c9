import * as Read from "./read.ts"

/** Fields that hold a content, one for each type. */
const contentFields: ReadonlyArray<string> = [
  "text",
  "image",
  "video",
  "audio",
  "document",
  "sticker",
  "location",
  "contacts",
  "reaction",
  "interactive",
  "template"
]

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const lowerCased = (component: unknown): unknown => {
  if (!isFields(component)) return component
  const lower = (key: string): Fields => {
    const word = component[key]
    return typeof word === "string" ? { [key]: word.toLowerCase() } : {}
  }
  return { ...component, ...lower("type"), ...lower("sub_type") }
}

const lowerCasedTemplate = (message: Fields): Fields => {
  const template = message["template"]
  const components = Read.at(template, "components")
  if (!isFields(template) || !Array.isArray(components)) return message
  return { ...message, template: { ...template, components: components.map(lowerCased) } }
}

/** The forms of a message that the platform takes as equal, brought into one; anything else is left as it came. */
export const normalise = (message: unknown): unknown => {
  if (!isFields(message)) return message
  const held = contentFields.filter((field) => Object.hasOwn(message, field))
  const typed = Object.hasOwn(message, "type") || held.length !== 1 ? message : { ...message, type: held[0] }
  return lowerCasedTemplate(typed)
}
