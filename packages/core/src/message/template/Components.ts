import { Schema } from "effect"
import * as Issue from "../Issue.ts"
import * as Limit from "../Limit.ts"
import * as Read from "../internal/read.ts"
import { OrderState } from "../interactive/Order.ts"
import * as Parts from "../interactive/Parts.ts"
import { BodyParameter, ButtonParameter, HeaderParameter } from "./Parameters.ts"

/** The components of a template that a send fills in, told apart by `type` (CLOUD_API 3.1). */

/** Buttons by sub type: which kinds of value each takes, how many at least, and what an action must hold. */
const buttons = {
  quick_reply: { takes: ["payload", "text"], min: 1, holds: [] },
  url: { takes: ["text"], min: 1, holds: [] },
  copy_code: { takes: ["coupon_code"], min: 1, holds: [] },
  flow: { takes: ["action"], min: 0, holds: [] },
  catalog: { takes: ["action"], min: 0, holds: [] },
  mpm: { takes: ["action"], min: 1, holds: ["sections"] },
  spm: { takes: ["action"], min: 0, holds: [] },
  voice_call: { takes: ["payload", "ttl_minutes"], min: 0, holds: [] },
  order_details: { takes: ["action"], min: 1, holds: ["order_details"] }
} as const

const isSubType = (value: unknown): value is keyof typeof buttons => typeof value === "string" && value in buttons

/** What a URL may hold as it stands: unreserved and reserved characters, and percent-encoded bytes. */
const encoded = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/

const valuesFit = (component: unknown) => {
  const subType = Read.at(component, "sub_type")
  if (!isSubType(subType)) return []
  const { holds, min, takes } = buttons[subType]
  const values = Read.items(component, "parameters")
  return [
    ...(values.length < min
      ? [Issue.broken("too-few", `must have at least ${min} for a ${subType} button`, component, ["parameters"])]
      : []),
    ...values.flatMap((value, position) => {
      const type = Read.at(value, "type")
      const text = Read.at(value, "text")
      if (!takes.some((taken) => taken === type)) {
        return [
          Issue.broken("not-allowed", `must be ${takes.join(" or ")} for a ${subType} button`, type, [
            "parameters",
            position,
            "type"
          ])
        ]
      }
      const absent = holds.filter((key) => !Read.has(value, "action", key))
      if (absent.length > 0) {
        return absent.map((key) =>
          Issue.broken("missing", `is needed for a ${subType} button`, value, ["parameters", position, "action", key])
        )
      }
      return subType === "url" && typeof text === "string" && !encoded.test(text)
        ? [
            Issue.broken("format", "must be percent-encoded, as it becomes part of a URL", text, [
              "parameters",
              position,
              "text"
            ])
          ]
        : []
    })
  ]
}

const Header = Schema.Struct({
  type: Schema.Literal("header"),
  parameters: Limit.list(HeaderParameter, 1, 1)
})

/** Values of a body are all named or all in order. */
const namesOrOrder = (component: unknown) => {
  const names = Read.items(component, "parameters").map((value) => Read.at(value, "parameter_name"))
  const named = names.filter((name) => name !== undefined).length
  return [
    ...(named === 0 || named === names.length
      ? []
      : [Issue.broken("mismatch", "must have a parameter_name on every value or on none", component, ["parameters"])]),
    ...Read.repeated(names).map((position) =>
      Issue.broken("duplicate", "must be unique in the body", names[position], [
        "parameters",
        position,
        "parameter_name"
      ])
    )
  ]
}

const Body = Schema.Struct({ type: Schema.Literal("body"), parameters: Schema.Array(BodyParameter) }).pipe(
  Limit.rule(namesOrOrder)
)

/** A button by its position in the template, 0 to 9, written as a number or as a digit. */
const Button = Schema.Struct({
  type: Schema.Literal("button"),
  sub_type: Schema.Literal(
    "quick_reply",
    "url",
    "copy_code",
    "flow",
    "catalog",
    "mpm",
    "spm",
    "voice_call",
    "order_details"
  ),
  index: Schema.Union(Schema.Number, Schema.String).pipe(
    Schema.filter((index) =>
      /^\d$/.test(String(index)) ? [] : [Issue.broken("out-of-range", "must be a position from 0 to 9", index)]
    )
  ),
  parameters: Parts.maybe(Schema.Array(ButtonParameter))
}).pipe(Limit.rule(valuesFit))

/** No component twice; buttons are told apart by their position. */
export const onceEach = (components: ReadonlyArray<unknown>) => {
  const keys = components.map((component) => {
    const type = Read.word(component, "type")
    return type === "button" ? `button ${Read.word(component, "index")}` : type
  })
  return Read.repeated(keys).map((position) =>
    Issue.broken("duplicate", "is there already", components[position], [position])
  )
}

const CardComponents = Schema.Array(Schema.Union(Header, Body, Button)).pipe(
  Limit.rule((value) => onceEach(Read.list(value)))
)

const Carousel = Schema.Struct({
  type: Schema.Literal("carousel"),
  cards: Limit.list(Schema.Struct({ card_index: Limit.whole(0, 9), components: CardComponents }), 1, 10)
}).pipe(
  Limit.rule((carousel) => {
    const positions = Read.items(carousel, "cards").map((card) => Read.at(card, "card_index"))
    return Read.repeated(positions).map((position) =>
      Issue.broken("duplicate", "must be unique in the carousel", positions[position], [
        "cards",
        position,
        "card_index"
      ])
    )
  })
)

const LimitedTimeOffer = Schema.Struct({
  type: Schema.Literal("limited_time_offer"),
  parameters: Limit.list(
    Schema.Struct({
      type: Schema.Literal("limited_time_offer"),
      limited_time_offer: Schema.Struct({ expiration_time_ms: Limit.whole(0, Number.MAX_SAFE_INTEGER) })
    }),
    1,
    1
  )
})

const OrderStatus = Schema.Struct({
  type: Schema.Literal("order_status"),
  parameters: Limit.list(Schema.Struct({ type: Schema.Literal("order_status"), order_status: OrderState }), 1, 1)
})

/** A component of a template as a send fills it in. */
export const Component = Schema.Union(Header, Body, Button, Carousel, LimitedTimeOffer, OrderStatus)
