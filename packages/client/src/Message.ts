import { State } from "@sluice/core/delivery/MessageState"
import { DeliveryStatus } from "@sluice/core/delivery/Delivery"
import * as Limit from "@sluice/core/message/Limit"
import * as OutboundMessage from "@sluice/core/message/OutboundMessage"
import { Schema } from "effect"
import { Finding, ProblemJson } from "./Problem.ts"

const Content = OutboundMessage.Content.annotations({
  identifier: "Content",
  description: "What a message says, in the Cloud API's own shape"
})

/** Ids of messages: uuid v7, so they sort by the time of acceptance. */
export const MessageId = Limit.formatted(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  "the id of a message: a uuid v7 in lower case"
)

/** A caller's own key for a request: the same key never sends twice (RT-05). Unique within an account. */
export const IdempotencyKey = Limit.formatted(
  /^[\x21-\x7e]{1,255}$/,
  "1 to 255 printable ASCII characters without blanks"
)

const request = {
  /** Which of the configured numbers sends it. */
  senderId: Schema.optionalWith(Limit.Name, { exact: true }),
  /**
   * Instead of a sender: the pool whose senders take turns (RL-10). Without either, the default pool of the key's account.
   */
  pool: Schema.optionalWith(Limit.Name, { exact: true }),
  /** E.164, as in `+886912345678`: judged strictly (PH-01 to PH-06). */
  recipient: Limit.upTo(1_024),
  /**
   * The message that this one answers: its id here, also while it waits (the answer leaves after it), or the platform's id (wamid), as of one that a
   * customer wrote.
   */
  replyTo: Schema.optionalWith(Limit.Name, { exact: true }),
  idempotencyKey: Schema.optionalWith(IdempotencyKey, { exact: true })
}

/** One message to send. */
export const MessageRequest = Schema.Struct({ ...request, content: Content }).annotations({
  identifier: "MessageRequest",
  description: "One message to send; content has the shape that the Cloud API takes"
})
export type MessageRequest = typeof MessageRequest.Type

/** A request of which everything but the content has been read: the server judges content and number together. */
export const UnjudgedRequest = Schema.Struct({ ...request, content: Schema.Unknown })
export type UnjudgedRequest = typeof UnjudgedRequest.Type

/** The answer to a message that was taken in. */
export const Accepted = Schema.Struct({
  id: Schema.String,
  /** `repeated`: the same request came before under the same key, and nothing new was queued. */
  outcome: Schema.Literal("queued", "repeated"),
  /** When it will probably leave; null when no forecast can be made, and for repeats. */
  predictedAt: Schema.NullOr(Schema.DateTimeUtc),
  /** Doubts that do not forbid sending, as about a VoIP number. */
  warnings: Schema.Array(Finding)
}).annotations({ identifier: "Accepted" })
export type Accepted = typeof Accepted.Type

/** What became of one row of a batch. */
export const RowResult = Schema.Union(
  Accepted,
  Schema.Struct({ outcome: Schema.Literal("refused"), findings: Schema.Array(Finding) }).annotations({
    identifier: "RowRefused"
  })
)
export type RowResult = typeof RowResult.Type

/** What a sample said of a long list before anything of it was queued (PH-08). Rates are shares, 0 to 1. */
export const Preflight = Schema.Struct({
  rows: Schema.Int,
  sampled: Schema.Int,
  /** Sampled rows that would be refused. */
  failed: Schema.Int,
  rate: Schema.Number,
  /** Bounds of the whole list's rate with 95 % confidence. */
  low: Schema.Number,
  high: Schema.Number,
  /** The same three, as rows of the whole list. */
  failures: Schema.Int,
  failuresLow: Schema.Int,
  failuresHigh: Schema.Int
}).annotations({
  identifier: "Preflight",
  description: "What a sample said of a list before anything of it was queued"
})
export type Preflight = typeof Preflight.Type

const counts = { queued: Schema.Int, repeated: Schema.Int, refused: Schema.Int }

/** The answer to a batch: a result for each row, in the order of the rows. */
export const BatchResult = Schema.Struct({
  /** Null where no sample was taken. */
  preflight: Schema.NullOr(Preflight),
  results: Schema.Array(RowResult),
  ...counts,
  /** Why the rows after the last result were not taken; absent where there are none. */
  problem: Schema.optionalWith(ProblemJson, { exact: true })
}).annotations({ identifier: "BatchResult" })
export type BatchResult = typeof BatchResult.Type

