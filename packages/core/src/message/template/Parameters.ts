import { Schema } from "effect"
import * as Issue from "../Issue.ts"
import * as Limit from "../Limit.ts"
import * as Location from "../Location.ts"
import * as Media from "../Media.ts"
import { OrderParameters } from "../interactive/Order.ts"
import * as Parts from "../interactive/Parts.ts"
import { ProductSection } from "../interactive/Products.ts"

/** The values that are put into a template's variables, told apart by `type` (CLOUD_API 3.1). */

/** Words for a variable; the platform takes no line breaks, no tabs and no more than four blanks in a row (code 132007). */
const Words = Limit.filled(4_096).pipe(
  Schema.filter((text) =>
    /[\n\r\t]| {5}/.test(text)
      ? [Issue.broken("format", "must have no line breaks, tabs or more than four blanks in a row", text)]
      : []
  )
)

const TextParameter = Schema.Struct({
  type: Schema.Literal("text"),
  text: Words,
  parameter_name: Parts.maybe(Limit.formatted(/^[a-z0-9_]+$/, "lower-case letters, digits and underscores"))
})

const CurrencyParameter = Schema.Struct({
  type: Schema.Literal("currency"),
  currency: Schema.Struct({
    fallback_value: Words,
    code: Limit.formatted(/^[A-Z]{3}$/, "a currency's three capital letters"),
    /** Thousandths of the currency's unit. */
    amount_1000: Limit.whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  })
})

/** A date in words; the platform shows `fallback_value` and no longer reads the parts. */
const DateParameter = Schema.Struct({
  type: Schema.Literal("date_time"),
  date_time: Schema.Struct({
    fallback_value: Words,
    calendar: Parts.maybe(Schema.String),
    day_of_week: Parts.maybe(Limit.whole(1, 7)),
    day_of_month: Parts.maybe(Limit.whole(1, 31)),
    year: Parts.maybe(Limit.whole(1, 9_999)),
    month: Parts.maybe(Limit.whole(1, 12)),
    hour: Parts.maybe(Limit.whole(0, 23)),
    minute: Parts.maybe(Limit.whole(0, 59))
  })
})

const ProductParameter = Schema.Struct({
  type: Schema.Literal("product"),
  product: Schema.Struct({ product_retailer_id: Limit.Name, catalog_id: Limit.Name })
})

/** What a header can take. */
export const HeaderParameter = Schema.Union(
  TextParameter,
  Schema.Struct({ type: Schema.Literal("image"), image: Media.Image }),
  Schema.Struct({ type: Schema.Literal("video"), video: Media.Video }),
  Schema.Struct({ type: Schema.Literal("document"), document: Media.Document }),
  Schema.Struct({ type: Schema.Literal("location"), location: Location.Location }),
  ProductParameter
)

/** What a body can take. */
export const BodyParameter = Schema.Union(TextParameter, CurrencyParameter, DateParameter)

/** What a button can take; which of these fits depends on the button's sub type. */
export const ButtonParameter = Schema.Union(
  Schema.Struct({ type: Schema.Literal("payload"), payload: Limit.Name }),
  Schema.Struct({ type: Schema.Literal("text"), text: Limit.filled(2_000) }),
  Schema.Struct({ type: Schema.Literal("coupon_code"), coupon_code: Limit.filled(20) }),
  Schema.Struct({ type: Schema.Literal("ttl_minutes"), ttl_minutes: Limit.whole(1, 43_200) }),
  Schema.Struct({
    type: Schema.Literal("action"),
    action: Schema.Struct({
      thumbnail_product_retailer_id: Parts.maybe(Limit.Name),
      sections: Parts.maybe(Limit.list(ProductSection, 1, 10)),
      flow_token: Parts.maybe(Limit.Name),
      flow_action_data: Parts.maybe(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
      order_details: Parts.maybe(OrderParameters)
    })
  })
)
