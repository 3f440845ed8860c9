import { field } from "./lookup.ts"
import type { Field } from "./lookup.ts"

/** Which fields of statuses and messages carry business meaning: data of the second reading alone. `spots.ts` has those of everything else. */

export const statusFields: ReadonlyArray<Field> = [
  field("word", "id"),
  field("word", "status"),
  field("word", "recipient_id"),
  field("moment", "timestamp"),
  field("word", "biz_opaque_callback_data"),
  field("flag", "pricing", "billable"),
  field("word", "pricing", "pricing_model"),
  field("word", "pricing", "type"),
  field("word", "pricing", "category")
]

export const messageFields: ReadonlyArray<Field> = [
  field("word", "id"),
  field("word", "from"),
  field("moment", "timestamp")
]

export const itemFields: ReadonlyArray<Field> = [
  field("word", "product_retailer_id"),
  field("amount", "quantity"),
  field("amount", "item_price"),
  field("word", "currency")
]

export const errorFields: ReadonlyArray<Field> = [field("amount", "code")]
