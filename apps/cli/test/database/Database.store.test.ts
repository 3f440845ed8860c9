import * as Database from "@sluice/adapter-postgres/Database"
import * as PgOutbox from "@sluice/adapter-postgres/PgOutbox"
import * as DatabaseOption from "@sluice/cli/database/DatabaseOption"
import * as KeyRing from "@sluice/cli/keys/KeyRing"
import { AuditLog } from "@sluice/engine/ports/AuditLog"
import { type NewMessage, Outbox } from "@sluice/engine/ports/Outbox"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Effect, Layer, Redacted, Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as commandLine from "../commandLine.ts"
import * as Platform from "../../src/Platform.ts"

const sluice = (...args: ReadonlyArray<string>) => commandLine.run(args)

const onDatabase = (
  test: (url: string) => Effect.Effect<void, unknown, Effect.Effect.Context<ReturnType<typeof sluice>>>
) =>
  Effect.runPromise(
    Effect.flatMap(TestDatabase.fresh(), (url) =>
      Effect.zipRight(sluice("migrate", "--database-url", url), test(url))
    ).pipe(Effect.provide(Platform.layer), Effect.scoped)
  )

const message = (n: number, dueMillis: number): NewMessage => ({
  id: `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  accountId: "acme",
  senderId: "shop",
  recipient: `+88691200${String(n).padStart(4, "0")}`,
  content: { type: "text", text: { body: "hello" } },
  replyTo: null,
  kind: "text",
  units: 1,
  priority: 100,
  dueMillis,
  acceptedMillis: 0,
  idempotencyKey: null,
  requestDigest: ""
})

const outboxOf = (url: string) => PgOutbox.layer.pipe(Layer.provide(DatabaseOption.layer(Redacted.make(url))))

const enqueue = (url: string, rows: ReadonlyArray<NewMessage>) =>
  Effect.flatMap(Outbox, (outbox) => outbox.enqueue(rows)).pipe(Effect.provide(outboxOf(url)))

/** Newest first. */
const states = (url: string) =>
  Effect.flatMap(Outbox, (outbox) => outbox.list({ limit: 10 })).pipe(
    Effect.map((messages) => messages.map(({ state }) => state)),
    Effect.provide(outboxOf(url))
  )

const lostAt = "2026-07-01T09:30:00Z"
const lostMillis = Date.parse(lostAt)
const decode = Schema.decodeUnknownSync(Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown })))

describe("sluice database restored", () => {
  it("TM-18, RT-04: tells what is in doubt, takes it out of the queue once it is told to, and writes down who did it", () =>
    onDatabase((url) =>
      Effect.gen(function* () {
        const restored = (...more: ReadonlyArray<string>) =>
          sluice("database", "restored", "--database-url", url, "--lost-at", lostAt, ...more)
        yield* enqueue(url, [message(1, 0), message(2, lostMillis), message(3, lostMillis + 1)])

        const looked = yield* restored("--dry-run")
        expect(looked).toMatchObject({
          code: 0,
          out: expect.stringContaining("in doubt: 2 messages (2 queued, 0 in flight, 0 uncertain)")
        })
        const unsure = yield* restored()
        expect([unsure.code, unsure.err]).toEqual([2, expect.stringContaining("2 messages and 0 campaigns in doubt")])
        expect(yield* states(url)).toEqual(["queued", "queued", "queued"])

        const told = decode((yield* restored("--yes", "--json")).out)
        expect(told).toMatchObject({ changed: true, messages: { queued: 2 }, untouched: 1, campaigns: [] })
        // Newest first: what was not due before the loss waits as ever.
        expect(yield* states(url)).toEqual(["queued", "dead", "dead"])

        const [entry] = yield* Effect.flatMap(AuditLog, ({ list }) => list({ limit: 10 })).pipe(
          Effect.provide(KeyRing.layer),
          Effect.provide(DatabaseOption.layer(Redacted.make(url)))
        )
        expect(entry).toMatchObject({ act: "database.restore", outcome: "done", actor: { keyId: null } })
        expect(entry?.actor.name).toMatch(/ at the prompt$/)
      })
    ))

  it("RT-04: changes nothing while a worker is connected, since that may be sending what is in doubt", () =>
    onDatabase((url) =>
      Effect.gen(function* () {
        yield* enqueue(url, [message(1, 0)])
        const worker = Database.layer({
          url: Redacted.make(url),
          connectionsMax: 1,
          applicationName: "sluice-worker-lanes"
        })
        const args = ["database", "restored", "--database-url", url]
        const refused = yield* sluice(...args, "--yes").pipe(Effect.provide(worker))
        expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("stop them first")])
        expect(yield* states(url)).toEqual(["queued"])
        expect((yield* sluice(...args, "--yes")).code).toBe(0)
        expect(yield* states(url)).toEqual(["dead"])
      })
    ))

  it("refuses a loss that lies in the future", () =>
    onDatabase((url) =>
      Effect.gen(function* () {
        const { code, err } = yield* sluice(
          "database",
          "restored",
          "--database-url",
          url,
          "--lost-at",
          "2999-01-01T00:00:00Z"
        )
        expect([code, err]).toEqual([2, expect.stringContaining("--lost-at lies in the future")])
      })
    ))
})
