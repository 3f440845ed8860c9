import { Either } from "effect"
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

/** The JSON in a text; the text itself where it is none, or nothing that a content can be. */
const spelledOut = (value: unknown): unknown =>
  typeof value === "string"
    ? Either.match(
        Either.try((): unknown => JSON.parse(value)),
        {
          onLeft: () => value,
          onRight: (json) => (isFields(json) || Array.isArray(json) ? json : value)
        }
      )
    : value

/** A content may come as a text of JSON, as it would in a form: an SDK writes contacts so. */
const withoutTexts = (message: Fields): Fields => {
  const written = contentFields.filter((field) => typeof message[field] === "string")
  return written.length === 0
    ? message
    : { ...message, ...Object.fromEntries(written.map((field) => [field, spelledOut(message[field])])) }
}

/** The forms of a message that the platform takes as equal, brought into one; anything else is left as it came. */
export const normalise = (given: unknown): unknown => {
  if (!isFields(given)) return given
  const message = withoutTexts(given)
  const held = contentFields.filter((field) => Object.hasOwn(message, field))
  const typed = Object.hasOwn(message, "type") || held.length !== 1 ? message : { ...message, type: held[0] }
  return lowerCasedTemplate(typed)
}
