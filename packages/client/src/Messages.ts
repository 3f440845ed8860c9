import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import { State } from "@sluice/core/delivery/MessageState"
import * as Limit from "@sluice/core/message/Limit"
import * as E164 from "@sluice/core/phone/E164"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Message from "./Message.ts"
import * as Page from "./Page.ts"
import * as Problem from "./Problem.ts"

/** The path of one message. */
export const MessagePath = Schema.Struct({ id: Message.MessageId })

/** How a single message may be keyed by a header instead of its field. */
const SendHeaders = Schema.Struct({
  "idempotency-key": Schema.optionalWith(Message.IdempotencyKey, { exact: true })
})

const Share = Schema.NumberFromString.pipe(Schema.between(0, 1)).annotations({
  jsonSchema: { type: "number", minimum: 0, maximum: 1 }
})

/** How a batch is taken. */
export const BatchQuery = Schema.Struct({
  /** `true`: one refused row refuses them all. */
  atomic: Schema.optionalWith(Schema.BooleanFromString, { default: () => false }),
  /** `true`: a sample is judged before anything is queued; documents of 1000 messages and more are sampled anyway (PH-08). */
  preflight: Schema.optionalWith(Schema.BooleanFromString, { exact: true }),
  /** Share of refused rows, 0 to 1: where the sample promises more, the whole list is refused. */
  stopAbove: Schema.optionalWith(Share, { exact: true })
})

const erased = /^erased:[0-9a-f]{32}$/

/** Whose messages are listed: a number in E.164, or what stands where one that was erased stood (docs/people.md). */
export const Recipient = Schema.String.pipe(
  Schema.filter((text) => E164.parse(text) !== null || erased.test(text), {
    message: () => "not the E.164 of a valid number, such as +886912345678"
  })
)

/** Which messages are listed. Several states: give the parameter several times. */
export const ListQuery = Schema.Struct({
  senderId: Schema.optionalWith(Limit.Name, { exact: true }),
  recipient: Schema.optionalWith(Recipient, { exact: true }),
  state: Schema.optionalWith(Schema.ArrayEnsure(State), { exact: true }),
  /** The `next` of the page before. */
  cursor: Schema.optionalWith(Message.MessageId, { exact: true }),
  limit: Schema.optionalWith(Page.Size, { default: () => 50 })
})

/** Takes one message in. */
export const send = HttpApiEndpoint.post("send", "/v1/messages")
  .setHeaders(SendHeaders)
  .setPayload(Message.MessageRequest)
  .addSuccess(Message.Accepted, { status: 202 })
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(409))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .addError(Problem.at(422))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Send one message")
  .annotate(
    OpenApi.Description,
    "Answers 202 when the message is durable in the queue. Bad input is refused with every finding, and nothing is queued."
  )

/** Takes up to 10,000 messages in, each judged by itself. */
export const sendBatch = HttpApiEndpoint.post("sendBatch", "/v1/messages/batch")
  .setUrlParams(BatchQuery)
  .setHeaders(SendHeaders)
  .setPayload(Message.Batch)
  .addSuccess(Message.BatchResult, { status: 202 })
  .addError(Problem.at(400))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .addError(Problem.at(422))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Send many messages")
  .annotate(
    OpenApi.Description,
    [
      "Each row is judged by itself: good ones are queued, bad ones refused with every finding. atomic=true refuses all for one.",
      "As application/x-ndjson the body is one message a line, taken in as it comes; the answer then has one line a row (BatchLine), and a JSON",
      "document gets the same with Accept: application/x-ndjson.",
      "Idempotency-Key keys the rows that have no key of their own by their place: the same list under the same key answers the same ids."
    ].join("\n")
  )

/** One message with its history. */
export const get = HttpApiEndpoint.get("get", "/v1/messages/:id")
  .setPath(MessagePath)
  .addSuccess(Message.MessageDetail)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "One message, its history, and why it is where it is")

/** Messages, newest first. */
export const list = HttpApiEndpoint.get("list", "/v1/messages")
  .setUrlParams(ListQuery)
  .addSuccess(Message.MessagePage)
  .addError(Problem.at(400))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "Messages, newest first")

/** Takes a queued message back. */
export const cancel = HttpApiEndpoint.post("cancel", "/v1/messages/:id/cancel")
  .setPath(MessagePath)
  .addSuccess(Message.MessageView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(409))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Take a queued message back")

/** Queues a failed or dead message again. */
export const retry = HttpApiEndpoint.post("retry", "/v1/messages/:id/retry")
  .setPath(MessagePath)
  .addSuccess(Message.MessageView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(409))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Queue a failed or dead message again")

/** Sending, and what became of it. */
export class Messages extends HttpApiGroup.make("messages")
  .add(send)
  .add(sendBatch)
  .add(get)
  .add(list)
  .add(cancel)
  .add(retry)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "messages")
  .annotate(OpenApi.Description, "Sending, and what became of it") {}
