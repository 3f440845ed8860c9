import { Schema } from "effect"
import * as Issue from "./Issue.ts"
import * as Limit from "./Limit.ts"

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" })

/** Pictures, flags, and digits in a key cap. */
const pictured = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3/u

const isOneEmoji = (text: string): boolean => pictured.test(text) && [...graphemes.segment(text)].length === 1

/** One emoji under a message, or "" to take the earlier one back (CLOUD_API 3.1). */
const Reaction = Schema.Struct({
  message_id: Limit.Name,
  emoji: Limit.upTo(64).pipe(
    Schema.filter((emoji) =>
      emoji === "" || isOneEmoji(emoji)
        ? []
        : [Issue.broken("format", "must be one emoji, or empty to remove it", emoji)]
    )
  )
})

/** Content of type `reaction`. */
export const ReactionContent = Schema.Struct({ type: Schema.Literal("reaction"), reaction: Reaction })
