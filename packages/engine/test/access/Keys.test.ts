import { it } from "@effect/vitest"
import * as ApiKeyToken from "@sluice/engine/access/ApiKeyToken"
import * as Caller from "@sluice/engine/access/Caller"
import { Keys } from "@sluice/engine/access/Keys"
import { type ApiKey, ApiKeys } from "@sluice/engine/ports/ApiKeys"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Effect, Layer, Option, Redacted, TestClock } from "effect"
import * as fc from "fast-check"
import { describe, expect } from "vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"

/** Keys in memory that count how often they are read, and that can be away. */
const store = () => {
  const keys = new Map<string, ApiKey>()
  const seen = { reads: 0, writes: 0, away: false }
  const layer = Layer.succeed(ApiKeys, {
    add: (key) => Effect.sync(() => void keys.set(key.id, key)),
    find: (id) =>
      Effect.suspend(() => {
        seen.reads += 1
        return seen.away
          ? Effect.fail(new StoreUnavailable({ operation: "ApiKeys.find", cause: "away" }))
          : Effect.succeed(Option.fromNullable(keys.get(id)))
      }),
    list: Effect.sync(() => [...keys.values()]),
    revoke: (id, nowMillis) =>
      Effect.sync(() => {
        const key = keys.get(id)
        if (key === undefined || key.revokedMillis !== null) return false
        keys.set(id, { ...key, revokedMillis: nowMillis })
        return true
      }),
    rotate: (id, next, untilMillis) =>
      Effect.sync(() => {
        const key = keys.get(id)
        if (key === undefined) return false
        keys.set(next.id, next)
        keys.set(id, { ...key, replacedBy: next.id, expiresMillis: untilMillis })
        return true
      }),
    used: (id, nowMillis) =>
      Effect.suspend(() => {
        seen.writes += 1
        const key = keys.get(id)
        if (seen.away) return Effect.fail(new StoreUnavailable({ operation: "ApiKeys.used", cause: "away" }))
        if (key !== undefined) keys.set(id, { ...key, lastUsedMillis: nowMillis })
        return Effect.void
      })
  })
  return { layer: Keys.layer().pipe(Layer.provideMerge(layer), Layer.provide(TestCrypto.layer)), keys, seen }
}

const operator = { name: "shop", role: "operator", accountId: "acme", expiresMillis: null } as const

