import { Schema } from "effect"
import * as Issue from "../Issue.ts"
import * as Limit from "../Limit.ts"
import * as Read from "../internal/read.ts"
import * as Parts from "./Parts.ts"

/** Orders and their payment (CLOUD_API 3.1). */

const amount = { value: Limit.whole(0, Number.MAX_SAFE_INTEGER), offset: Limit.whole(1, 1_000_000) }

/** Money as a whole number: `value / offset` of the currency's unit, so 1050 with offset 100 is 10.50. */
const Amount = Schema.Struct(amount)

const ExtraAmount = Schema.Struct({ ...amount, description: Parts.maybe(Limit.Name) })

const Item = Schema.Struct({
  retailer_id: Parts.maybe(Limit.Name),
  name: Limit.Name,
  amount: Amount,
  sale_amount: Parts.maybe(Amount),
  quantity: Limit.whole(1, Number.MAX_SAFE_INTEGER)
})

const Order = Schema.Struct({
  status: Schema.Literal("pending"),
  catalog_id: Parts.maybe(Limit.Name),
  expiration: Parts.maybe(Schema.Struct({ timestamp: Limit.Name, description: Limit.Name })),
  items: Limit.list(Item, 1, 999),
  subtotal: Amount,
  tax: ExtraAmount,
  shipping: Parts.maybe(ExtraAmount),
  discount: Parts.maybe(Schema.Struct({ ...ExtraAmount.fields, discount_program_name: Parts.maybe(Limit.Name) }))
})

const valueOf = (owner: unknown, ...keys: ReadonlyArray<string>): number | null => {
  const value = Read.at(owner, ...keys, "value")
  return typeof value === "number" ? value : null
}

/** What the items come to: the sale price counts where there is one. Null where an item cannot be read. */
const itemsValue = (parameters: unknown): number | null =>
  Read.items(parameters, "order", "items").reduce<number | null>((sum, item) => {
    const price = valueOf(item, "sale_amount") ?? valueOf(item, "amount")
    const quantity = Read.at(item, "quantity")
    return sum === null || price === null || typeof quantity !== "number" ? null : sum + price * quantity
  }, 0)

/** The platform refuses orders whose sums do not add up; sums of amounts that are wrong themselves are not judged. */
const sums = (parameters: unknown) => {
  const subtotal = valueOf(parameters, "order", "subtotal")
  const total = valueOf(parameters, "total_amount")
  const tax = valueOf(parameters, "order", "tax")
  const items = itemsValue(parameters)
  const extras =
    (tax ?? 0) + (valueOf(parameters, "order", "shipping") ?? 0) - (valueOf(parameters, "order", "discount") ?? 0)
  return [
    ...(subtotal === null || items === null || subtotal === items
      ? []
      : [Issue.broken("mismatch", `must be ${items}, the sum of the items`, subtotal, ["order", "subtotal", "value"])]),
    ...(subtotal === null || total === null || tax === null || total === subtotal + extras
      ? []
      : [
          Issue.broken("mismatch", `must be ${subtotal + extras}: subtotal, tax and shipping less discount`, total, [
            "total_amount",
            "value"
          ])
        ])
  ]
}

/** An order with its bill. */
export const OrderParameters = Schema.Struct({
  reference_id: Limit.Name,
  type: Schema.Literal("digital-goods", "physical-goods"),
  payment_type: Parts.maybe(Limit.Name),
  payment_configuration: Parts.maybe(Limit.Name),
  payment_settings: Parts.maybe(Schema.Array(Schema.Record({ key: Schema.String, value: Schema.Unknown }))),
  currency: Limit.formatted(/^[A-Z]{3}$/, "a currency's three capital letters"),
  total_amount: Amount,
  order: Order
}).pipe(Limit.rule(sums))

/** Asks for payment of an order. */
export const OrderDetails = Schema.Struct({
  type: Schema.Literal("order_details"),
  header: Parts.maybe(Parts.Header),
  body: Parts.body(1_024),
  footer: Parts.maybe(Parts.Footer),
  action: Schema.Struct({ name: Schema.Literal("review_and_pay"), parameters: OrderParameters })
})

/** What has become of an order that was paid for by an earlier `order_details`. */
export const OrderState = Schema.Struct({
  reference_id: Limit.Name,
  order: Schema.Struct({
    status: Schema.Literal("pending", "processing", "partially_shipped", "shipped", "completed", "canceled"),
    description: Parts.maybe(Limit.filled(120))
  })
})

/** Tells the recipient what has become of an order. */
export const OrderStatus = Schema.Struct({
  type: Schema.Literal("order_status"),
  header: Parts.maybe(Parts.Header),
  body: Parts.body(1_024),
  footer: Parts.maybe(Parts.Footer),
  action: Schema.Struct({ name: Schema.Literal("review_order"), parameters: OrderState })
})
