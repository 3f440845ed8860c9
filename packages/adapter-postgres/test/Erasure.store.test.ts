import { Buffer } from "node:buffer"
import { expect, it } from "@effect/vitest"
import { SqlClient } from "@effect/sql/SqlClient"
import { ErasureDesk } from "@sluice/engine/erasure/ErasureDesk"
import * as Erasing from "@sluice/engine/erasure/Erasing"
import * as Naming from "@sluice/engine/intake/Naming"
import { Crypto } from "@sluice/engine/ports/Crypto"
import { Onboardings } from "@sluice/engine/ports/Onboardings"
import { OptOuts } from "@sluice/engine/ports/OptOuts"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { id, startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Option } from "effect"
import { describe } from "vitest"
import * as Traces from "./erasure/Traces.ts"
import * as TwoPeople from "./erasure/TwoPeople.ts"
import * as World from "./erasure/World.ts"

const world = World.ofFile()
const { admin } = World
const { arrives, other, recipient, told, wamidOf } = TwoPeople

const options = { ...Erasing.defaults, quietMillis: -1, pollMillis: 0, waitMillis: 0, stepMax: 3, callbacksMax: 2 }

/** Leads the erasure on until it has ended; how many rounds that took. */
const ended = Effect.gen(function* () {
  for (let rounds = 1; ; rounds++) {
    const led = yield* Erasing.once(options)
    if (led === null || led.isOver) return rounds
    if (rounds > 100) return yield* Effect.dieMessage("the erasure does not end")
  }
})

