import { Schema } from "effect"
import * as Limit from "./Limit.ts"

/** A place on the map, in degrees (CLOUD_API 3.1). */
export const Location = Schema.Struct({
  latitude: Limit.degrees(-90, 90),
  longitude: Limit.degrees(-180, 180),
  name: Schema.optionalWith(Limit.Name, { exact: true }),
  address: Schema.optionalWith(Limit.Name, { exact: true })
})

/** Content of type `location`. */
export const LocationContent = Schema.Struct({ type: Schema.Literal("location"), location: Location })
