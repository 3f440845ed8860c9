import { it } from "@effect/vitest"
import * as GroupedAppend from "@sluice/engine/intake/GroupedAppend"
import type { Delivery } from "@sluice/engine/intake/Delivery"
import { Intake } from "@sluice/engine/intake/Intake"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { StoredCallback } from "@sluice/engine/ports/CallbackLog"
import { type Account, Directory } from "@sluice/engine/ports/Directory"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Context, Effect, Layer, Redacted, TestClock } from "effect"
import * as fc from "fast-check"
import { createHmac } from "node:crypto"
import { describe, expect } from "vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as testDirectory from "../testDirectory.ts"

const bytes = (text: string) => new TextEncoder().encode(text)

const sign = (body: Uint8Array, secret = "acme secret") =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`

const callback = (id = "waba") =>
  bytes(
    JSON.stringify({
      object: "whatsapp_business_account",
      entry: [{ id, changes: [{ field: "messages", value: {} }] }]
    })
  )

const delivery = (
  body: Uint8Array,
  signature: string | undefined = sign(body),
  accountId = "acme",
  provider: Delivery["provider"] = "cloud-api"
): Delivery => ({
  provider,
  accountId,
  method: "POST",
  url: `https://hooks.example/callbacks/${provider}/${accountId}`,
  headers: { "content-type": "application/json", "x-hub-signature-256": signature },
  body
})

const unsigned = (body: Uint8Array): Delivery => ({ ...delivery(body), headers: {} })

const intakeOver = <E>(store: Layer.Layer<CallbackLog, E>, options = GroupedAppend.defaults) =>
  Intake.layer(options).pipe(
    Layer.provide(TestCrypto.layer),
    Layer.provide(MemoryBlobStore.layer),
    Layer.provide(testDirectory.layer),
    Layer.provideMerge(store)
  )

const live = intakeOver(MemoryStore.layer)

const counts = Effect.flatMap(CallbackLog, (log) => log.counts)

/** What processing would be handed. */
const pending = Effect.gen(function* () {
  const log = yield* CallbackLog
  const found: Array<StoredCallback> = []
  yield* log.consume(1_000, (callbacks) => {
    found.push(...callbacks)
    return Effect.succeed(callbacks.map(({ id }) => ({ id, verdict: "processed" as const, report: {} })))
  })
  return found
})

