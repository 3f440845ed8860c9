import * as Database from "@sluice/adapter-postgres/Database"
import * as PgOutbox from "@sluice/adapter-postgres/PgOutbox"
import * as UuidV7 from "@sluice/engine/accept/UuidV7"
import { type NewMessage, Outbox } from "@sluice/engine/ports/Outbox"
import { Effect, Layer, Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { accountId, senderId } from "./Door.ts"

let ids = UuidV7.initial

const newId = (): string => {
  const [id, next] = UuidV7.next(ids, Date.now(), randomBytes(UuidV7.randomBytes))
  ids = next
  return id
}

const message = (n: number): NewMessage => ({
  id: newId(),
  accountId,
  senderId,
  recipient: `+8869${String(n).padStart(8, "0")}`,
  content: { type: "text", text: { body: "Your order is on its way." } },
  replyTo: null,
  kind: "text",
  units: 1,
  priority: 200,
  dueMillis: Date.now(),
  acceptedMillis: Date.now(),
  idempotencyKey: null,
  requestDigest: String(n)
})

/** Messages that the platform has accepted, so that statuses of them have something to move; their ids. */
export const accepted = (databaseUrl: string, count: number): Effect.Effect<ReadonlyArray<string>, unknown> => {
  const database = Database.layer({ url: Redacted.make(databaseUrl), connectionsMax: 1, applicationName: "bench" })
  const messages = Array.from({ length: count }, (_, n) => message(n))
  const ofIds = messages.map(({ id }) => ({ _tag: "Id", id }) as const)
  return Effect.gen(function* () {
    const outbox = yield* Outbox
    for (let from = 0; from < count; from += 1_000) {
      yield* outbox.enqueue(messages.slice(from, from + 1_000))
      yield* outbox.modify(ofIds.slice(from, from + 1_000), (one) => ({
        state: "accepted",
        delivery: "sent",
        wamid: `wamid.${one.id}`,
        events: []
      }))
    }
    return messages.map(({ id }) => id)
  }).pipe(Effect.provide(PgOutbox.layer.pipe(Layer.provide(database))))
}
