import { expect, it } from "@effect/vitest"
import { SqlClient } from "@effect/sql/SqlClient"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as Processing from "@sluice/engine/callbacks/Processing"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { AccountUnknown, Directory, SenderUnknown } from "@sluice/engine/ports/Directory"
import { Conversations } from "@sluice/engine/ports/Conversations"
import { EarlyStatuses } from "@sluice/engine/ports/EarlyStatuses"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Looks } from "@sluice/engine/ports/Looks"
import { Outbox } from "@sluice/engine/ports/Outbox"
import {
  accepted,
  byId,
  byWamid,
  callback,
  campaign,
  event,
  id,
  message,
  startMillis,
  status
} from "@sluice/engine/test-kit/Samples"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Effect, Layer } from "effect"
import { describe } from "vitest"
import { plans, type Sent, sent, walks } from "./Plans.ts"
import * as Stores from "./Stores.ts"

const { layer } = Stores.ofFile()

const count = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.map(sent(effect), ({ length }) => length)

/** Nobody sends. */
const directory = Layer.succeed(Directory, {
  sender: (senderId) => new SenderUnknown({ senderId }),
  senderByPhoneNumberId: (senderId) => new SenderUnknown({ senderId }),
  senders: Effect.succeed([]),
  account: (accountId) => new AccountUnknown({ accountId }),
  accounts: Effect.succeed([])
})

/** Recipients are made up here. */
const recipientKeys = Layer.succeed(RecipientKeys, { keyOf: Effect.succeed((recipient: string) => recipient) })

const numbers = Array.from({ length: 500 }, (_, n) => n)

