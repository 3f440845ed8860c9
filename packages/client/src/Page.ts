import * as Limit from "@sluice/core/message/Limit"
import { Schema } from "effect"

/** How many of a list come at once. */
export const Size = Schema.NumberFromString.pipe(Schema.compose(Limit.whole(1, 500))).annotations({
  jsonSchema: { type: "integer", minimum: 1, maximum: 500, default: 50 }
})

/** Where a page begins and how long it is. */
export const query = {
  /** The `next` of the page before. */
  cursor: Schema.optionalWith(Limit.Name, { exact: true }),
  limit: Schema.optionalWith(Size, { default: () => 50 })
}

/** Give it as `cursor` for the page after this one; null at the end. */
export const next = Schema.NullOr(Schema.String)