describe("callback intake", () => {
  it.effect("WH-02, WH-03: a signed callback is on record as it came, with the time it came", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000)
      const intake = yield* Intake
      const body = callback()
      expect(yield* intake.take(delivery(body))).toMatchObject({ _tag: "Stored", updates: 1 })
      const [stored] = yield* pending
      expect(stored).toMatchObject({
        accountId: "acme",
        provider: "cloud-api",
        receivedMillis: 1_700_000_000_000,
        verdict: "pending"
      })
      expect([...(stored?.body ?? [])]).toEqual([...body])
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-02: the older of two secrets still counts; another account's never does", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      const body = callback()
      expect((yield* intake.take(delivery(body, sign(body, "acme old secret"))))._tag).toBe("Stored")
      expect((yield* intake.take(delivery(body, sign(body, "zenith secret"))))._tag).toBe("BadSignature")
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-02: one changed bit anywhere in the body is a bad signature", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      const body = callback()
      const places = fc.sample(fc.tuple(fc.nat(body.length - 1), fc.nat(7)), 50)
      for (const [at, bit] of places) {
        const changed = body.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte))
        expect((yield* intake.take(delivery(changed, sign(body))))._tag).toBe("BadSignature")
      }
      expect(yield* pending).toEqual([])
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-03: the same bytes to the same account are a duplicate, to another account they are not", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      const body = callback()
      expect((yield* intake.take(delivery(body)))._tag).toBe("Stored")
      expect((yield* intake.take(delivery(body)))._tag).toBe("Duplicate")
      expect((yield* intake.take(delivery(body, sign(body, "zenith secret"), "zenith")))._tag).toBe("Stored")
      expect(yield* counts).toEqual({ pending: 2 })
    }).pipe(Effect.provide(live))
  )

  it.effect("GD-03: a bad signature is recorded once for the same bytes, and no more than 16 KB of them", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      const large = new Uint8Array(100_000)
      const missing = unsigned(large)
      expect(yield* intake.take(missing)).toMatchObject({ _tag: "BadSignature", reason: "missing" })
      expect(yield* intake.take(missing)).toMatchObject({ _tag: "BadSignature", reason: "missing" })
      expect(yield* intake.take(delivery(callback(), "sha1=ab"))).toMatchObject({ reason: "malformed" })
      expect(yield* intake.take(delivery(callback("b"), sign(large)))).toMatchObject({ reason: "mismatch" })
      expect(yield* counts).toEqual({ "bad-signature": 3 })
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-03: a callback that came unsigned first is no duplicate when it comes signed", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      const body = callback()
      expect((yield* intake.take(unsigned(body)))._tag).toBe("BadSignature")
      expect((yield* intake.take(delivery(body)))._tag).toBe("Stored")
    }).pipe(Effect.provide(live))
  )

  it.effect("GD-02: what is signed and no callback is malformed, on record, and told where", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      const take = (body: Uint8Array) => intake.take(delivery(body))
      expect(yield* take(bytes(""))).toMatchObject({ _tag: "Malformed", message: "must be JSON" })
      expect(yield* take(Uint8Array.from([0x22, 0xff, 0x22]))).toMatchObject({
        _tag: "Malformed",
        message: "must be text in UTF-8"
      })
      expect(yield* take(bytes('{"object":"page"}'))).toMatchObject({ _tag: "Malformed", path: "object" })
      expect(yield* take(bytes('{"object":"whatsapp_business_account","entry":[{}]}'))).toMatchObject({
        path: "entry[0].changes"
      })
      expect(yield* counts).toEqual({ malformed: 4 })
      expect(yield* pending).toEqual([])
    }).pipe(Effect.provide(live))
  )

  it.effect(
    "GD-02: five malformed in a row pause the intake for 30 s; what comes meanwhile is not stored, and comes again",
    () =>
      Effect.gen(function* () {
        const intake = yield* Intake
        yield* TestClock.setTime(1_700_000_000_000)
        for (let n = 0; n < 4; n++) yield* intake.take(delivery(bytes(`[${n}]`)))
        expect((yield* intake.take(delivery(callback("good"))))._tag).toBe("Stored")
        for (let n = 4; n < 9; n++) expect((yield* intake.take(delivery(bytes(`[${n}]`))))._tag).toBe("Malformed")
        expect(yield* intake.take(delivery(callback("a")))).toEqual({ _tag: "Paused", retryAfterSeconds: 30 })
        yield* TestClock.adjust("29 seconds")
        expect(yield* intake.take(delivery(callback("a")))).toEqual({ _tag: "Paused", retryAfterSeconds: 1 })
        yield* TestClock.adjust("1 second")
        expect((yield* intake.take(delivery(callback("a"))))._tag).toBe("Stored")
        expect(yield* counts).toEqual({ malformed: 9, pending: 2 })
      }).pipe(Effect.provide(live))
  )

  it.effect("GD-03: a flood of bad signatures is counted to the last, and a sample of it is kept", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      yield* TestClock.setTime(1_700_000_000_000)
      for (let n = 0; n < 1_000; n++) {
        expect((yield* intake.take(unsigned(bytes(`{"n":${n}}`))))._tag).toBe("BadSignature")
      }
      expect(yield* counts).toEqual({ "bad-signature": 100 })
      expect(intake.refusals.take()).toMatchObject([
        { accountId: "acme", tallies: [{ door: "cloud-api", reason: "missing", count: 1_000 }] }
      ])
      yield* TestClock.adjust("10 minutes")
      for (let n = 0; n < 100; n++) yield* intake.take(unsigned(bytes(`{"later":${n}}`)))
      expect(yield* counts).toEqual({ "bad-signature": 110 })
    }).pipe(Effect.provide(live))
  )

  it.effect("a secret that is replaced in the directory counts within a second, while callbacks come", () => {
    let secrets = ["first"]
    const account = (): Account => ({
      id: "acme",
      provider: "cloud-api",
      baseUrls: ["https://graph.example"],
      version: "v25.0",
      accessToken: Redacted.make("token"),
      appSecrets: secrets.map((secret) => Redacted.make(secret)),
      verifyToken: Redacted.make("verify")
    })
    const changing = Layer.effect(
      Directory,
      Effect.map(Directory, (directory) => ({ ...directory, account: () => Effect.sync(account) }))
    ).pipe(Layer.provide(testDirectory.layer))
    const layer = Intake.layer().pipe(
      Layer.provide([MemoryBlobStore.layer, TestCrypto.layer]),
      Layer.provide(changing),
      Layer.provideMerge(MemoryStore.layer)
    )
    return Effect.gen(function* () {
      const intake = yield* Intake
      const [a, b] = [callback("a"), callback("b")]
      expect((yield* intake.take(delivery(a, sign(a, "first"))))._tag).toBe("Stored")
      secrets = ["second"]
      yield* TestClock.adjust("1 second")
      expect((yield* intake.take(delivery(b, sign(b, "first"))))._tag).toBe("BadSignature")
      expect((yield* intake.take(delivery(b, sign(b, "second"))))._tag).toBe("Stored")
    }).pipe(Effect.provide(layer))
  })

  it.effect("an account that is not configured is told by type", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      const unknown = yield* Effect.flip(intake.take(delivery(callback(), undefined, "nobody")))
      expect(unknown).toMatchObject({ _tag: "AccountUnknown", accountId: "nobody" })
    }).pipe(Effect.provide(live))
  )

  it.effect("WH-03: a log that is away, or full, acknowledges nothing", () => {
    const away = Layer.map(MemoryStore.layer, (store) => {
      const log = Context.get(store, CallbackLog)
      return Context.add(store, CallbackLog, {
        ...log,
        append: () => Effect.fail(new StoreUnavailable({ operation: "CallbackLog.append", cause: "away" }))
      })
    })
    const tried = Effect.flatMap(Intake, (intake) => intake.take(delivery(callback())))
    return Effect.gen(function* () {
      expect((yield* Effect.provide(tried, intakeOver(away)))._tag).toBe("Unavailable")
      const full = intakeOver(MemoryStore.layer, { ...GroupedAppend.defaults, waitingBytesMax: 10 })
      expect((yield* Effect.provide(tried, full))._tag).toBe("Unavailable")
    })
  })

  it.effect("WH-08: a thousand at once are all stored, each once", () =>
    Effect.gen(function* () {
      const intake = yield* Intake
      const deliveries = Array.from({ length: 1_000 }, (_, index) => delivery(callback(`waba-${index % 900}`)))
      const outcomes = yield* Effect.forEach(deliveries, intake.take, { concurrency: "unbounded" })
      expect(outcomes.filter(({ _tag }) => _tag === "Stored").length).toBe(900)
      expect(outcomes.filter(({ _tag }) => _tag === "Duplicate").length).toBe(100)
      expect(yield* counts).toEqual({ pending: 900 })
    }).pipe(Effect.provide(live))
  )
})
