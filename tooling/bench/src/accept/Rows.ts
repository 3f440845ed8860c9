import * as UuidV7 from "@sluice/engine/accept/UuidV7"
import { createHash, randomBytes } from "node:crypto"
import { accountId, senderId } from "./Gateway.ts"

/** One message as a caller hands it in. */
export interface Request {
  readonly senderId: string
  readonly recipient: string
  readonly content: { readonly type: "text"; readonly text: { readonly body: string } }
  readonly idempotencyKey: string
}

/** Rows of one request: as many as the server takes. */
export const count = 10_000

/** Scatters the recipients over the indexes, as those of a real list are. */
const stride = 7_919
const numbers = 10 ** 8

let made = 0

/** A list of messages, none of which ever came before. */
export const requests = (): ReadonlyArray<Request> =>
  Array.from({ length: count }, () => {
    made++
    const digits = String((made * stride) % numbers).padStart(8, "0")
    const body = `Your order A-${made} is on its way and will arrive tomorrow between 9 and 12.`
    return {
      senderId,
      recipient: `+8869${digits}`,
      content: { type: "text", text: { body } },
      idempotencyKey: `order-${made}`
    }
  })

let ids = UuidV7.initial

/** The columns of `values`, with their types. */
export const columns = [
  ["id", "uuid"],
  ["account_id", "text"],
  ["sender_id", "text"],
  ["recipient", "text"],
  ["content", "jsonb"],
  ["kind", "text"],
  ["units", "float8"],
  ["priority", "int"],
  ["due_millis", "bigint"],
  ["accepted_millis", "bigint"],
  ["idempotency_key", "text"],
  ["request_digest", "text"],
  ["state", "text"],
  ["attempts", "int"],
  ["updated_millis", "bigint"]
] as const

/** The row of `message` that a request becomes, as somebody writes it who checks nothing. */
export const values = (request: Request): ReadonlyArray<unknown> => {
  const nowMillis = Date.now()
  const [id, next] = UuidV7.next(ids, nowMillis, randomBytes(UuidV7.randomBytes))
  ids = next
  const content = JSON.stringify(request.content)
  return [
    id,
    accountId,
    request.senderId,
    request.recipient,
    content,
    "text",
    1,
    200,
    nowMillis,
    nowMillis,
    request.idempotencyKey,
    createHash("sha256").update(request.recipient).update(content).digest("hex"),
    "queued",
    0,
    nowMillis
  ]
}
