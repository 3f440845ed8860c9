import { it } from "@effect/vitest"
import type { Word } from "@sluice/core/access/TokenStanding"
import type { Hold } from "@sluice/core/throttle/Hold"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import * as LiveDirectory from "@sluice/engine/directory/LiveDirectory"
import { Holds } from "@sluice/engine/ports/Holds"
import { TokenInspector } from "@sluice/engine/ports/TokenInspector"
import { Vault } from "@sluice/engine/ports/Vault"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Tokens } from "@sluice/engine/tokens/Tokens"
import * as TokenWatch from "@sluice/engine/tokens/TokenWatch"
import { Clock, Effect, Layer, Logger, Redacted, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"

const account = (id: string, senderId: string, number: string, accessToken: string | null = `${id}-token`) => ({
  id,
  provider: "cloud-api",
  policy: "cloud-api",
  baseUrls: ["https://graph.example"],
  version: "v25.0",
  ...(accessToken === null ? {} : { accessToken }),
  appSecrets: [`${id}-secret`],
  verifyToken: `${id}-verify`,
  businesses: [
    {
      id: `${id}-business`,
      timeZone: "Asia/Taipei",
      senders: [{ id: senderId, phoneNumberId: number.slice(1), number }]
    }
  ]
})

const directoryOf = (...accounts: ReadonlyArray<ReturnType<typeof account>>) =>
  DirectoryLayer.layer({ accounts }, () => Effect.dieMessage("every secret is inline"))

const directory = directoryOf(
  account("acme", "acme-tw", "+886912345678"),
  account("zenith", "zenith-de", "+4915112345678")
)

/** Keeps secrets as they are: how they are sealed is another test's. */
const vault = Layer.succeed(Vault, {
  seal: (_, secret) =>
    Effect.succeed({
      keyId: "k1",
      nonce: new Uint8Array(12),
      ciphertext: new TextEncoder().encode(Redacted.value(secret))
    }),
  open: (_, { ciphertext }) => Effect.succeed(Redacted.make(new TextDecoder().decode(ciphertext)))
})

const good: Word = {
  _tag: "Described",
  isValid: true,
  expiresMillis: null,
  scopes: ["whatsapp_business_messaging", "whatsapp_business_management"]
}
const dead: Word = { _tag: "Refused", code: 190, subcode: null }

/** A platform that says of each token what the test tells it to; `asked` are the accounts it was asked about. */
const make = (accounts = directory) => {
  const words = new Map<string, Word>()
  const denied = new Set<string>()
  const asked: Array<string> = []
  const logged: Array<string> = []
  const inspector = Layer.succeed(TokenInspector, {
    inspect: (account, senders, token) =>
      Effect.sync(() => {
        asked.push(account.id)
        const word = words.get(Redacted.value(token)) ?? good
        return {
          word,
          reaches: senders.map(({ id }) => ({ senderId: id, reach: denied.has(id) ? "denied" : "readable" }))
        }
      })
  })
  const log = Logger.replace(
    Logger.defaultLogger,
    Logger.map(Logger.logfmtLogger, (line) => void logged.push(line))
  )
  const layer = Tokens.layer.pipe(
    Layer.provideMerge(LiveDirectory.layer({ pollMillis: 600_000 })),
    Layer.provideMerge(Layer.mergeAll(MemoryStore.layer, accounts, TestCrypto.layer, inspector, vault)),
    Layer.provideMerge(log)
  )
  return { words, denied, asked, logged, layer }
}

/** Looks rarely, since each look of an hour costs the test. */
const options: TokenWatch.Options = { pollMillis: 30_000, settledMillis: 1_500, answerMillis: 4_000 }

const watchingEvery = (pollMillis: number) =>
  Effect.zipRight(Effect.forkScoped(TokenWatch.run({ ...options, pollMillis })), TestClock.adjust("1 second"))
const watching = watchingEvery(options.pollMillis)

/** As a lane does whose send was refused for its token. */
const refused = (change: Partial<Hold> = {}) =>
  Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    yield* (yield* Holds).place({
      scope: "token",
      key: "acme",
      level: "fix",
      number: nowMillis,
      sinceMillis: nowMillis,
      untilMillis: null,
      needsReview: true,
      reason: "Access token has expired",
      reviewFromMillis: null,
      ...change
    })
  })