describe("PgStore, statements", () => {
  it.live("a batch of 500 is queued, read, begun and finished with one statement each", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const lanes = yield* Lanes
      expect(yield* count(outbox.enqueue(numbers.map((n) => message(n, { idempotencyKey: `${n}` }))))).toBe(1)
      const { fence } = yield* lanes.take({
        senderId: "acme-1",
        runner: "r",
        nowMillis: startMillis,
        recentSinceMillis: startMillis
      })
      const lane = { senderId: "acme-1", fence, ledger: {} }
      expect(yield* count(lanes.peek({ senderId: "acme-1", nowMillis: startMillis, limit: 500 }))).toBe(1)
      const sends = numbers.map((n) => ({ messageId: id(n), attempt: 1, endpoint: "https://primary" }))
      expect(yield* count(lanes.begin({ ...lane, nowMillis: startMillis, holdKeys: [], sends }))).toBe(1)
      expect(
        yield* count(lanes.finish({ ...lane, finishes: numbers.map((n) => accepted(n)), openSinceMillis: null }))
      ).toBe(1)
      expect(yield* outbox.depths()).toMatchObject([{ state: "accepted", count: 500 }])
    }).pipe(Effect.provide(layer))
  )

  it.live("500 callbacks are appended with one statement; consumed with two, and two for all that they change", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const log = yield* CallbackLog
      yield* outbox.enqueue(numbers.map((n) => message(n)))
      expect(yield* count(log.append(numbers.map((n) => callback(n))))).toBe(1)
      const status = { delivery: "read" as const, events: [event("status", startMillis)] }
      const consume = log.consume(500, (callbacks) =>
        Effect.as(
          outbox.modify(numbers.map(byId), () => status),
          callbacks.map((one) => ({ id: one.id, verdict: "processed" as const, report: {} }))
        )
      )
      expect(yield* count(consume)).toBe(4)
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "what is modified within a consumer's transaction is written by that very transaction, not by a savepoint in it",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient
        const outbox = yield* Outbox
        const log = yield* CallbackLog
        yield* outbox.enqueue([message(1)])
        yield* log.append([callback(1)])
        yield* log.consume(1, () =>
          Effect.gen(function* () {
            yield* outbox.modify([byId(1)], () => ({ delivery: "sent", events: [] }))
            const rows = yield* sql<{ readonly own: boolean }>`
            SELECT xmin = pg_current_xact_id()::xid AS own FROM message WHERE id = ${id(1)}`
            expect(rows).toEqual([{ own: true }])
            return []
          })
        )
      }).pipe(Effect.provide(layer))
  )

  it.live("on a large table every statement of a lane goes by an index: nothing reads the whole of it", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient
      const outbox = yield* Outbox
      const lanes = yield* Lanes
      yield* Effect.forEach(
        Array.from({ length: 20 }, (_, batch) => batch),
        (batch) => outbox.enqueue(numbers.map((n) => message(batch * 500 + n, { dueMillis: startMillis + batch })))
      )
      // Most of a table is done; the queue is its small, hot end.
      yield* sql`UPDATE message SET state = 'accepted' WHERE id >= ${id(1_000)}`
      yield* sql`DELETE FROM queue WHERE message_id >= ${id(1_000)}`
      yield* sql`VACUUM ANALYZE message`
      yield* sql`VACUUM ANALYZE queue`
      const conversations = yield* Conversations
      const asked = {
        accountId: "acme",
        senderIds: ["acme-1", "acme-2"],
        recipients: numbers.map((n) => message(n).recipient),
        heardSinceMillis: startMillis,
        leaving: null
      }
      const { fence } = yield* lanes.take({
        senderId: "acme-1",
        runner: "r",
        nowMillis: startMillis,
        recentSinceMillis: 0
      })
      const lane = { senderId: "acme-1", fence, ledger: {} }
      const sends = numbers.slice(0, 20).map((n) => ({ messageId: id(n), attempt: 1, endpoint: "https://primary" }))
      const shown = [
        yield* plans(lanes.peek({ senderId: "acme-1", nowMillis: startMillis, limit: 100 })),
        yield* plans(lanes.withWork(startMillis)),
        yield* plans(lanes.begin({ ...lane, nowMillis: startMillis, holdKeys: [], sends })),
        yield* plans(lanes.finish({ ...lane, finishes: sends.map((_, n) => accepted(n)), openSinceMillis: 0 })),
        yield* plans(outbox.modify([byId(1), byWamid("wamid.2")], () => ({ delivery: "sent", events: [] }))),
        yield* plans(outbox.depths(["queued", "sending", "uncertain"])),
        yield* plans(conversations.known(asked)),
        yield* plans(conversations.movable({ senderId: "acme-1", limit: 100 }))
      ]
      const { dueMillis, id: messageId, priority } = message(900)
      const after = { priority, dueMillis, id: messageId }
      const behind = yield* plans(lanes.peek({ senderId: "acme-1", nowMillis: startMillis, limit: 100, after }))
      expect(shown[0]).toContain("queue_order")
      expect(shown[0]).toContain("queue_conversation")
      // What is in front of the place is not read: the index begins there.
      expect(behind).toMatch(/Index Cond: .*ROW\(.*due_millis, .*message_id\) > ROW/)
      for (const plan of [...shown, behind]) expect(plan).not.toContain("Seq Scan on message")
    }).pipe(Effect.provide(layer))
  )

  it.live("what is put back is found in the largest of lists by an index, and costs one statement; sweeping too", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient
      const outbox = yield* Outbox
      const campaigns = yield* Campaigns
      yield* outbox.enqueue(numbers.map((n) => message(n)))
      yield* sql`UPDATE message SET state = 'accepted'`
      yield* sql`DELETE FROM queue`
      yield* sql`
        INSERT INTO campaign_row (campaign_id, number, message_id, recipient, content, kind, units, accepted_millis, request_digest)
        SELECT ${campaign(1).id}, n, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '', '{}', 'text', 1, 0, ''
        FROM generate_series(0, 20000) AS n`
      yield* sql`INSERT INTO campaign_open SELECT campaign_id, message_id, number FROM campaign_row WHERE number < 500`
      for (const table of ["message", "queue", "campaign_row", "campaign_open"])
        yield* sql`VACUUM ANALYZE ${sql(table)}`
      const swept = yield* plans(campaigns.sweep)
      expect(walks(swept, "message")).toEqual([])
      const back = outbox.modify(numbers.slice(0, 20).map(byId), () => ({ state: "queued", events: [] }))
      const shown = yield* plans(back)
      expect(shown).toContain("campaign_row_message")
      expect(shown).not.toContain("Seq Scan on campaign_row")
      const over = outbox.modify(numbers.slice(0, 20).map(byId), () => ({ state: "failed", events: [] }))
      expect(yield* count(over)).toBe(2)
      expect(yield* count(back)).toBe(3)
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "RL-05: a lane that takes over asks for the messages of its own recent sends alone, however many there are",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient
        const lanes = yield* Lanes
        yield* sql`
        INSERT INTO message (id, account_id, sender_id, recipient, content, kind, units, priority, due_millis,
                             accepted_millis, request_digest, state, attempts, updated_millis)
        SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'acme', 'acme-' || n % 2, '+886' || n, '{}',
               'text', 1, 100, 0, 0, '', 'accepted', 1, 0
        FROM generate_series(1, 5000) AS n`
        yield* sql`
        INSERT INTO attempt (message_id, number, sender_id, recipient, fence, endpoint, started_millis, answered_millis, outcome)
        SELECT id, 1, sender_id, recipient, 1, '', ${startMillis} + row_number() OVER (ORDER BY id), ${startMillis}, 'accepted'
        FROM message`
        for (const table of ["message", "attempt"]) yield* sql`VACUUM ANALYZE ${sql(table)}`
        const take = lanes.take({
          senderId: "acme-1",
          runner: "r",
          nowMillis: startMillis + 5_000,
          recentSinceMillis: startMillis,
          aloneSinceMillis: startMillis,
          countedSinceMillis: startMillis
        })
        const lines = (yield* plans(take)).split("\n")
        const asks = lines.flatMap((line, index) =>
          line.includes("Scan using message_pkey") ? [lines[index + 1]] : []
        )
        expect(asks.length).toBeGreaterThan(0)
        for (const condition of asks) expect(condition).toContain("Index Cond: (id = ")
      }).pipe(Effect.provide(layer))
  )

  it.live(
    "RT-04: uncertain sends are found by the queue, and the pages after the first from where the last one ended, however many attempts there are",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient
        const outbox = yield* Outbox
        yield* sql`
        INSERT INTO message (id, account_id, sender_id, recipient, content, kind, units, priority, due_millis,
                             accepted_millis, request_digest, state, attempts, updated_millis)
        SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'acme', 'acme-' || n % 2, '+886' || n, '{}',
               'text', 1, 100, 0, 0, '', CASE WHEN n % 4 < 2 THEN 'uncertain' ELSE 'accepted' END, 1, 0
        FROM generate_series(1, 20000) AS n`
        yield* sql`
        INSERT INTO attempt (message_id, number, sender_id, fence, endpoint, started_millis, answered_millis, outcome)
        SELECT id, 1, sender_id, 1, '', ${startMillis} + row_number() OVER (ORDER BY id),
               CASE WHEN state = 'accepted' THEN 0 END, state FROM message`
        yield* sql`
        INSERT INTO queue (message_id, sender_id, recipient, priority, due_millis, units, uncertain)
        SELECT id, sender_id, recipient, 100, 0, 1, true FROM message WHERE state = 'uncertain'`
        for (const table of ["message", "attempt", "queue"]) yield* sql`VACUUM ANALYZE ${sql(table)}`
        const after = { startedMillis: startMillis + 10_000, messageId: id(10_000) }
        const page = { beforeMillis: startMillis + 20_001, limit: 100, senderIds: ["acme-0", "acme-1"] }
        const next = yield* plans(outbox.uncertainSince({ ...page, after }))
        expect(next).toMatch(/Index Scan using attempt_recent .*\n\s+Index Cond: .*started_millis >= /)
        expect(next).not.toMatch(/Seq Scan on (message|attempt|queue)/)
        expect((yield* outbox.uncertainSince({ ...page, after }))[0]?.message.id).toBe(id(10_001))
        // As on most days: of all that waits a few are uncertain.
        yield* sql`UPDATE queue SET uncertain = false WHERE message_id > ${id(40)}`
        yield* sql`VACUUM ANALYZE queue`
        const first = yield* plans(outbox.uncertainSince(page))
        expect(first).toContain("queue_uncertain")
        expect(first).not.toMatch(/Seq Scan on (message|attempt|queue)/)
      }).pipe(Effect.provide(layer))
  )

  it.live("WH-03: however many statuses are parked, and however long it runs, processing looks through them once", () =>
    Effect.gen(function* () {
      const early = yield* EarlyStatuses
      yield* early.park(
        numbers.map((n) => ({
          wamid: `wamid.${n}`,
          accountId: "acme",
          receivedMillis: startMillis,
          stampMillis: null,
          status: status(`wamid.${n}`)
        }))
      )
      const seen: Sent = []
      const looked = (what: string) => seen.filter(([text]) => text.includes(what)).length
      const running = Processing.run({ pollMillis: 5, batchMax: 100, unparkMillis: 1_000 }).pipe(
        Effect.raceFirst(Effect.repeat(Effect.sleep("5 millis"), { until: () => looked("FROM callback") > 20 })),
        Effect.provide(Layer.mergeAll(Consent.layer, TemplateRegistry.layer, recipientKeys, TestCrypto.layer)),
        Effect.provide(directory)
      )
      yield* sent(running, seen)
      expect(looked("early_status")).toBe(1)
      expect(looked("FROM callback")).toBeGreaterThan(20)
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "WH-05, RT-04: on large tables, what settles messages goes by an index, whatever has been sent and received",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient
        const looks = yield* Looks
        const log = yield* CallbackLog
        const early = yield* EarlyStatuses
        yield* sql`
        INSERT INTO message (id, account_id, sender_id, recipient, content, kind, units, priority, due_millis,
                             accepted_millis, request_digest, state, delivery, attempts, updated_millis)
        SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'acme', 'acme-' || n % 5, '+886' || n, '{}',
               'text', 1, 100, 0, 0, '', 'accepted', 'read', 1, 0
        FROM generate_series(1, 20000) AS n`
        yield* sql`
        INSERT INTO attempt (message_id, number, sender_id, fence, endpoint, started_millis, answered_millis, outcome)
        SELECT id, 1, sender_id, 1, '', ${startMillis} + row_number() OVER (ORDER BY id), 0, 'accepted' FROM message`
        yield* sql`
        INSERT INTO callback (account_id, provider, received_millis, body, digest, verdict, report)
        SELECT 'acme-' || n % 5, 'cloud-api', n, '', decode(lpad(to_hex(n), 64, '0'), 'hex'), 'processed', '{}'
        FROM generate_series(1, 20000) AS n`
        yield* sql`
        INSERT INTO early_status (wamid, received_millis, status)
        SELECT 'wamid.' || n, n, '{}' FROM generate_series(1, 20000) AS n`
        yield* sql`INSERT INTO status_look SELECT id, 0, '{}' FROM message`
        for (const table of ["message", "attempt", "callback_rest", "early_status", "status_look"]) {
          yield* sql`VACUUM ANALYZE ${sql(table)}`
        }
        const span = { afterMillis: startMillis + 10_000, untilMillis: startMillis + 10_500 }
        const shown = [
          yield* plans(looks.unreported({ senderIds: ["acme-1", "acme-2"], ...span })),
          yield* plans(looks.due(0, 100)),
          yield* plans(log.heardMillis(["acme-1", "acme-2"])),
          yield* plans(log.quarantined({ accountId: "acme-1", sinceMillis: 0, limit: 500 })),
          yield* plans(early.consumeKnown({ limit: 100, sinceMillis: 19_900 }, () => Effect.void)),
          yield* plans(log.gaps({ accountId: "acme-1", sinceMillis: 19_900, longerMillis: 15 }))
        ]
        expect(shown[0]).toContain("attempt_recent")
        expect(shown[1]).toContain("status_look_due")
        expect(shown[2]).toContain("callback_rest_account_id_received_millis_idx")
        expect(shown[3]).toContain("callback_rest_verdict_id_idx")
        expect(shown[4]).toContain("early_status_received")
        expect(shown[5]).toContain("callback_rest_account_id_received_millis_idx")
        for (const plan of shown) expect(plan).not.toContain("Seq Scan on")
      }).pipe(Effect.provide(layer))
  )
})
