import { Either, Schema } from "effect"
import * as Issue from "../message/Issue.ts"
import * as Parts from "../message/interactive/Parts.ts"
import { Button } from "./DraftButton.ts"
import { normalise } from "./internal/normalise.ts"

/**
 * A message template as it is submitted for approval, in the Cloud API's own shape (CLOUD_API 3.7).
 *
 * The schema says only what shape a draft has. Limits and wording are judged by the linter, so that a draft that breaks them can
 * still be read, shown and mended. Fields that are not listed here are kept as they came: the platform adds some every few months,
 * and what it understands must reach it.
 */

/** Sample values of named variables. */
const NamedSamples = Schema.Array(Schema.Struct({ param_name: Schema.String, example: Schema.String }))

/**
 * A header: words, a file (its sample is a handle of the resumable upload; a GIF is a video that plays by itself), or a place or product
 * that is known only when a message is sent. One shape for all, so that a fault in one is not told of the others too.
 */
const Header = Schema.Struct({
  type: Schema.Literal("HEADER"),
  format: Schema.Literal("TEXT", "IMAGE", "VIDEO", "GIF", "DOCUMENT", "LOCATION", "PRODUCT"),
  text: Parts.maybe(Schema.String),
  example: Parts.maybe(
    Schema.Struct({
      header_text: Parts.maybe(Schema.Array(Schema.String)),
      header_text_named_params: Parts.maybe(NamedSamples),
      header_handle: Parts.maybe(Schema.Array(Schema.String))
    })
  )
})
/** What stands above the body; which sample it needs follows from its `format`. */
export type Header = typeof Header.Type

/** The message itself. A template of category AUTHENTICATION has the platform's words, and none of its own. */
const Body = Schema.Struct({
  type: Schema.Literal("BODY"),
  text: Parts.maybe(Schema.String),
  add_security_recommendation: Parts.maybe(Schema.Boolean),
  example: Parts.maybe(
    Schema.Struct({
      body_text: Parts.maybe(Schema.Array(Schema.Array(Schema.String))),
      body_text_named_params: Parts.maybe(NamedSamples)
    })
  )
})
/** The part that every template has; its `text` is absent where the words are the platform's. */
export type Body = typeof Body.Type

const Footer = Schema.Struct({
  type: Schema.Literal("FOOTER"),
  text: Parts.maybe(Schema.String),
  code_expiration_minutes: Parts.maybe(Schema.Number)
})

const Buttons = Schema.Struct({ type: Schema.Literal("BUTTONS"), buttons: Schema.Array(Button) })

const LimitedTimeOffer = Schema.Struct({
  type: Schema.Literal("LIMITED_TIME_OFFER"),
  limited_time_offer: Schema.Struct({ text: Schema.String, has_expiration: Parts.maybe(Schema.Boolean) })
})

const CardComponent = Schema.Union(Header, Body, Buttons)
/** A part of one card of a carousel: it has fewer kinds of parts than the template around it. */
export type CardComponent = typeof CardComponent.Type

const Carousel = Schema.Struct({
  type: Schema.Literal("CAROUSEL"),
  cards: Schema.Array(Schema.Struct({ components: Schema.Array(CardComponent) }))
})

const CallPermission = Schema.Struct({ type: Schema.Literal("CALL_PERMISSION_REQUEST") })

/** A part of a template, told apart by `type`. */
const Component = Schema.Union(Header, Body, Footer, Buttons, LimitedTimeOffer, Carousel, CallPermission)
/** One part, whichever it is; `component` finds the one of a type. */
export type Component = typeof Component.Type

/** What a template is for; it decides the price and what the review lets pass. */
const Category = Schema.Literal("AUTHENTICATION", "MARKETING", "UTILITY")

/** The body of a request that creates a template. */
export const TemplateDraft = Schema.Struct({
  name: Schema.String,
  language: Schema.String,
  category: Category,
  /** How variables are told apart; the platform takes positions where it is absent. */
  parameter_format: Parts.maybe(Schema.Literal("POSITIONAL", "NAMED")),
  allow_category_change: Parts.maybe(Schema.Boolean),
  /** How long a message of this template may wait for delivery, in seconds. */
  message_send_ttl_seconds: Parts.maybe(Schema.Number),
  components: Schema.Array(Component)
})
export type TemplateDraft = typeof TemplateDraft.Type

const decodeShape = Schema.decodeUnknownEither(TemplateDraft, { errors: "all", onExcessProperty: "preserve" })

/** What is said of a value that cannot even be looked at. */
const unreadable: ReadonlyArray<Issue.Issue> = [
  { path: "", code: "type", message: "has an object where a word belongs" }
]

/**
 * Reads a draft; words that the platform takes in small and capital letters alike become capital.
 *
 * Total, and every fault of shape is named. As with messages, an object where a union looks for a word may throw when it is printed
 * (`{"toString": false}`): that is a fault like any other.
 */
export const decode = (json: unknown): Either.Either<TemplateDraft, ReadonlyArray<Issue.Issue>> =>
  Either.try({ try: () => decodeShape(normalise(json)), catch: () => unreadable }).pipe(
    Either.flatMap((decoded) => Either.mapLeft(decoded, Issue.fromParseError))
  )

/** The one component of a type; the first where a faulty draft has several, null where it has none. */
export const component = <C extends { readonly type: string }, T extends C["type"]>(
  components: ReadonlyArray<C>,
  type: T
): Extract<C, { readonly type: T }> | null => {
  const isOfType = (candidate: C): candidate is Extract<C, { readonly type: T }> => candidate.type === type
  return components.find(isOfType) ?? null
}
