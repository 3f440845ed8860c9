import type { Accepted, RowResult, UnjudgedRequest } from "@sluice/client/Message"
import type { SendRequest } from "@sluice/engine/accept/Judgement"
import type * as Outcome from "@sluice/engine/accept/Outcome"
import * as Views from "./Views.ts"

/** A message as the engine takes it. */
export const of = (body: typeof UnjudgedRequest.Type, idempotencyKey: string | null): SendRequest => ({
  senderId: body.senderId ?? null,
  pool: body.pool ?? null,
  recipient: body.recipient,
  content: body.content,
  replyTo: body.replyTo ?? null,
  idempotencyKey
})

/** A message that was taken in, as the API tells it. */
export const taken = (outcome: Outcome.Taken): (typeof Accepted)["Encoded"] =>
  outcome._tag === "Queued"
    ? {
        id: outcome.id,
        outcome: "queued",
        predictedAt: Views.isoOrNull(outcome.predictedMillis),
        warnings: outcome.warnings
      }
    : { id: outcome.id, outcome: "repeated", predictedAt: null, warnings: outcome.warnings }

/** What became of a row, as the API tells it. */
export const row = (outcome: Outcome.Outcome): (typeof RowResult)["Encoded"] =>
  outcome._tag === "Refused" ? { outcome: "refused", findings: outcome.findings } : taken(outcome)
