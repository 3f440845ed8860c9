import type { InboundLocation } from "../../Inbound.ts"
import type * as Log from "../../internal/Log.ts"
import * as Read from "../../internal/read.ts"
import * as Values from "./values.ts"

/** What a provider calls the parts of a place. */
export interface Names {
  readonly latitude: string
  readonly longitude: string
  readonly name: string
}

/** A place as `{coordinates, location}`, under each provider's names; `path` is the place's. */
export const readPlace = (log: Log.Log, content: Read.Fields, path: string, names: Names): InboundLocation => {
  const coordinates = Read.fields(log, content, "coordinates", path) ?? {}
  const place = Read.fields(log, content, "location", path) ?? {}
  const [coordinatesAt, placeAt] = [`${path}.coordinates`, `${path}.location`]
  Read.onlyKnown(log, coordinates, new Set([names.latitude, names.longitude]), coordinatesAt)
  Read.onlyKnown(log, place, new Set([names.name, "address"]), placeAt)
  return {
    kind: "location",
    latitude: Values.amount(log, coordinates, names.latitude, coordinatesAt),
    longitude: Values.amount(log, coordinates, names.longitude, coordinatesAt),
    name: Values.filled(log, place, names.name, placeAt),
    address: Values.filled(log, place, "address", placeAt),
    url: null
  }
}
