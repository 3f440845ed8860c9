import { it } from "@effect/vitest"
import * as CloudApiInspector from "@sluice/adapter-cloud-api/CloudApiInspector"
import * as CloudApiDialect from "@sluice/adapter-cloud-api/CloudApiDialect"
import * as HttpWire from "@sluice/adapter-http/HttpWire"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as NodeVault from "@sluice/adapter-node/NodeVault"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import * as LiveDirectory from "@sluice/engine/directory/LiveDirectory"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { Endpoints } from "@sluice/engine/endpoints/Endpoints"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Holds } from "@sluice/engine/ports/Holds"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { NewMessage } from "@sluice/engine/ports/Outbox"
import { Secrets } from "@sluice/engine/ports/Secrets"
import { TokenReports } from "@sluice/engine/ports/TokenReports"
import { Vault } from "@sluice/engine/ports/Vault"
import { Tokens } from "@sluice/engine/tokens/Tokens"
import * as TokenWatch from "@sluice/engine/tokens/TokenWatch"
import * as Speaking from "@sluice/engine/providers/Speaking"
import * as Simulator from "@sluice/simulator/Simulator"
import { Array, Clock, Effect, Layer, Logger, LogLevel, Redacted, Schedule } from "effect"
import { describe, expect } from "vitest"

/** Two businesses at one platform, each with an app, a number and a token of its own. */
const names = ["acme", "zenith"] as const
type Name = (typeof names)[number]
const place = (name: Name): string => String(names.indexOf(name) + 1)
const tokenOf = (name: Name, nth: number): string => `EAAG${name}Secret${nth}`.padEnd(150, "x")

const world: NonNullable<Parameters<typeof Simulator.layer>[0]>["world"] = {
  apps: Array.map(names, (name) => ({ appId: `70${place(name)}`, appSecret: "s", verifyToken: "v", accountId: name })),
  businesses: Array.map(names, (name) => ({ businessId: `50${place(name)}`, accountId: name })),
  senders: Array.map(names, (name) => ({
    phoneNumberId: `10${place(name)}`,
    displayPhoneNumber: `+1 202 555 010${place(name)}`,
    callingCode: "1",
    wabaId: `30${place(name)}`,
    businessId: `50${place(name)}`
  })),
  tokens: Array.map(names, (name) => ({ value: tokenOf(name, 1), appId: `70${place(name)}` }))
}

const accounts = (url: string) => ({
  accounts: names.map((name) => ({
    id: name,
    provider: "cloud-api",
    policy: "cloud-api",
    // A machine that is busy with other tests is no silent platform.
    policyOverrides: { certainty: { answerMillisMax: 20_000 } },
    baseUrls: [url],
    version: "v25.0",
    accessToken: tokenOf(name, 1),
    appSecrets: ["app-secret-value"],
    verifyToken: "verify-token-value",
    businesses: [
      {
        id: `${name}-business`,
        timeZone: "UTC",
        senders: [{ id: `${name}-1`, phoneNumberId: `10${place(name)}`, number: `+1202555010${place(name)}` }]
      }
    ]
  }))
})

const message = (name: Name, n: number): NewMessage => ({
  id: `01900000-0000-7000-80${place(name).padStart(2, "0")}-${String(n).padStart(12, "0")}`,
  accountId: name,
  senderId: `${name}-1`,
  recipient: `+120256${place(name)}${String(n).padStart(4, "0")}`,
  content: { type: "text", text: { body: `message ${n}` } },
  replyTo: null,
  kind: "text",
  units: 1,
  priority: 100,
  dueMillis: 0,
  acceptedMillis: 0,
  idempotencyKey: null,
  requestDigest: `digest ${name} ${n}`
})

const enqueue = (name: Name, from: number, count: number) =>
  Effect.flatMap(Outbox, (outbox) => outbox.enqueue(Array.makeBy(count, (index) => message(name, from + index))))

/** How many messages of an account are in which state. */
const states = (name: Name) =>
  Effect.gen(function* () {
    const all = yield* (yield* Outbox).list({ limit: 1_000 })
    const own = all.filter(({ accountId }) => accountId === name).map(({ state }) => state)
    return Object.fromEntries([...new Set(own)].map((state) => [state, own.filter((one) => one === state).length]))
  })

const within = (millis: number) => Schedule.spaced("20 millis").pipe(Schedule.upTo(millis))

/** Waits until `effect` answers something that satisfies. */
const until = <A, E, R>(millis: number, effect: Effect.Effect<A, E, R>, isSo: (found: A) => boolean) =>
  Effect.repeat(effect, { schedule: within(millis), until: isSo }).pipe(Effect.zipRight(effect))