/**
 * One line of an answer in NDJSON (`application/x-ndjson`).
 *
 * First what the sample said, where one was taken. Then one line a row, in the order of the rows, each written when its row is durable.
 * Last the counts; or, where the rows could not be read to their end, the problem that stopped it: the rows told before it are queued, and no
 * other. An answer without either was cut off.
 */
export const BatchLine = Schema.Union(
  Schema.Struct({ preflight: Preflight }),
  RowResult,
  Schema.Struct({ counts: Schema.Struct(counts) }),
  Schema.Struct({ counts: Schema.Struct(counts), problem: ProblemJson })
).annotations({ identifier: "BatchLine", description: "One line of an answer to a batch in NDJSON" })
export type BatchLine = typeof BatchLine.Type

/** A batch as one JSON document. */
export const Batch = Schema.Union(
  Schema.Struct({ messages: Schema.Array(MessageRequest) }),
  Schema.Array(MessageRequest)
).annotations({ identifier: "Batch", description: "Messages to send, alone or as the field messages" })

/** Why a message failed, in words and codes of the catalogue (SF-01). */
const Failure = Schema.Struct({
  cause: Schema.String,
  code: Schema.NullOr(Schema.Int),
  httpStatus: Schema.NullOr(Schema.Int),
  detail: Schema.String,
  remedy: Schema.String
}).annotations({ identifier: "Failure" })

/** A message as it stands. */
export const MessageView = Schema.Struct({
  id: Schema.String,
  accountId: Schema.String,
  senderId: Schema.String,
  /** The pool that it was dealt from; null where its request named the sender. */
  pool: Schema.NullOr(Schema.String),
  recipient: Schema.String,
  content: Content,
  replyTo: Schema.NullOr(Schema.String),
  kind: Schema.Literal("text", "media"),
  units: Schema.Number,
  priority: Schema.Int,
  state: State,
  /** Furthest status that the callbacks have shown; null before the first. */
  delivery: Schema.NullOr(DeliveryStatus),
  attempts: Schema.Int,
  /** The platform's id, once it has accepted the message. */
  wamid: Schema.NullOr(Schema.String),
  failure: Schema.NullOr(Failure),
  idempotencyKey: Schema.NullOr(Schema.String),
  acceptedAt: Schema.DateTimeUtc,
  dueAt: Schema.DateTimeUtc,
  updatedAt: Schema.DateTimeUtc
}).annotations({ identifier: "Message" })
export type MessageView = typeof MessageView.Type

/** One entry of a message's history. Attempts and their answers stand among the events, in the order in which they happened. */
export const HistoryEntry = Schema.Struct({
  at: Schema.DateTimeUtc,
  /** `accepted`, `attempted`, `answered`, `deferred`, `uncertain`, `status`, `failed`, `cancelled`, `replayed` and others. */
  kind: Schema.String,
  data: Schema.Record({ key: Schema.String, value: Schema.Unknown })
}).annotations({ identifier: "HistoryEntry" })
export type HistoryEntry = typeof HistoryEntry.Type

/** A message with its history, and why it is where it is. */
export const MessageDetail = Schema.Struct({
  ...MessageView.fields,
  why: Schema.Struct({
    /** A word for programs: `waiting`, `held`, `deferred`, `uncertain`, `delivered`, `failed` and others. */
    code: Schema.String,
    text: Schema.String,
    /** When that may change by itself; null when no clock changes it. */
    until: Schema.NullOr(Schema.DateTimeUtc)
  }),
  history: Schema.Array(HistoryEntry)
}).annotations({ identifier: "MessageDetail" })
export type MessageDetail = typeof MessageDetail.Type

/** Messages, newest first. */
export const MessagePage = Schema.Struct({
  messages: Schema.Array(MessageView),
  /** Give it as `cursor` for the page after this one; null at the end. */
  next: Schema.NullOr(Schema.String)
}).annotations({ identifier: "MessagePage" })
export type MessagePage = typeof MessagePage.Type
