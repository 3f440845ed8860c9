import * as EventType from "@sluice/core/subscription/EventType"
import { Option, Schema } from "effect"
import type { FeedEvent } from "../ports/Feed.ts"

/**
 * What waits for a subscriber of the platform's own shape: not the body, which may have megabytes, but what it is made of when it is handed over.
 *
 * - `Callback`: a stored callback;
 * - `Ended`: a message that ended here, of which the platform will never tell: it was refused at once, or never left;
 * - `Test`: nothing, in the right envelope.
 */
const Notice = Schema.Union(
  Schema.TaggedStruct("Callback", { callbackId: Schema.Int }),
  Schema.TaggedStruct("Ended", {
    messageId: Schema.String,
    atMillis: Schema.Number,
    code: Schema.NullOr(Schema.Int),
    detail: Schema.String
  }),
  Schema.TaggedStruct("Test", {})
)
/** One of the three that can wait, told apart by `_tag`; it waits as JSON (`write`). */
export type Notice = typeof Notice.Type

const Json = Schema.parseJson(Notice)
const encode = Schema.encodeSync(Json)
const decode = Schema.decodeUnknownOption(Json)

/** The notice in the text of a delivery; null for a text that is none. */
export const read = (text: string): Notice | null => Option.getOrNull(decode(text))

/** As it waits. */
export const write = (notice: Notice): string => encode(notice)

const EndedData = Schema.Struct({
  messageId: Schema.String,
  state: Schema.String,
  delivery: Schema.NullOr(Schema.String),
  failure: Schema.NullOr(Schema.Struct({ code: Schema.NullOr(Schema.Int), detail: Schema.String }))
})
const endedData = Schema.decodeUnknownOption(EndedData)
const callbackData = Schema.decodeUnknownOption(Schema.Struct({ callbackId: Schema.Int }))

/** What an event is told as; null for one that a callback tells already: of a message that a status failed, the status was handed on. */
export const of = ({ atMillis, data, type }: Pick<FeedEvent, "atMillis" | "data" | "type">): Notice | null => {
  if (type === EventType.callback) {
    return Option.getOrNull(Option.map(callbackData(data), ({ callbackId }) => ({ _tag: "Callback", callbackId })))
  }
  const ended = Option.getOrNull(endedData(data))
  if (ended === null || ended.delivery === "failed") return null
  const { failure, messageId, state } = ended
  const detail = failure?.detail ?? (state === "cancelled" ? "it was taken back before it left" : "it was not sent")
  return { _tag: "Ended", messageId, atMillis, code: failure?.code ?? null, detail }
}
