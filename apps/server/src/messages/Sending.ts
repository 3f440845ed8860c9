import {
  type Accepted,
  type BatchResult,
  IdempotencyKey,
  type RowResult,
  UnjudgedRequest
} from "@sluice/client/Message"
import { BatchQuery } from "@sluice/client/Messages"
import { Accept, type Row } from "@sluice/engine/accept/Accept"
import type { SendRequest } from "@sluice/engine/accept/Judgement"
import type * as Outcome from "@sluice/engine/accept/Outcome"
import { Effect, Either, Schema } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { RequestInvalid, RequestUnreadable } from "../http/Refusals.ts"
import { Settings } from "../http/Settings.ts"
import * as Metrics from "../Metrics.ts"
import * as Views from "./Views.ts"

type AcceptedJson = (typeof Accepted)["Encoded"]
type RowJson = (typeof RowResult)["Encoded"]
type BatchJson = (typeof BatchResult)["Encoded"]

const requestOf = (body: typeof UnjudgedRequest.Type, idempotencyKey: string | null): SendRequest => ({
  senderId: body.senderId,
  recipient: body.recipient,
  content: body.content,
  replyTo: body.replyTo ?? null,
  idempotencyKey
})

/** The key of a request that may carry it in its header, in its body, or in both alike. */
const keyOf = (body: string | undefined, header: string | undefined) =>
  body !== undefined && header !== undefined && body !== header
    ? Either.left(
        new RequestInvalid({
          findings: [
            {
              path: "idempotencyKey",
              code: "mismatch",
              rule: "RT-05",
              message: "the header Idempotency-Key says otherwise",
              suggestion: "give the key in one place"
            }
          ]
        })
      )
    : Either.right(body ?? header ?? null)

const takenJson = (outcome: Outcome.Taken): AcceptedJson =>
  outcome._tag === "Queued"
    ? {
        id: outcome.id,
        outcome: "queued",
        predictedAt: Views.isoOrNull(outcome.predictedMillis),
        warnings: outcome.warnings
      }
    : { id: outcome.id, outcome: "repeated", predictedAt: null, warnings: outcome.warnings }

const rowJson = (outcome: Outcome.Outcome): RowJson =>
  outcome._tag === "Refused" ? { outcome: "refused", findings: outcome.findings } : takenJson(outcome)

/** Takes one message in. */
export const one = Effect.fn("Sending.one")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const accept = yield* Accept
  const header = yield* Input.header("idempotency-key", Schema.UndefinedOr(IdempotencyKey), request)
  const body = yield* Input.body(UnjudgedRequest, request)
  const key = yield* keyOf(body.idempotencyKey, header)
  const outcome = yield* Effect.tapErrorTag(accept.accept(caller, requestOf(body, key)), "MessageRefused", () =>
    Effect.sync(() => Metrics.handedIn("refused", 1))
  )
  Metrics.handedIn(outcome._tag === "Queued" ? "queued" : "repeated", 1)
  return takenJson(outcome)
})

/** A row as it came: one that cannot be read is refused like one that cannot be sent. */
const rowOf = (json: unknown): Row =>
  Either.mapBoth(Input.decode(UnjudgedRequest, json), {
    onLeft: (invalid) => invalid.findings,
    onRight: (body) => requestOf(body, body.idempotencyKey ?? null)
  })

/** Takes a batch in: each row judged by itself, its result in its place. */
export const batch = Effect.fn("Sending.batch")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const accept = yield* Accept
  const { batchRowsMax } = yield* Settings
  const { atomic } = yield* Input.query(BatchQuery, request)
  const rows = yield* Input.body(Schema.Array(Schema.Unknown), request)
  if (rows.length === 0 || rows.length > batchRowsMax) return yield* wrongSize(rows.length, batchRowsMax)
  const outcomes = yield* accept.acceptBatch(caller, rows.map(rowOf), { atomic })
  const count = (tag: Outcome.Outcome["_tag"]) => outcomes.filter((outcome) => outcome._tag === tag).length
  const counts = { queued: count("Queued"), repeated: count("Repeated"), refused: count("Refused") }
  Metrics.handedIn("queued", counts.queued)
  Metrics.handedIn("repeated", counts.repeated)
  Metrics.handedIn("refused", counts.refused)
  const result: BatchJson = { ...counts, results: outcomes.map(rowJson) }
  return result
})

const wrongSize = (rows: number, rowsMax: number) =>
  rows === 0
    ? new RequestInvalid({
        findings: [{ path: "", code: "too-few", rule: null, message: "must have at least 1 row", suggestion: null }]
      })
    : new RequestUnreadable({
        kind: "body-too-large",
        detail: `a batch has at most ${rowsMax} rows; this one has ${rows}`
      })
