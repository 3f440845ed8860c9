import { Schema } from "effect"
import * as Metadata from "./internal/Metadata.ts"

const known: ReadonlySet<string> = new Set(Metadata.regions)

/** A region that has a numbering plan: ISO 3166-1 alpha-2 in capitals, and AC, TA and XK. */
export const Region = Schema.String.pipe(
  Schema.filter((text) => known.has(text), { message: () => "not a region with a numbering plan" }),
  Schema.brand("Region")
)
export type Region = typeof Region.Type

/** Every region that has a numbering plan, in the metadata's order. */
export const all: ReadonlyArray<Region> = Metadata.regions.map((region) => Region.make(region))
