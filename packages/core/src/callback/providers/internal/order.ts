import type { InboundOrder } from "../../Inbound.ts"
import type * as Log from "../../internal/Log.ts"
import * as Read from "../../internal/read.ts"
import * as Values from "./values.ts"

const known = new Set(["catalog_id", "text", "product_items"])
const knownItem = new Set(["product_retailer_id", "quantity", "item_price", "currency"])

const readItem = (log: Log.Log, item: Read.Fields, path: string): InboundOrder["items"][number] => {
  Read.onlyKnown(log, item, knownItem, path)
  return {
    productRetailerId: Values.filled(log, item, "product_retailer_id", path),
    quantity: Values.amount(log, item, "quantity", path),
    itemPrice: Values.amount(log, item, "item_price", path),
    currency: Values.filled(log, item, "currency", path)
  }
}

/** A cart, which providers hand on as the platform writes it; `path` is the cart's. */
export const readOrder = (log: Log.Log, order: Read.Fields, path: string): InboundOrder => {
  Read.onlyKnown(log, order, known, path)
  return {
    kind: "order",
    catalogId: Values.filled(log, order, "catalog_id", path),
    text: Values.filled(log, order, "text", path),
    items: Read.records(log, order, "product_items", path, readItem)
  }
}
