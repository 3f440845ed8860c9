import { Schema } from "effect"
import * as Limit from "./Limit.ts"

/** A plain text of at most 4096 code points; `preview_url` shows the first link in it (CLOUD_API 3.1). */
const Text = Schema.Struct({
  body: Limit.filled(4_096),
  preview_url: Schema.optionalWith(Schema.Boolean, { exact: true })
})

/** Content of type `text`. */
export const TextContent = Schema.Struct({ type: Schema.Literal("text"), text: Text })
