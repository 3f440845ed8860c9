import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import * as DatabaseOption from "@sluice/cli/database/DatabaseOption"
import * as KeyRing from "@sluice/cli/keys/KeyRing"
import { AuditLog } from "@sluice/engine/ports/AuditLog"
import { Effect, Exit, Redacted, Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as commandLine from "../commandLine.ts"
import * as Platform from "../../src/Platform.ts"

/** What a command line prints, and its exit code. */
const sluice = (...args: ReadonlyArray<string>) => commandLine.run(args)

const onDatabase = (
  test: (url: string) => Effect.Effect<void, unknown, Effect.Effect.Context<ReturnType<typeof sluice>>>
) => Effect.runPromise(Effect.flatMap(TestDatabase.fresh(), test).pipe(Effect.provide(Platform.layer), Effect.scoped))

const decode = Schema.decodeUnknownSync(Schema.parseJson(Schema.Record({ key: Schema.String, value: Schema.Unknown })))

describe("sluice migrate and keys", () => {
  it("migrates an empty database once, with the cluster's tables, and tells what is missing before", () =>
    onDatabase((url) =>
      Effect.gen(function* () {
        const before = yield* sluice("migrate", "--database-url", url, "--dry-run")
        expect(before.out).toMatch(/^missing: 0001_message, /)
        const first = yield* sluice("migrate", "--database-url", url)
        expect(first).toMatchObject({ code: 0, out: before.out.replace("missing:", "ran") })
        expect((yield* sluice("migrate", "--database-url", url)).out).toBe("the database is up to date")
        expect(decode((yield* sluice("migrate", "--database-url", url, "--json")).out)).toEqual({ ran: [] })
      })
    ))

  it("shows a key once, lists it without its secret, and revokes it once", () =>
    onDatabase((url) =>
      Effect.gen(function* () {
        const database = ["--database-url", url]
        yield* sluice("migrate", ...database)
        const created = yield* sluice(
          "keys",
          "create",
          ...database,
          "--role",
          "operator",
          "--name",
          "billing",
          "--expires-days",
          "1"
        )
        expect(created.code).toBe(0)
        expect(created.out).toMatch(/^sluice_[0-9a-f]{16}_[\w-]{43}$/)
        const [, id = "", secret = ""] = /^sluice_([0-9a-f]{16})_(.+)$/.exec(created.out) ?? []

        const listed = yield* sluice("keys", "ls", ...database)
        expect(listed.out).toContain(id)
        expect(listed.out).toContain("billing")
        expect(listed.out + listed.err).not.toContain(secret)
        expect(decode((yield* sluice("keys", "ls", ...database, "--json")).out)).toMatchObject({
          id,
          role: "operator",
          revoked: null
        })

        expect(yield* sluice("keys", "revoke", "--yes", ...database, id)).toMatchObject({ code: 0 })
        const again = yield* sluice("keys", "revoke", "--yes", ...database, id)
        expect(again.code).toBe(1)
        expect(again.err).toContain("`sluice keys ls` shows those that are")
      })
    ))

  it("rotates a key once: the new one is shown, the old one ends when the overlap is over", () =>
    onDatabase((url) =>
      Effect.gen(function* () {
        const database = ["--database-url", url]
        yield* sluice("migrate", ...database)
        const created = decode(
          (yield* sluice("keys", "create", ...database, "--role", "viewer", "--name", "screen", "--json")).out
        )
        const id = String(created["id"])
        const rotated = yield* sluice("keys", "rotate", ...database, "--overlap", "90m", id)
        expect(rotated.code).toBe(0)
        expect(rotated.out).toMatch(/^sluice_[0-9a-f]{16}_[\w-]{43}$/)
        expect(rotated.err).toContain(`the key that follows ${id}`)
        const [, next = ""] = /^sluice_([0-9a-f]{16})_/.exec(rotated.out) ?? []

        const listed = (yield* sluice("keys", "ls", ...database, "--json")).out.split("\n").map((line) => decode(line))
        expect(listed).toMatchObject([
          { id, replacedBy: next, lastUsed: null },
          { id: next, name: "screen", role: "viewer", expires: null, replacedBy: null }
        ])
        const untilMillis = Date.parse(String(listed[0]?.["expires"])) - Date.parse(String(listed[1]?.["created"]))
        expect(untilMillis).toBe(90 * 60_000)
        const table = (yield* sluice("keys", "ls", ...database)).out
        expect(table).toContain("last used")
        expect(table).toContain(`followed by ${next}`)

        const again = yield* sluice("keys", "rotate", ...database, id)
        expect([again.code, again.err]).toEqual([1, expect.stringContaining("`sluice keys ls`")])
        const odd = yield* sluice("keys", "rotate", ...database, "--overlap", "a while", next)
        expect([odd.code, odd.err]).toEqual([2, expect.stringContaining("24h")])
      })
    ))

  it("what is done to keys at the prompt is in the audit: who, what, to which key, and how it ended", () =>
    onDatabase((url) =>
      Effect.gen(function* () {
        const database = ["--database-url", url]
        yield* sluice("migrate", ...database)
        const { id, key } = decode(
          (yield* sluice("keys", "create", ...database, "--role", "viewer", "--name", "screen", "--json")).out
        )
        yield* sluice("keys", "rotate", ...database, String(id))
        yield* sluice("keys", "revoke", "--yes", ...database, String(id))
        yield* sluice("keys", "revoke", "--yes", ...database, String(id))
        const entries = yield* Effect.flatMap(AuditLog, ({ list }) => list({ limit: 10 })).pipe(
          Effect.provide(KeyRing.layer),
          Effect.provide(DatabaseOption.layer(Redacted.make(url)))
        )
        expect(entries.toReversed().map(({ act, on, outcome, reason }) => [act, on, outcome, reason])).toEqual([
          ["key.issue", id, "done", null],
          ["key.rotate", id, "done", null],
          ["key.revoke", id, "done", null],
          ["key.revoke", id, "refused", "key-unknown"]
        ])
        for (const { actor } of entries) {
          expect(actor).toEqual({
            keyId: null,
            name: expect.stringMatching(/. at the prompt$/),
            role: "admin",
            accountId: null
          })
        }
        expect(JSON.stringify(entries)).not.toContain(String(key))
      })
    ))

  it("says in one line why a database cannot be used, and keeps the password to itself", async () => {
    const { code, err } = await Effect.runPromise(
      sluice("migrate", "--database-url", "postgres://sluice:hunter2@127.0.0.1:1/sluice").pipe(
        Effect.provide(Platform.layer)
      )
    )
    expect(code).toBe(1)
    expect(err).toMatch(/^sluice: cannot use PostgreSQL at 127\.0\.0\.1:1\/sluice: .*ECONNREFUSED/)
    expect(err).not.toContain("hunter2")
  })

  it("refuses a role that does not exist as a mistake of usage", async () => {
    const exit = await Effect.runPromiseExit(
      sluice("keys", "create", "--role", "owner", "--name", "x", "--database-url", "postgres://127.0.0.1/x").pipe(
        Effect.provide(Platform.layer)
      )
    )
    expect(Exit.isSuccess(exit) ? exit.value.code : null).toBe(2)
  })
})
