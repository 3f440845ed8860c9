import { it } from "@effect/vitest"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Secrets } from "@sluice/engine/ports/Secrets"
import { Subscriptions } from "@sluice/engine/ports/Subscriptions"
import { SecretUnreadable, Vault, type Label, type Sealed } from "@sluice/engine/ports/Vault"
import * as Resealing from "@sluice/engine/tokens/Resealing"
import { Effect, Redacted } from "effect"
import { describe, expect } from "vitest"

let nonces = 0

/** A vault whose seal anybody could break: the first key seals, all of them open. */
const vaultOf = (...keyIds: ReadonlyArray<string>): typeof Vault.Service => ({
  seal: (_, secret) =>
    Effect.sync(() => ({
      keyId: keyIds[0] ?? "",
      nonce: Uint8Array.of(nonces++),
      ciphertext: new TextEncoder().encode(Redacted.value(secret))
    })),
  open: (label, { ciphertext, keyId }) =>
    keyIds.includes(keyId)
      ? Effect.succeed(Redacted.make(new TextDecoder().decode(ciphertext)))
      : new SecretUnreadable({ label, keyId, reason: "key-unknown", remedy: "give it back" })
})

const accountOf = (accountId: string) => ({ accountId, field: "access-token" }) as const
const subscriptionId = "01900000-0000-7000-9000-000000000001"
const signing = { subscriptionId, field: "signing-secret" } as const

const seal = (vault: typeof Vault.Service, label: Label, text: string) => vault.seal(label, Redacted.make(text))

const open = (label: Label, sealed: Sealed) =>
  Effect.map(vaultOf("new").open(label, sealed), (secret) => Redacted.value(secret))

/** Two accounts and a subscriber with two secrets, all sealed with the old key but for one. */
const kept = Effect.gen(function* () {
  const secrets = yield* Secrets
  const subscriptions = yield* Subscriptions
  const [old, fresh] = [vaultOf("old"), vaultOf("new")]
  const put = (accountId: string, sealed: Sealed) =>
    secrets.put({ label: accountOf(accountId), sealed, putMillis: 7, putBy: "admin" })
  yield* put("acme", yield* seal(old, accountOf("acme"), "token of acme"))
  yield* put("zenith", yield* seal(fresh, accountOf("zenith"), "token of zenith"))
  const secret = (text: string, untilMillis: number | null) =>
    Effect.map(seal(old, signing, text), (sealed) => ({ sealed, madeMillis: 3, untilMillis }))
  yield* subscriptions.add({
    id: subscriptionId,
    accountId: "acme",
    name: "crm",
    target: { kind: "http", url: "https://hooks.example.com/in" },
    types: ["message.*"],
    secrets: [yield* secret("newest", null), yield* secret("older", 9)],
    standing: { _tag: "Enabled", failingSinceMillis: null },
    createdMillis: 1,
    createdBy: "key"
  })
})

const tags = (outcomes: ReadonlyArray<Resealing.Outcome>) => outcomes.map(({ _tag }) => _tag)

describe("secrets under another key", () => {
  it.effect(
    "SF-04: a look changes nothing; then every secret is sealed with the first key, and says what it said",
    () =>
      Effect.gen(function* () {
        yield* kept
        const secrets = yield* Secrets
        const before = yield* secrets.list
        const reseal = (dryRun: boolean) =>
          Effect.provideService(Resealing.run({ dryRun }), Vault, vaultOf("new", "old"))
        expect(tags(yield* reseal(true))).toEqual(["Due", "Current", "Due", "Due"])
        expect(yield* secrets.list).toEqual(before)
        expect(tags(yield* reseal(false))).toEqual(["Resealed", "Current", "Resealed", "Resealed"])
        expect(tags(yield* reseal(false))).toEqual(["Current", "Current", "Current", "Current"])

        const [acme] = yield* secrets.list
        expect(acme).toMatchObject({ putMillis: 7, putBy: "admin", sealed: { keyId: "new" } })
        const texts = yield* Effect.forEach(yield* secrets.list, ({ label, sealed }) => open(label, sealed))
        expect(texts).toEqual(["token of acme", "token of zenith"])
        const [subscription] = yield* Effect.flatMap(Subscriptions, ({ list }) => list(null))
        expect(subscription?.secrets.map(({ madeMillis, untilMillis }) => [madeMillis, untilMillis])).toEqual([
          [3, null],
          [3, 9]
        ])
        const signed = yield* Effect.forEach(subscription?.secrets ?? [], ({ sealed }) => open(signing, sealed))
        expect(signed).toEqual(["newest", "older"])
      }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("SF-04: what no key opens is told and left as it is, and does not stop the others", () =>
    Effect.gen(function* () {
      yield* kept
      const outcomes = yield* Effect.provideService(Resealing.run({ dryRun: false }), Vault, vaultOf("newest", "new"))
      expect(tags(outcomes)).toEqual(["Unreadable", "Resealed", "Unreadable", "Unreadable"])
      const keys = (yield* Effect.flatMap(Secrets, ({ list }) => list)).map(({ sealed }) => sealed.keyId)
      expect(keys).toEqual(["old", "newest"])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("SF-04: a token that is put while it runs stands: it is not replaced by the one before it", () =>
    Effect.gen(function* () {
      yield* kept
      const secrets = yield* Secrets
      const vault = vaultOf("new", "old")
      const putting: typeof Vault.Service = {
        ...vault,
        seal: (label, secret) =>
          Effect.gen(function* () {
            const sealed = yield* seal(vault, label, "put meanwhile")
            if (label.field === "access-token")
              yield* Effect.ignore(secrets.put({ label, sealed, putMillis: 8, putBy: "server" }))
            return yield* vault.seal(label, secret)
          })
      }
      const outcomes = yield* Effect.provideService(Resealing.run({ dryRun: false }), Vault, putting)
      expect(tags(outcomes).slice(0, 1)).toEqual(["Replaced"])
      const [acme] = yield* secrets.list
      expect(acme?.putBy).toBe("server")
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
