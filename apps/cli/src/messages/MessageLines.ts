import { type MessageDetail, MessageView } from "@sluice/client/Message"
import { DateTime, Schema } from "effect"
import * as Table from "../Table.ts"
import * as Story from "./Story.ts"

/** A message as JSON, as the server writes it. */
export const json = Schema.encodeSync(MessageView)

/** State and how far it came, in one word each. */
export const standing = ({ delivery, state }: Pick<MessageView, "delivery" | "state">): string =>
  state === "accepted" && delivery !== null ? delivery : state

/** A page of messages, newest first. */
export const table = (messages: ReadonlyArray<MessageView>): string =>
  messages.length === 0
    ? "no messages"
    : Table.plain(
        ["id", "accepted", "sender", "recipient", "type", "standing", "cause"],
        messages.map((message) => [
          message.id,
          DateTime.formatIso(message.acceptedAt).slice(0, 19),
          message.senderId,
          message.recipient,
          typeOf(message),
          standing(message),
          message.failure === null ? "" : causeOf(message.failure)
        ])
      )

const typeOf = ({ content }: MessageView): string =>
  content.type === "template" ? `template ${content.template.name}` : content.type

const causeOf = ({ cause, code }: { readonly cause: string; readonly code: number | null }): string =>
  code === null ? cause : `${cause} (${code})`

/** Everything about one message, a line a fact, then its history. */
export const page = (message: MessageDetail): string => {
  const facts = [
    ["id", message.id],
    ["sender", `${message.senderId} of ${message.accountId}`],
    ["recipient", message.recipient],
    ["content", typeOf(message)],
    ["weight", `${message.units} units (${message.kind})`],
    ["standing", standing(message)],
    ["why", message.why.text],
    ...(message.why.until === null ? [] : [["until", DateTime.formatIso(message.why.until)]]),
    ["attempts", String(message.attempts)],
    ["platform id", message.wamid ?? "none"],
    ...(message.failure === null
      ? []
      : [
          ["failed by", causeOf(message.failure)],
          ["remedy", message.failure.remedy]
        ]),
    ["accepted", DateTime.formatIso(message.acceptedAt)],
    ["changed", DateTime.formatIso(message.updatedAt)]
  ]
  return `${Table.plain([], facts)}\n\n${history(message)}`
}

/** The history, a line a step. */
const history = (message: MessageDetail): string =>
  Story.steps(Story.fromHistory(message.history))
    .map(({ atMillis, text }) => `${Story.clock(atMillis)}  ${text}`)
    .join("\n")
