import * as NodeVault from "@sluice/adapter-node/NodeVault"
import * as SecretKeys from "@sluice/adapter-node/SecretKeys"
import * as PgSecrets from "@sluice/adapter-postgres/PgSecrets"
import * as DatabaseOption from "@sluice/cli/database/DatabaseOption"
import * as KeyRing from "@sluice/cli/keys/KeyRing"
import { AuditLog } from "@sluice/engine/ports/AuditLog"
import { Secrets } from "@sluice/engine/ports/Secrets"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Effect, Layer, Redacted } from "effect"
import { describe, expect, it } from "vitest"
import * as commandLine from "../commandLine.ts"
import * as Platform from "../../src/Platform.ts"

const label = { accountId: "acme", field: "access-token" } as const
const token = "EAAG-the-token-of-acme"
const keyOf = (id: string) => `${id}:${Buffer.alloc(32, id).toString("base64")}`
const vault = (...ids: ReadonlyArray<string>) =>
  Effect.map(SecretKeys.parse("test", ids.map(keyOf).join(",")), NodeVault.make)

const secretsOf = (url: string) => PgSecrets.layer.pipe(Layer.provide(DatabaseOption.layer(Redacted.make(url))))

describe("sluice accounts reseal", () => {
  it("SF-04: seals what the old key sealed with the new one, after which the old one can go, and writes it down", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh()
      const sluice = (keys: ReadonlyArray<string>, ...args: ReadonlyArray<string>) =>
        commandLine.run([...args, "--database-url", url], {
          variables: { SLUICE_SECRET_KEYS: keys.map(keyOf).join(",") }
        })
      yield* sluice(["old"], "migrate")
      const sealed = yield* Effect.flatMap(vault("old"), (old) => old.seal(label, Redacted.make(token)))
      yield* Effect.flatMap(Secrets, ({ put }) => put({ label, sealed, putMillis: 1, putBy: "admin" })).pipe(
        Effect.provide(secretsOf(url))
      )

      const looked = yield* sluice(["new", "old"], "accounts", "reseal", "--dry-run")
      expect([looked.code, looked.out]).toEqual([0, expect.stringContaining("would be sealed with new")])
      const unsure = yield* sluice(["new", "old"], "accounts", "reseal")
      expect([unsure.code, unsure.err]).toEqual([
        2,
        expect.stringContaining("1 secret would be sealed with another key")
      ])
      const without = yield* sluice(["new"], "accounts", "reseal", "--yes")
      expect([without.code, without.out]).toEqual([1, expect.stringContaining('is sealed with key "old"')])

      const done = yield* sluice(["new", "old"], "accounts", "reseal", "--yes", "--json")
      expect(JSON.parse(done.out)).toEqual({
        of: "access-token",
        owner: "acme",
        key: "old",
        outcome: "resealed",
        to: "new"
      })
      for (const { err, out } of [looked, unsure, without, done]) expect(`${out}${err}`).not.toContain(token)

      const [secret] = yield* Effect.flatMap(Secrets, ({ list }) => list).pipe(Effect.provide(secretsOf(url)))
      const fresh = yield* vault("new")
      expect(secret && Redacted.value(yield* fresh.open(label, secret.sealed))).toBe(token)
      const entries = yield* Effect.flatMap(AuditLog, ({ list }) => list({ limit: 10 })).pipe(
        Effect.provide(KeyRing.layer),
        Effect.provide(DatabaseOption.layer(Redacted.make(url)))
      )
      expect(entries.map(({ act, outcome }) => [act, outcome])).toEqual([["token.reseal", "done"]])
    }).pipe(Effect.provide(Platform.layer), Effect.scoped, Effect.runPromise))
})