const held = Effect.gen(function* () {
  const active = yield* (yield* Holds).active(yield* Clock.currentTimeMillis)
  return active.map(({ hold }) => `${hold.scope} ${hold.key}`)
})

const put = (token: string) => Effect.flatMap(Tokens, (tokens) => tokens.put("acme", Redacted.make(token), "test"))

describe("TokenWatch", () => {
  it.scoped("SF-04: every token is asked about at the start, and then every few hours", () => {
    const world = make()
    return Effect.gen(function* () {
      yield* watchingEvery(600_000)
      expect(world.asked.toSorted()).toEqual(["acme", "zenith"])
      yield* TestClock.adjust("5 hours")
      expect(world.asked).toHaveLength(2)
      yield* TestClock.adjust("70 minutes")
      expect(world.asked).toHaveLength(4)
      expect(yield* held).toEqual([])
    }).pipe(Effect.provide(world.layer))
  })

  it.scoped("SF-04: a dead token holds its own account alone, once, and is told of", () => {
    const world = make()
    world.words.set("acme-token", dead)
    return Effect.gen(function* () {
      yield* watching
      yield* TestClock.adjust("1 hour")
      expect(yield* held).toEqual(["token acme"])
      expect(world.logged.join("\n")).toContain("token-dead")
      expect(world.logged.join("\n")).not.toContain("zenith")
    }).pipe(Effect.provide(world.layer))
  })

  it.scoped(
    "SF-04: a good token that is put in place ends the holds of the one before it, those that come late among them",
    () => {
      const world = make()
      world.words.set("acme-token", dead)
      return Effect.gen(function* () {
        yield* watching
        yield* refused()
        yield* refused({ scope: "app", reason: "Permission Denied" })
        expect((yield* held).length).toBeGreaterThanOrEqual(2)
        yield* put("another-token")
        // The old token was still under way.
        yield* TestClock.adjust("1 second")
        yield* refused()
        yield* TestClock.adjust("31 seconds")
        expect(yield* held).toEqual([])
        expect(world.logged.join("\n")).toContain("account acme goes on")
      }).pipe(Effect.provide(world.layer))
    }
  )

  it.scoped("SF-04: an account without a token in its file waits for the one that is put into the database", () => {
    const world = make(directoryOf(account("acme", "acme-tw", "+886912345678", null)))
    return Effect.gen(function* () {
      yield* watching
      yield* TestClock.adjust("1 second")
      expect(yield* held).toEqual(["token acme"])
      expect(world.asked).toEqual([])
      yield* put("first-token")
      yield* TestClock.adjust("31 seconds")
      expect(yield* held).toEqual([])
    }).pipe(Effect.provide(world.layer))
  })

  it.scoped("SF-04: other holds are none of its business", () => {
    const world = make()
    return Effect.gen(function* () {
      yield* refused({ scope: "business", key: "acme-business", reason: "Account has been locked" })
      yield* refused({ scope: "account", level: "severe", needsReview: false, untilMillis: 1e12 })
      yield* refused({ scope: "sender", key: "acme-tw", reason: "Account not registered" })
      yield* watching
      yield* put("another-token")
      yield* TestClock.adjust("1 hour")
      expect((yield* held).toSorted()).toEqual(["account acme", "business acme-business", "sender acme-tw"])
    }).pipe(Effect.provide(world.layer))
  })

  it.scoped(
    "SF-04: where sends are refused for a token that the platform calls valid, one is tried now and then, not all the time",
    () => {
      const world = make()
      return Effect.gen(function* () {
        yield* watching
        yield* TestClock.adjust("1 minute")
        let refusals = 0
        for (let minute = 0; minute < 60; minute++) {
          if ((yield* held).length === 0) {
            yield* refused()
            refusals++
          }
          yield* TestClock.adjust("1 minute")
        }
        expect(refusals).toBeGreaterThanOrEqual(8)
        expect(refusals).toBeLessThanOrEqual(12)
      }).pipe(Effect.provide(world.layer))
    }
  )

  it.scoped("SF-04: a token that comes to life by itself ends its hold", () => {
    const world = make()
    world.words.set("acme-token", dead)
    return Effect.gen(function* () {
      yield* watching
      yield* TestClock.adjust("20 minutes")
      expect(yield* held).toEqual(["token acme"])
      world.words.delete("acme-token")
      yield* TestClock.adjust("11 minutes")
      expect(yield* held).toEqual([])
    }).pipe(Effect.provide(world.layer))
  })

  it.scoped("SF-04: a number out of reach stops that number, until the token reaches it", () => {
    const world = make()
    world.denied.add("acme-tw")
    world.denied.add("zenith-de")
    return Effect.gen(function* () {
      yield* watching
      // Each account has one number: none is reached, so the account stops.
      expect((yield* held).toSorted()).toEqual(["token acme", "token zenith"])
      world.denied.clear()
      yield* TestClock.adjust("11 minutes")
      expect(yield* held).toEqual([])
    }).pipe(Effect.provide(world.layer))
  })

  it.scoped("SF-04: a token that ends within days is told of before it does, and goes on", () => {
    const world = make()
    return Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      world.words.set("acme-token", { ...good, expiresMillis: nowMillis + 2 * 86_400_000 })
      yield* watching
      const told = world.logged.filter((line) => line.includes("token-expiring"))
      expect(told).toHaveLength(1)
      expect(told[0]).toContain("ends in 48 h")
      expect(yield* held).toEqual([])
      // And stops when it has ended.
      world.words.set("acme-token", { _tag: "Refused", code: 190, subcode: 463 })
      yield* TestClock.adjust("7 hours")
      expect(yield* held).toEqual(["token acme"])
    }).pipe(Effect.provide(world.layer))
  })

  it.scoped("SF-04: where nobody can be asked nothing stops, and a token that is put is taken", () => {
    const world = make()
    const nobody: Word = { _tag: "Unreachable", detail: "ECONNREFUSED" }
    world.words.set("acme-token", nobody)
    world.words.set("another-token", nobody)
    return Effect.gen(function* () {
      yield* watching
      expect(yield* held).toEqual([])
      yield* refused()
      const token = yield* put("another-token")
      expect(token.report?.standing.state).toBe("unknown")
      yield* TestClock.adjust("31 seconds")
      expect(yield* held).toEqual([])
    }).pipe(Effect.provide(world.layer))
  })

  it.scoped("SF-04: a token that would stop the account is refused, and nothing is replaced", () => {
    const world = make()
    world.words.set("a-dead-token", dead)
    return Effect.gen(function* () {
      const tokens = yield* Tokens
      const before = yield* tokens.find("acme")
      for (const [token, state] of [
        ["a-dead-token", "refused"],
        ["Bearer a-token", "malformed"],
        ["", "malformed"]
      ] as const) {
        const error = yield* Effect.flip(put(token))
        expect(error).toMatchObject({ _tag: "TokenRefused", state })
        if (token !== "") expect(error.message).not.toContain(token)
      }
      expect(yield* tokens.find("acme")).toEqual(before)
      expect(world.asked).toEqual(["acme"])
    }).pipe(Effect.provide(world.layer))
  })

  it.scoped("SF-04: no token is in anything that was logged", () => {
    const world = make()
    world.words.set("acme-token", dead)
    return Effect.gen(function* () {
      yield* watching
      yield* put("another-token")
      yield* TestClock.adjust("1 hour")
      const text = world.logged.join("\n")
      expect(text.length).toBeGreaterThan(0)
      for (const secret of ["acme-token", "another-token", "zenith-token", "acme-secret"])
        expect(text).not.toContain(secret)
    }).pipe(Effect.provide(world.layer))
  })
})
