import { Schema } from "effect"
import * as Issue from "../Issue.ts"
import * as Limit from "../Limit.ts"
import * as Read from "../internal/read.ts"
import * as Parts from "./Parts.ts"

const QuickReply = Schema.Struct({
  type: Schema.Literal("quick_reply"),
  quick_reply: Schema.Struct({ id: Limit.filled(256), title: Limit.filled(20) })
})

/** What a card's action makes of the card; null where it mixes them. */
const kindOf = (card: unknown): "product" | "link" | "replies" | null => {
  const kinds = [
    Read.has(card, "action", "product_retailer_id") ? ("product" as const) : null,
    Read.has(card, "action", "parameters") ? ("link" as const) : null,
    Read.has(card, "action", "buttons") ? ("replies" as const) : null
  ].filter((kind) => kind !== null)
  return kinds.length === 1 ? (kinds[0] ?? null) : null
}

/** The fields that belong to each kind of card, besides `card_index` and `type`. */
const fieldsOf = {
  product: { needed: ["action.catalog_id"], refused: ["header", "body", "action.name"] },
  link: { needed: ["header", "action.name"], refused: ["action.catalog_id"] },
  replies: { needed: ["header"], refused: ["action.name", "action.catalog_id"] }
} as const

const ofItsKind = (card: unknown) => {
  const kind = kindOf(card)
  if (kind === null) {
    return [Issue.broken("exclusive", "must have either a product, a link or reply buttons", card, ["action"])]
  }
  const { needed, refused } = fieldsOf[kind]
  const has = (field: string) => Read.has(card, ...field.split("."))
  return [
    ...needed.flatMap((field) =>
      has(field) ? [] : [Issue.broken("missing", `is needed on a card of kind ${kind}`, card, field.split("."))]
    ),
    ...refused.flatMap((field) =>
      has(field) ? [Issue.broken("mismatch", `has no place on a card of kind ${kind}`, card, field.split("."))] : []
    ),
    ...(Read.at(card, "type") === "product" && kind !== "product"
      ? [Issue.broken("mismatch", `is a card of kind ${kind}`, card, ["type"])]
      : [])
  ]
}

/** At most 160 code points and two line breaks. */
const CardText = Limit.filled(160).pipe(
  Schema.filter((text) =>
    text.split("\n").length > 3 ? [Issue.broken("format", "must have at most two line breaks", text)] : []
  )
)

const Card = Schema.Struct({
  card_index: Limit.whole(0, 9),
  type: Parts.maybe(Schema.Literal("cta_url", "product")),
  header: Parts.maybe(Schema.Union(Parts.ImageHeader, Parts.VideoHeader)),
  body: Parts.maybe(Schema.Struct({ text: CardText })),
  action: Schema.Struct({
    name: Parts.maybe(Parts.LinkAction.fields.name),
    parameters: Parts.maybe(Parts.LinkAction.fields.parameters),
    buttons: Parts.maybe(Limit.list(QuickReply, 1, 10)),
    catalog_id: Parts.maybe(Limit.Name),
    product_retailer_id: Parts.maybe(Limit.Name)
  })
}).pipe(Limit.rule(ofItsKind))

/** What all cards have in common: their kind, the kind of their header, the number of their buttons. */
const shapeOf = (card: unknown): string =>
  `${kindOf(card)}/${Read.word(card, "header", "type")}/${Read.items(card, "action", "buttons").length}`

const alike = (action: unknown) => {
  const cards = Read.items(action, "cards")
  const first = cards[0]
  const repeated = Read.repeated(cards.map((card) => Read.at(card, "card_index"))).map((position) =>
    Issue.broken("duplicate", "must be unique in the carousel", cards[position], ["cards", position, "card_index"])
  )
  const others = cards.flatMap((card, position) =>
    shapeOf(card) === shapeOf(first)
      ? []
      : [
          Issue.broken("mismatch", "must have the same kind, header and number of buttons as the first", card, [
            "cards",
            position
          ])
        ]
  )
  return [...repeated, ...others]
}

/** Two to ten cards side by side, all of one shape: products, or images or videos with a link or with reply buttons. */
export const Carousel = Schema.Struct({
  type: Schema.Literal("carousel"),
  body: Parts.body(1_024),
  action: Schema.Struct({ cards: Limit.list(Card, 2, 10) }).pipe(Limit.rule(alike))
})
