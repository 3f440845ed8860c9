import { randomBytes } from "node:crypto"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import * as Policy from "@sluice/core/policy/Policy"
import * as BusinessLadder from "@sluice/core/throttle/BusinessLadder"
import * as UuidV7 from "@sluice/engine/accept/UuidV7"
import { Holds } from "@sluice/engine/ports/Holds"
import { type Finish, Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Effect, Layer, Option, type Redacted, Schema } from "effect"
import * as DatabaseOption from "../database/DatabaseOption.ts"

/**
 * A past to learn on: two hours ago a sender sent too fast, and a medium hold began that nobody has reviewed yet (RL-06, RL-07). The pacing
 * brings none about, so there is no other way to have one at hand.
 */
export interface Rehearsal {
  readonly accountId: string
  readonly businessId: string
  readonly senderId: string
  /** Messages within half a minute; the platform refused the last one. */
  readonly sends: number
  readonly nowMillis: number
}

/** The hold is old enough to end with its review: a medium lasts an hour at least (RL-06). */
const heldSinceMillis = 2 * 3_600_000
/** From the first send to the hold, and from one send to the next. */
const leadMillis = 60_000
const gapMillis = 2_000
const answerMillis = 300

/** Ids of that time, so that they sort before everything that is sent from now on. */
const idsOf = (count: number, fromMillis: number): ReadonlyArray<string> => {
  let state = UuidV7.initial
  return Array.from({ length: count }, () => {
    const [id, next] = UuidV7.next(state, fromMillis, randomBytes(UuidV7.randomBytes))
    state = next
    return id
  })
}

const refusal = { cause: "rate-limited", code: 130_429 } as const

const refused = (messageId: string, answeredMillis: number): Finish => ({
  messageId,
  attempt: 1,
  answeredMillis,
  outcome: "refused",
  httpStatus: 429,
  code: refusal.code,
  detail: null,
  change: {
    state: "failed",
    failure: { ...refusal, httpStatus: 429, detail: "rate limit hit", remedy: "send more slowly" },
    events: [{ atMillis: answeredMillis, kind: "failed", data: refusal }]
  }
})

const accepted = (messageId: string, answeredMillis: number): Finish => {
  const wamid = `wamid.${messageId}`
  return {
    messageId,
    attempt: 1,
    answeredMillis,
    outcome: "accepted",
    httpStatus: 200,
    code: null,
    detail: null,
    change: {
      state: "accepted",
      // Its callbacks have come: nothing of this past is waited for.
      delivery: "delivered",
      wamid,
      failure: null,
      events: [{ atMillis: answeredMillis, kind: "answered", data: { attempt: 1, wamid } }]
    }
  }
}

/** Places the hold that those sends led to, unless one stands already. */
const hold = Effect.fn("Rehearsal.hold")(function* (businessId: string, atMillis: number) {
  const holds = yield* Holds
  const { ladder } = Policy.shipped.guide.pacing
  if (ladder === null) return yield* Effect.dieMessage("the guide has a ladder")
  const decode = Schema.decodeUnknownOption(BusinessLadder.State)
  yield* holds.rule("business", businessId, (json) => {
    const before = Option.getOrElse(decode(json), () => BusinessLadder.initial)
    const next = BusinessLadder.escalated(ladder, before, { number: 1, atMillis, reason: "burst" })
    const placed = BusinessLadder.hold(ladder, next, businessId)
    return { answer: null, next, holds: placed === null ? [] : [placed] }
  })
})

const write = Effect.fn("Rehearsal.write")(function* (past: Rehearsal) {
  const { accountId, businessId, nowMillis, senderId, sends } = past
  const outbox = yield* Outbox
  const lanes = yield* Lanes
  const heldMillis = nowMillis - heldSinceMillis
  const fromMillis = heldMillis - leadMillis
  const ids = idsOf(sends, fromMillis)
  yield* outbox.enqueue(
    ids.map((id, index) => ({
      id,
      accountId,
      senderId,
      recipient: `+8869310${String(index + 1).padStart(5, "0")}`,
      content: { type: "text", text: { body: "sent before the hold" } },
      replyTo: null,
      kind: "text",
      units: 1,
      priority: 100,
      dueMillis: fromMillis,
      acceptedMillis: fromMillis,
      idempotencyKey: null,
      requestDigest: id
    }))
  )
  const { fence, ledger } = yield* lanes.take({
    senderId,
    runner: "rehearsal",
    nowMillis: fromMillis,
    recentSinceMillis: 0
  })
  yield* Effect.forEach(ids, (messageId, index) =>
    Effect.gen(function* () {
      const startedMillis = fromMillis + (index + 1) * gapMillis
      const answeredMillis = startedMillis + answerMillis
      const send = { messageId, attempt: 1, endpoint: "http://127.0.0.1:1" }
      const lane = { senderId, fence, ledger: ledger ?? {} }
      yield* lanes.begin({ ...lane, nowMillis: startedMillis, sends: [send], holdKeys: [] })
      const finish = (index === sends - 1 ? refused : accepted)(messageId, answeredMillis)
      yield* lanes.finish({ ...lane, openSinceMillis: 0, finishes: [finish] })
    })
  )
  yield* hold(businessId, heldMillis)
})

/** Writes it into the store. No worker may run yet: the sender's lane is taken for it. */
export const tell = (databaseUrl: Redacted.Redacted, past: Rehearsal) =>
  Effect.provide(write(past), PgStore.layer.pipe(Layer.provide(DatabaseOption.layer(databaseUrl))))
