import * as Database from "@sluice/adapter-postgres/Database"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import * as Policy from "@sluice/core/policy/Policy"
import * as BusinessLadder from "@sluice/core/throttle/BusinessLadder"
import { Holds } from "@sluice/engine/ports/Holds"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Effect, Layer, type Redacted } from "effect"

/** What happened before anybody looked: two hours ago a sender sent too fast, and a medium hold began that nobody has reviewed yet (RL-06). */
export interface Past {
  readonly accountId: string
  readonly senderId: string
  readonly sends: number
  readonly nowMillis: number
}

const hourMillis = 3_600_000

/** Ids of the past's own, which sort before all others. */
const idOf = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`

const write = Effect.fn("Past.write")(function* ({ accountId, nowMillis, sends, senderId }: Past) {
  const outbox = yield* Outbox
  const lanes = yield* Lanes
  const holds = yield* Holds
  const heldMillis = nowMillis - 2 * hourMillis
  const numbers = Array.from({ length: sends }, (_, index) => index + 1)
  yield* outbox.enqueue(
    numbers.map((n) => ({
      id: idOf(n),
      accountId,
      senderId,
      recipient: `+8869310${String(n).padStart(5, "0")}`,
      content: { type: "text", text: { body: "sent before the hold" } },
      replyTo: null,
      kind: "text",
      units: 1,
      priority: 100,
      dueMillis: heldMillis - 60_000,
      acceptedMillis: heldMillis - 60_000,
      idempotencyKey: null,
      requestDigest: `past ${n}`
    }))
  )
  const { fence } = yield* lanes.take({
    senderId,
    runner: "past",
    nowMillis: heldMillis - 60_000,
    recentSinceMillis: 0
  })
  for (const n of numbers) {
    const startedMillis = heldMillis - 60_000 + n * 2_000
    yield* lanes.begin({
      senderId,
      fence,
      nowMillis: startedMillis,
      sends: [{ messageId: idOf(n), attempt: 1, endpoint: "http://127.0.0.1:1" }],
      holdKeys: [],
      ledger: {}
    })
    const isLast = n === sends
    yield* lanes.finish({
      senderId,
      fence,
      ledger: {},
      openSinceMillis: 0,
      finishes: [
        {
          messageId: idOf(n),
          attempt: 1,
          answeredMillis: startedMillis + 300,
          outcome: isLast ? "refused" : "accepted",
          httpStatus: isLast ? 429 : 200,
          code: isLast ? 130_429 : null,
          detail: null,
          change: isLast
            ? {
                state: "failed",
                failure: {
                  cause: "rate-limited",
                  code: 130_429,
                  httpStatus: 429,
                  detail: "rate limit hit",
                  remedy: "send more slowly"
                },
                events: [
                  { atMillis: startedMillis + 300, kind: "failed", data: { cause: "rate-limited", code: 130_429 } }
                ]
              }
            : {
                state: "accepted",
                wamid: `wamid.past.${n}`,
                failure: null,
                events: [
                  { atMillis: startedMillis + 300, kind: "answered", data: { attempt: 1, wamid: `wamid.past.${n}` } }
                ]
              }
        }
      ]
    })
  }
  const ladder = Policy.shipped.guide.pacing.ladder
  if (ladder === null) return yield* Effect.dieMessage("the guide has a ladder")
  const businessId = `${accountId}-business`
  yield* holds.rule("business", businessId, () => {
    const state = BusinessLadder.escalated(ladder, BusinessLadder.initial, {
      number: 1,
      atMillis: heldMillis,
      reason: "burst"
    })
    const hold = BusinessLadder.hold(ladder, state, businessId)
    return { answer: null, next: state, holds: hold === null ? [] : [hold] }
  })
})

/** Writes it into the store, before any worker has begun. */
export const tell = (databaseUrl: Redacted.Redacted, past: Past) =>
  Effect.provide(
    write(past),
    PgStore.layer.pipe(
      Layer.provide(Database.layer({ url: databaseUrl, connectionsMax: 2, applicationName: "the past" }))
    )
  )