describe("API keys", () => {
  it.effect("a fresh key opens as the caller that it was issued for", () => {
    const { layer } = store()
    return Effect.gen(function* () {
      const keys = yield* Keys
      const { key, token } = yield* keys.issue(operator)
      const caller = yield* keys.authenticate(Redacted.value(token))
      expect(caller).toEqual({ keyId: key.id, name: "shop", role: "operator", accountId: "acme" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("TM-06: the secret is nowhere in what is kept", () => {
    const { layer, keys: kept } = store()
    return Effect.gen(function* () {
      const keys = yield* Keys
      const { token } = yield* keys.issue(operator)
      const secret = Redacted.value(token).split("_").slice(2).join("_")
      expect(
        JSON.stringify([...kept.values()].map((key) => ({ ...key, secretHash: [...key.secretHash] })))
      ).not.toContain(secret)
      expect([...kept.values()].map((key) => key.secretHash.length)).toEqual([32])
    }).pipe(Effect.provide(layer))
  })

  it.effect("TM-06: a wrong secret and an unknown id are refused in the same words", () => {
    const { layer } = store()
    return Effect.gen(function* () {
      const keys = yield* Keys
      const { key } = yield* keys.issue(operator)
      const secret = new Uint8Array(32).fill(7)
      const wrong = yield* Effect.flip(keys.authenticate(ApiKeyToken.print({ id: key.id, secret })))
      const unknown = yield* Effect.flip(keys.authenticate(ApiKeyToken.print({ id: "0123456789abcdef", secret })))
      expect(wrong).toEqual(unknown)
      expect(wrong).toMatchObject({ _tag: "KeyRefused", reason: "unknown" })
    }).pipe(Effect.provide(layer))
  })

  it.effect("an expired key is refused from its last millisecond on", () => {
    const { layer } = store()
    return Effect.gen(function* () {
      const keys = yield* Keys
      const { token } = yield* keys.issue({ ...operator, expiresMillis: 10_000 })
      yield* TestClock.adjust(9_999)
      expect((yield* keys.authenticate(Redacted.value(token))).name).toBe("shop")
      yield* TestClock.adjust(1)
      const refused = yield* Effect.flip(keys.authenticate(Redacted.value(token)))
      expect(refused).toMatchObject({ reason: "expired" })
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "TM-07: a revocation counts at once where it is made, and elsewhere after five seconds at the latest",
    () => {
      const { layer, keys: kept } = store()
      return Effect.gen(function* () {
        const keys = yield* Keys
        const here = yield* keys.issue(operator)
        const elsewhere = yield* keys.issue(operator)
        yield* keys.authenticate(Redacted.value(here.token))
        yield* keys.authenticate(Redacted.value(elsewhere.token))

        expect(yield* keys.revoke(here.key.id)).toBe(true)
        expect(yield* keys.revoke(here.key.id)).toBe(false)
        expect(yield* Effect.flip(keys.authenticate(Redacted.value(here.token)))).toMatchObject({ reason: "revoked" })

        kept.set(elsewhere.key.id, { ...elsewhere.key, revokedMillis: 1 })
        yield* TestClock.adjust(5_001)
        expect(yield* Effect.flip(keys.authenticate(Redacted.value(elsewhere.token)))).toMatchObject({
          reason: "revoked"
        })
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("the store is asked once in five seconds for one key, however often it is presented", () => {
    const { layer, seen } = store()
    return Effect.gen(function* () {
      const keys = yield* Keys
      const { token } = yield* keys.issue(operator)
      yield* Effect.replicateEffect(keys.authenticate(Redacted.value(token)), 100)
      expect(seen.reads).toBe(1)
      yield* TestClock.adjust(5_001)
      yield* keys.authenticate(Redacted.value(token))
      expect(seen.reads).toBe(2)
    }).pipe(Effect.provide(layer))
  })

  it.effect("a store that was away is asked again by the next request", () => {
    const { layer, seen } = store()
    return Effect.gen(function* () {
      const keys = yield* Keys
      const { token } = yield* keys.issue(operator)
      seen.away = true
      expect(yield* Effect.flip(keys.authenticate(Redacted.value(token)))).toMatchObject({ _tag: "StoreUnavailable" })
      seen.away = false
      expect((yield* keys.authenticate(Redacted.value(token))).name).toBe("shop")
    }).pipe(Effect.provide(layer))
  })

  it.effect("what is not of a key's form is refused without asking the store", () => {
    const { layer, seen } = store()
    return Effect.gen(function* () {
      const keys = yield* Keys
      for (const text of [
        "",
        "sluice_",
        "Bearer x",
        "sluice_0123456789abcdef_short",
        "sluice_0123456789ABCDEF_" + "A".repeat(43)
      ]) {
        expect(yield* Effect.flip(keys.authenticate(text))).toMatchObject({ reason: "malformed" })
      }
      expect(seen.reads).toBe(0)
    }).pipe(Effect.provide(layer))
  })
})

describe("the text of a key", () => {
  it("reads back as it was printed, and in one spelling only", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (id, secret) => {
          const text = ApiKeyToken.print({ id: ApiKeyToken.idOf(id), secret })
          const read = Option.getOrThrow(ApiKeyToken.parse(text))
          expect([...read.secret]).toEqual([...secret])
          expect(read.id).toBe(ApiKeyToken.idOf(id))
          const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          const spellings = [...alphabet].filter((last) => Option.isSome(ApiKeyToken.parse(text.slice(0, -1) + last)))
          expect(spellings.length).toBe(16)
        }
      )
    )
  })
})

describe("what a caller may do", () => {
  it("each role covers itself and the ones below it, and nothing above", () => {
    const caller = (role: "viewer" | "operator" | "admin") => ({ ...Caller.nobody, role })
    expect(Caller.covers(caller("viewer"), "viewer")).toBe(true)
    expect(Caller.covers(caller("viewer"), "operator")).toBe(false)
    expect(Caller.covers(caller("operator"), "viewer")).toBe(true)
    expect(Caller.covers(caller("operator"), "admin")).toBe(false)
    expect(Caller.covers(caller("admin"), "operator")).toBe(true)
  })

  it("a key of one account reaches that account alone; one of all accounts, each; nobody, none", () => {
    expect(Caller.mayUse({ ...Caller.nobody, accountId: "acme" }, "acme")).toBe(true)
    expect(Caller.mayUse({ ...Caller.nobody, accountId: "acme" }, "other")).toBe(false)
    expect(Caller.mayUse({ ...Caller.nobody, accountId: null }, "other")).toBe(true)
    expect(Caller.mayUse(Caller.nobody, "acme")).toBe(false)
  })

  it.effect(
    "a key that is rotated opens until the overlap is over; the one that follows is of the same kind, and lives as long",
    () => {
      const { keys: kept, layer } = store()
      return Effect.gen(function* () {
        const keys = yield* Keys
        yield* TestClock.setTime(1_000)
        const old = yield* keys.issue({ ...operator, expiresMillis: 101_000 })
        yield* TestClock.setTime(51_000)
        const next = yield* keys.rotate(old.key.id, 20_000)
        if (next === null) return expect.fail("it was not rotated")
        expect(next.key).toMatchObject({ name: "shop", role: "operator", accountId: "acme", expiresMillis: 151_000 })
        expect(Redacted.value(next.token)).not.toBe(Redacted.value(old.token))
        expect(kept.get(old.key.id)?.replacedBy).toBe(next.key.id)
        yield* keys.authenticate(Redacted.value(old.token))
        yield* TestClock.setTime(71_000)
        expect(yield* Effect.flip(keys.authenticate(Redacted.value(old.token)))).toMatchObject({ reason: "expired" })
        expect((yield* keys.authenticate(Redacted.value(next.token))).keyId).toBe(next.key.id)
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("there is nothing that follows a key that is not there", () =>
    Effect.gen(function* () {
      const keys = yield* Keys
      expect(yield* keys.rotate("0123456789abcdef", 1_000)).toBeNull()
    }).pipe(Effect.provide(store().layer))
  )

  it.effect("that a key is used is written down, once a minute at most; a wrong secret is no use of it", () => {
    const { keys: kept, layer, seen } = store()
    return Effect.gen(function* () {
      const keys = yield* Keys
      const { key, token } = yield* keys.issue(operator)
      const secret = new Uint8Array(32).fill(7)
      yield* Effect.flip(keys.authenticate(ApiKeyToken.print({ id: key.id, secret })))
      expect(seen.writes).toBe(0)
      for (let second = 0; second < 150; second += 10) {
        yield* TestClock.setTime(second * 1_000)
        yield* keys.authenticate(Redacted.value(token))
      }
      expect(seen.writes).toBe(3)
      expect(kept.get(key.id)?.lastUsedMillis).toBe(120_000)
    }).pipe(Effect.provide(layer))
  })

  it.effect("a key opens also where its use cannot be written down", () => {
    const { layer, seen } = store()
    return Effect.gen(function* () {
      const keys = yield* Keys
      const { token } = yield* keys.issue(operator)
      yield* keys.authenticate(Redacted.value(token))
      seen.away = true
      yield* TestClock.setTime(60_000)
      // What was read a moment ago is still believed; the write alone fails.
      yield* Effect.ignore(keys.authenticate(Redacted.value(token)))
      seen.away = false
      expect((yield* keys.authenticate(Redacted.value(token))).name).toBe("shop")
    }).pipe(Effect.provide(layer))
  })
})
