import { Schema } from "effect"
import * as Issue from "../Issue.ts"
import * as Limit from "../Limit.ts"
import * as Read from "../internal/read.ts"
import { titlesWhereSeveral } from "./List.ts"
import * as Parts from "./Parts.ts"

/** Products of the business's catalogue (CLOUD_API 3.1). */

/** Products over all sections of one message. */
const productsMax = 30

/** A heading and the products under it. */
export const ProductSection = Schema.Struct({
  title: Parts.maybe(Limit.filled(24)),
  product_items: Limit.list(Schema.Struct({ product_retailer_id: Limit.Name }), 1, productsMax)
})

const productsInAll = (action: unknown) =>
  Read.items(action, "sections").flatMap((section) => Read.items(section, "product_items")).length > productsMax
    ? [
        Issue.broken("too-many", `must have at most ${productsMax} products in all sections together`, action, [
          "sections"
        ])
      ]
    : []

/** One product; it takes no header. */
export const Product = Schema.Struct({
  type: Schema.Literal("product"),
  body: Parts.maybe(Parts.body(1_024)),
  footer: Parts.maybe(Parts.Footer),
  action: Schema.Struct({ catalog_id: Limit.Name, product_retailer_id: Limit.Name })
})

/** Up to 30 products in up to 10 sections; its header is needed, and is words only. */
export const ProductList = Schema.Struct({
  type: Schema.Literal("product_list"),
  header: Parts.TextHeader,
  body: Parts.body(1_024),
  footer: Parts.maybe(Parts.Footer),
  action: Schema.Struct({ catalog_id: Limit.Name, sections: Limit.list(ProductSection, 1, 10) }).pipe(
    Limit.rule((action) => [...titlesWhereSeveral(action), ...productsInAll(action)])
  )
})

/** The whole catalogue behind one button; the thumbnail is of the product that is named, else of the first. */
export const Catalog = Schema.Struct({
  type: Schema.Literal("catalog_message"),
  body: Parts.body(1_024),
  footer: Parts.maybe(Parts.Footer),
  action: Schema.Struct({
    name: Schema.Literal("catalog_message"),
    parameters: Parts.maybe(Schema.Struct({ thumbnail_product_retailer_id: Parts.maybe(Limit.Name) }))
  })
})
