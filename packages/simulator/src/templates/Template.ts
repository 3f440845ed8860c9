import { Schema } from "effect"

/**
 * A message template as the platform keeps it, and what a message must bring to fill it (CLOUD_API 3.7, 3.1).
 *
 * The counts are read from the components' own texts, so a template cannot promise parameters that it does not have.
 */

const Button = Schema.Struct({
  type: Schema.Literal("QUICK_REPLY", "URL", "PHONE_NUMBER", "COPY_CODE", "FLOW", "CATALOG"),
  text: Schema.String,
  url: Schema.optional(Schema.String)
})

const Component = Schema.Union(
  Schema.Struct({
    type: Schema.Literal("HEADER"),
    format: Schema.Literal("TEXT", "IMAGE", "VIDEO", "DOCUMENT", "LOCATION"),
    text: Schema.optional(Schema.String)
  }),
  Schema.Struct({ type: Schema.Literal("BODY"), text: Schema.String }),
  Schema.Struct({ type: Schema.Literal("FOOTER"), text: Schema.String }),
  Schema.Struct({ type: Schema.Literal("BUTTONS"), buttons: Schema.Array(Button) })
)

/** Where a template stands; the platform has more words, which the simulator never says. */
export const Status = Schema.Literal("APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED")

/** A template in one language, as the world gives it; approved where nothing else is said. */
export const Template = Schema.Struct({
  id: Schema.NonEmptyString,
  name: Schema.String.pipe(Schema.pattern(/^[a-z0-9_]{1,512}$/)),
  language: Schema.NonEmptyString,
  category: Schema.Literal("AUTHENTICATION", "MARKETING", "UTILITY"),
  status: Schema.optionalWith(Status, { default: () => "APPROVED" as const }),
  components: Schema.Array(Component)
})
export type Template = typeof Template.Type

/** What a message has to bring: parameters for the header (of which kind), the body and each URL button that has a variable. */
export interface Slots {
  readonly headerKind: "text" | "image" | "video" | "document" | "location" | null
  readonly headerParameters: number
  readonly bodyParameters: number
  /** Indices, within the template's buttons, of those that take a value. */
  readonly buttonIndices: ReadonlyArray<number>
}

const variables = (text: string): number =>
  new Set(Array.from(text.matchAll(/\{\{\s*(\w+)\s*\}\}/g), (match) => match[1])).size

/** What a message has to bring for this template. A variable that stands in a text twice is one; a header that is no text takes one value. */
export const slots = (template: Template): Slots => {
  let headerKind: Slots["headerKind"] = null
  let headerParameters = 0
  let bodyParameters = 0
  const buttonIndices: Array<number> = []
  for (const component of template.components) {
    switch (component.type) {
      case "HEADER":
        headerParameters = component.format === "TEXT" ? variables(component.text ?? "") : 1
        if (headerParameters > 0) headerKind = headerKinds[component.format]
        break
      case "BODY":
        bodyParameters = variables(component.text)
        break
      case "BUTTONS":
        component.buttons.forEach((button, index) => {
          if (button.type === "COPY_CODE" || variables(button.url ?? "") > 0) buttonIndices.push(index)
        })
        break
      case "FOOTER":
        break
    }
  }
  return { headerKind, headerParameters, bodyParameters, buttonIndices }
}

const headerKinds = {
  TEXT: "text",
  IMAGE: "image",
  VIDEO: "video",
  DOCUMENT: "document",
  LOCATION: "location"
} as const

/** Templates that every new simulator has: none to fill, two body parameters, a media header, a code with its button. */
export const samples: ReadonlyArray<Template> = [
  {
    id: "900000000000001",
    name: "hello_world",
    language: "en_US",
    category: "UTILITY",
    status: "APPROVED",
    components: [{ type: "BODY", text: "Welcome. Your account is ready." }]
  },
  {
    id: "900000000000002",
    name: "order_update",
    language: "en_US",
    category: "UTILITY",
    status: "APPROVED",
    components: [{ type: "BODY", text: "Hello {{1}}, your order {{2}} is on its way." }]
  },
  {
    id: "900000000000003",
    name: "season_opening",
    language: "en_US",
    category: "MARKETING",
    status: "APPROVED",
    components: [
      { type: "HEADER", format: "IMAGE" },
      { type: "BODY", text: "Hello {{1}}, our new season opens this week." },
      { type: "FOOTER", text: "Reply STOP to hear no more" }
    ]
  },
  {
    id: "900000000000004",
    name: "sign_in_code",
    language: "en_US",
    category: "AUTHENTICATION",
    status: "APPROVED",
    components: [
      { type: "BODY", text: "{{1}} is your code." },
      { type: "BUTTONS", buttons: [{ type: "URL", text: "Copy code", url: "https://example.com/code?value={{1}}" }] }
    ]
  },
  {
    id: "900000000000005",
    name: "paused_offer",
    language: "en_US",
    category: "MARKETING",
    status: "PAUSED",
    components: [{ type: "BODY", text: "Hello {{1}}, this offer rests." }]
  }
]