const engine = (
  url: string,
  keys: Parameters<typeof NodeVault.make>[0] = [{ id: "k1", bytes: new Uint8Array(32).fill(3) }]
) => {
  const given = Layer.mergeAll(
    MemoryStore.layer,
    DirectoryLayer.layer(accounts(url), () => Effect.dieMessage("every secret is inline")),
    Layer.succeed(Vault, NodeVault.make(keys)),
    NodeCrypto.layer,
    CloudApiInspector.layer,
    Endpoints.layer().pipe(Layer.provideMerge(Speaking.layer([CloudApiDialect.dialect])))
  ).pipe(Layer.provide(HttpWire.layer))
  return Layer.merge(Tokens.layer, RecipientKeys.layer).pipe(
    Layer.provideMerge(LiveDirectory.layer({ pollMillis: 100 })),
    Layer.provideMerge(given)
  )
}

const watch: TokenWatch.Options = { pollMillis: 100, settledMillis: 300, answerMillis: 20_000 }

const lanes = Effect.forEach(
  names,
  (name) => Effect.forkScoped(Lane.run(`${name}-1`, { ...Lane.defaults, runner: "test", holdPollMillis: 200 })),
  { discard: true }
)

/** What is held: each refused send holds it once more. */
const heldScopes = Effect.gen(function* () {
  const active = yield* (yield* Holds).active(yield* Clock.currentTimeMillis)
  return [...new Set(active.map(({ hold }) => `${hold.scope} ${hold.key}`))]
})

/** What was accepted more than once, and how many messages were. */
const arrived = Effect.gen(function* () {
  const simulator = yield* Simulator.Simulator
  const accepted = yield* simulator.messages({ opaque: undefined, after: -1, limit: 10_000 })
  const subjects = accepted.map(({ opaque }) => String(opaque).split(".")[0])
  return { count: accepted.length, distinct: new Set(subjects).size }
})

/** Everything that is logged meanwhile, as the processes print it. */
const recording = () => {
  const lines: Array<string> = []
  const layer = Layer.merge(
    Logger.replace(
      Logger.defaultLogger,
      Logger.map(Logger.jsonLogger, (line) => void lines.push(line))
    ),
    Logger.minimumLogLevel(LogLevel.Trace)
  )
  return { lines, layer }
}

const secretsOf = [
  ...names.flatMap((name) => [1, 2, 3].map((nth) => tokenOf(name, nth))),
  "app-secret-value",
  "verify-token-value"
]
/** What a log would have to hold of a secret to be of use. */
const parts = secretsOf.map((secret) => secret.slice(0, 14))

const expire = (name: Name, nth: number) =>
  Effect.gen(function* () {
    const simulator = yield* Simulator.Simulator
    const { nowMillis } = yield* simulator.clock
    yield* simulator.putToken({
      value: tokenOf(name, nth),
      appId: `70${place(name)}`,
      expiresAtMillis: nowMillis - 1,
      scopes: ["whatsapp_business_messaging", "whatsapp_business_management"],
      phoneNumberIds: null
    })
  })

const grant = (name: Name, nth: number) =>
  Effect.flatMap(Simulator.Simulator, (simulator) =>
    simulator.putToken({
      value: tokenOf(name, nth),
      appId: `70${place(name)}`,
      expiresAtMillis: null,
      scopes: ["whatsapp_business_messaging", "whatsapp_business_management"],
      phoneNumberIds: null
    })
  )

const platform = Simulator.layer({
  policy: "cloud-api",
  world,
  fates: { failureShare: 0 },
  faults: { latencyRealMillisMin: 5, latencyRealMillisMax: 15 }
})

const onPlatform = <A, E, R>(effect: Effect.Effect<A, E, R>, log: Layer.Layer<never>) =>
  Effect.gen(function* () {
    const { url } = yield* Simulator.Simulator
    return yield* Effect.provide(Effect.scoped(effect), engine(url))
  }).pipe(Effect.provide(platform), Effect.provide(log))

