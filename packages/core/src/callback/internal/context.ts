import type { Context } from "../Inbound.ts"
import type * as Log from "./Log.ts"
import * as Read from "./read.ts"

const known = new Set(["id", "from", "forwarded", "frequently_forwarded", "referred_product"])
const knownProduct = new Set(["catalog_id", "product_retailer_id"])

const readProduct = (log: Log.Log, product: Read.Fields, path: string): NonNullable<Context["referredProduct"]> => {
  Read.onlyKnown(log, product, knownProduct, path)
  return {
    catalogId: Read.text(log, product, "catalog_id", path),
    productRetailerId: Read.text(log, product, "product_retailer_id", path)
  }
}

const read = (log: Log.Log, context: Read.Fields, path: string): Context => {
  Read.onlyKnown(log, context, known, path)
  return {
    wamid: Read.text(log, context, "id", path),
    from: Read.text(log, context, "from", path),
    forwarded: Read.flag(log, context, "forwarded", path) ?? false,
    frequentlyForwarded: Read.flag(log, context, "frequently_forwarded", path) ?? false,
    referredProduct: Read.record(log, context, "referred_product", path, readProduct)
  }
}

/** What a message answers or was forwarded from; null where it does neither. */
export const readContext = (log: Log.Log, message: Read.Fields, path: string): Context | null =>
  Read.record(log, message, "context", path, read)