describe("Erasing a recipient's data", () => {
  it.live(
    "afterwards no column of any table holds the number, the name, the words; what is counted and paid for stays",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient
        const outbox = yield* Outbox
        const desk = yield* ErasureDesk
        yield* TwoPeople.populated
        const before = yield* Traces.everywhere
        expect(yield* Traces.unfilled).toEqual(Traces.ofNobody)
        // The test says something only where there was something to erase.
        const tables = before.map((place) => place.split(".")[0])
        expect(tables).toEqual(
          expect.arrayContaining([
            "attempt",
            "callback",
            "campaign_row",
            "early_status",
            "feed_event",
            "hold",
            "message",
            "message_event",
            "message_name",
            "onboarding",
            "queue",
            "recipient_optout",
            "service_window",
            "subscription_delivery"
          ])
        )
        const costs = sql`SELECT id, state, delivery, kind, units, attempts, accepted_millis FROM message WHERE id <> ${id(4)} ORDER BY id`
        const kept = yield* costs
        const [ledger] =
          yield* sql`SELECT scope, key, state FROM ledger WHERE scope <> 'recipient-keys' ORDER BY scope, key`

        expect(yield* desk.preview(admin, "acme", recipient)).toMatchObject({
          messages: 3,
          cancelled: 1,
          campaignRows: 1
        })
        const erasure = yield* desk.open(admin, "acme", recipient)
        expect((yield* desk.open(admin, "acme", recipient)).id).toBe(erasure.id)
        yield* ended

        expect(yield* Traces.everywhere).toEqual([])
        expect(yield* sql`SELECT FROM callback_file`).toEqual([])
        expect(yield* desk.find(admin, erasure.id)).toMatchObject({
          endedMillis: expect.any(Number),
          counts: { messages: 3, cancelled: 1, campaignRows: 1, callbacks: 2, optOuts: 1, files: 1, notes: 2 }
        })
        const onboardings = yield* Onboardings
        const left = yield* onboardings.modify("acme", (known) => [known, null])
        expect(left?.tests).toEqual({ [other]: id(2) })
        expect(left?.checks.testMessages).toEqual({ [other]: { _tag: "Passed", atMillis: startMillis } })
        expect(left?.journey["production-test"]).toMatchObject({ _tag: "Blocked", workedDays: 1, reason: "[erased]" })
        expect(yield* costs).toEqual(kept)
        const [same] =
          yield* sql`SELECT scope, key, state FROM ledger WHERE scope <> 'recipient-keys' ORDER BY scope, key`
        expect(same).toEqual(ledger)
        const states = yield* outbox.findAll([1, 2, 3, 4].map((n) => ({ _tag: "Id" as const, id: id(n) })))
        expect(states.map((one) => one?.state)).toEqual(["accepted", "accepted", "dead", "cancelled"])
        expect(states[1]).toMatchObject({ recipient: other, wamid: wamidOf(other, 2), delivery: "delivered" })
        expect(yield* Traces.found(other.slice(1))).not.toEqual([])
        expect(yield* Erasing.once(options)).toBeNull()
      }).pipe(Effect.provide(world)),
    60_000
  )

  it.live(
    "the person stays opted out: who has the number finds it, and can take it back",
    () =>
      Effect.gen(function* () {
        const optOuts = yield* OptOuts
        const desk = yield* ErasureDesk
        yield* optOuts.put([
          { accountId: "acme", recipient, scope: "all", source: "keyword", sinceMillis: startMillis }
        ])
        yield* desk.open(admin, "acme", recipient)
        yield* ended
        expect(yield* Traces.found(TwoPeople.digits)).toEqual([])
        expect(yield* optOuts.of([{ accountId: "acme", recipient }])).toEqual([
          { accountId: "acme", recipient, scope: "all", source: "keyword", sinceMillis: startMillis }
        ])
        expect(yield* optOuts.list({ accountId: "acme", recipient, limit: 9 })).toHaveLength(1)
        expect(yield* optOuts.lift([{ accountId: "acme", recipient }])).toBe(1)
        expect(yield* optOuts.of([{ accountId: "acme", recipient }])).toEqual([])
      }).pipe(Effect.provide(world)),
    60_000
  )

  it.live(
    "WH-03: a status that comes late tells how far the message came, and brings nothing of the person back",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const desk = yield* ErasureDesk
        yield* TwoPeople.populated
        yield* desk.open(admin, "acme", recipient)
        yield* ended
        yield* arrives({
          contacts: [{ profile: { name: "Mei Lin" }, wa_id: TwoPeople.digits }],
          statuses: [told(1, recipient, "read"), told(2, other, "read")]
        })
        yield* TwoPeople.processed
        expect(yield* Traces.everywhere).toEqual([])
        const both = yield* outbox.findAll([1, 2].map((n) => ({ _tag: "Id" as const, id: id(n) })))
        expect(both.map((one) => one?.delivery)).toEqual(["read", "read"])
        // A failure that would have been tried again is none that can be.
        yield* arrives({
          statuses: [{ ...told(1, recipient, "failed"), errors: [{ code: 131_049, title: "later" }] }]
        })
        yield* TwoPeople.processed
        expect(yield* Traces.everywhere).toEqual([])
        const [first] = yield* outbox.findAll([{ _tag: "Id", id: id(1) }])
        expect(first?.state).not.toBe("queued")
      }).pipe(Effect.provide(world)),
    60_000
  )

  it.live(
    "what is left of a callback is as whole as what came: its digest is that of what is left",
    () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient
        const { sha256 } = yield* Crypto
        const desk = yield* ErasureDesk
        yield* arrives({ statuses: [told(1, recipient, "delivered"), told(2, other, "delivered")] })
        yield* TwoPeople.processed
        yield* desk.open(admin, "acme", recipient)
        yield* ended
        const rows = yield* sql<{
          readonly body: Uint8Array
          readonly digest: Uint8Array
        }>`SELECT body, digest FROM callback`
        expect(rows).toHaveLength(1)
        for (const { body, digest } of rows) {
          const named = sha256(Naming.joined(Naming.prefixes("acme").signed, body))
          expect(Buffer.from(digest).equals(named)).toBe(true)
        }
      }).pipe(Effect.provide(world)),
    60_000
  )

  it.live(
    "an erasure goes on where a process died, whatever it died over",
    () =>
      Effect.gen(function* () {
        const desk = yield* ErasureDesk
        yield* TwoPeople.populated
        const { id: erasureId } = yield* desk.open(admin, "acme", recipient)
        for (const millis of [2, 5, 10, 20, 40]) {
          yield* Erasing.once({ ...options, leaseMillis: 0 }).pipe(Effect.timeout(`${millis} millis`), Effect.ignore)
        }
        yield* ended
        expect(yield* Traces.everywhere).toEqual([])
        expect((yield* desk.find(admin, erasureId)).endedMillis).not.toBeNull()
        expect(Option.isNone(yield* Effect.flatMap(Outbox, (outbox) => outbox.find("none")))).toBe(true)
      }).pipe(Effect.provide(world)),
    60_000
  )
})