describe("Tokens, with lanes and a platform", { timeout: 120_000 }, () => {
  it.live(
    "SF-04: a token that dies stops its account's lanes alone; what waits is sent once a good one is put in place",
    () => {
      const { layer, lines } = recording()
      return onPlatform(
        Effect.gen(function* () {
          const tokens = yield* Tokens
          yield* lanes
          yield* Effect.forkScoped(TokenWatch.run(watch))
          yield* enqueue("acme", 1, 20)
          yield* enqueue("zenith", 1, 20)
          yield* until(30_000, states("acme"), ({ accepted }) => accepted === 20)

          yield* expire("acme", 1)
          yield* enqueue("acme", 21, 40)
          yield* enqueue("zenith", 21, 40)
          expect(yield* until(30_000, states("zenith"), ({ accepted }) => accepted === 60)).toEqual({ accepted: 60 })
          expect(yield* until(30_000, heldScopes, (held) => held.length > 0)).toEqual(["token acme"])
          expect(yield* until(30_000, states("acme"), ({ queued }) => queued === 40)).toEqual({
            accepted: 20,
            queued: 40
          })
          const stopped = yield* until(
            30_000,
            tokens.find("acme"),
            ({ report }) => report?.standing.state === "expired"
          )
          expect(stopped.report?.standing.state).toBe("expired")

          const dead = yield* Effect.flip(tokens.put("acme", Redacted.make(tokenOf("acme", 1)), "test"))
          expect(dead).toMatchObject({ _tag: "TokenRefused", state: "expired" })
          yield* grant("acme", 2)
          const putMillis = yield* Clock.currentTimeMillis
          const replaced = yield* tokens.put("acme", Redacted.make(tokenOf("acme", 2)), "test")
          expect(replaced.replacement).toMatchObject({ putBy: "test", keyId: "k1" })
          expect(replaced.fingerprint).not.toBe(stopped.fingerprint)
          expect(yield* until(30_000, states("acme"), ({ accepted }) => accepted === 60)).toEqual({ accepted: 60 })
          expect((yield* Clock.currentTimeMillis) - putMillis).toBeLessThan(15_000)
          expect(yield* heldScopes).toEqual([])
          expect(yield* arrived).toEqual({ count: 120, distinct: 120 })

          const told = lines.join("\n")
          expect(told).toContain("account acme is stopped")
          expect(told).toContain("account acme goes on")
          expect(told).toContain("token-dead")
          for (const part of parts) expect(told).not.toContain(part)
        }),
        layer
      )
    }
  )

  it.live(
    "SF-04: a token that is dead at the start is found before anything is sent with it",
    () => {
      const { layer, lines } = recording()
      return onPlatform(
        Effect.gen(function* () {
          yield* expire("acme", 1)
          yield* TokenWatch.atStart(watch, 5_000)
          expect(yield* heldScopes).toEqual(["token acme"])
          const simulator = yield* Simulator.Simulator
          const refusedBefore = (yield* simulator.stats).messages.refused
          yield* enqueue("acme", 1, 5)
          yield* enqueue("zenith", 1, 5)
          yield* lanes
          yield* until(30_000, states("zenith"), ({ accepted }) => accepted === 5)
          expect(yield* states("acme")).toEqual({ queued: 5 })
          expect((yield* simulator.stats).messages.refused).toEqual(refusedBefore)
          for (const part of parts) expect(lines.join("\n")).not.toContain(part)
        }),
        layer
      )
    },
    120_000
  )

  it.live(
    "SF-04: another process sees a token that was put here; one that lacks the key does not start, and says so",
    () => {
      const { layer } = recording()
      return onPlatform(
        Effect.gen(function* () {
          const store = yield* Effect.context<Secrets | TokenReports>()
          const { url } = yield* Simulator.Simulator
          const other = (fill: number, id: string) =>
            Layer.build(
              LiveDirectory.layer({ pollMillis: 50 }).pipe(
                Layer.provide(DirectoryLayer.layer(accounts(url), () => Effect.dieMessage("every secret is inline"))),
                Layer.provide(Layer.succeed(Vault, NodeVault.make([{ id, bytes: new Uint8Array(32).fill(fill) }]))),
                Layer.provide(Layer.succeedContext(store))
              )
            )
          const beside = yield* other(3, "k1")
          const seen = LiveDirectory.LiveTokens.pipe(
            Effect.map(({ replacement }) => replacement("acme")),
            Effect.provide(beside)
          )
          expect(yield* seen).toBeNull()
          yield* grant("acme", 3)
          yield* (yield* Tokens).put("acme", Redacted.make(tokenOf("acme", 3)), "test")
          expect(yield* until(10_000, seen, (found) => found !== null)).toMatchObject({ keyId: "k1" })
          const unlike = yield* Effect.flip(other(4, "k1"))
          const unknown = yield* Effect.flip(other(4, "k2"))
          for (const { message: why } of [unlike, unknown]) {
            expect(why).toContain('account "acme"')
            for (const part of parts) expect(why).not.toContain(part)
          }
          expect(unknown.message).toContain("SLUICE_SECRET_KEYS")
        }),
        layer
      )
    }
  )
})
