import { it } from "@effect/vitest"
import * as CloudApiDialect from "@sluice/adapter-cloud-api/CloudApiDialect"
import * as HttpWire from "@sluice/adapter-http/HttpWire"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { Endpoints } from "@sluice/engine/endpoints/Endpoints"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { NewMessage } from "@sluice/engine/ports/Outbox"
import * as Speaking from "@sluice/engine/providers/Speaking"
import * as Simulator from "@sluice/simulator/Simulator"
import { Array, Effect, Layer, Logger, LogLevel, Schedule } from "effect"
import { request as ask, createServer } from "node:http"
import { describe, expect } from "vitest"

/** What a way to the platform does with requests. */
type Behaviour =
  | { readonly _tag: "Passes"; readonly afterMillis: number }
  | { readonly _tag: "Silent" }
  | { readonly _tag: "Cuts" }

interface Way {
  readonly url: string
  behaviour: Behaviour
  /** Messages, and questions without one, that came this way. */
  messages: number
  probes: number
}

/** A way to the platform at `target` that can be made slow, silent or dead. */
const way = (target: string) =>
  Effect.acquireRelease(
    Effect.async<Way & { readonly close: () => void }>((resume) => {
      const server = createServer((incoming, response) => {
        if (incoming.method === "POST") made.messages++
        else made.probes++
        const { behaviour } = made
        if (behaviour._tag === "Silent") return void incoming.resume()
        if (behaviour._tag === "Cuts") return void incoming.socket.destroy()
        const { method, url } = incoming
        const headers = { ...incoming.headers, host: new URL(target).host }
        const onward = ask(`${target}${url}`, { ...(method === undefined ? {} : { method }), headers }, (answer) => {
          setTimeout(() => {
            response.writeHead(answer.statusCode ?? 500, answer.headers)
            answer.pipe(response)
          }, behaviour.afterMillis)
        })
        onward.once("error", () => response.destroy())
        incoming.pipe(onward)
      })
      const made: Way & { readonly close: () => void } = {
        url: "",
        behaviour: { _tag: "Passes", afterMillis: 0 },
        messages: 0,
        probes: 0,
        close: () => {
          server.closeAllConnections()
          server.close()
        }
      }
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(Effect.succeed(Object.assign(made, { url: `http://127.0.0.1:${port}` })))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

/** Times short enough for a test; what is healthy is the shipped 500 ms, so that a busy machine does not look like a slow platform. */
const certainty = {
  answerMillisMax: 1_500,
  endpoints: { smoothMillis: 200, stayMillis: 500, coolMillis: 400, coolMillisMax: 2_000, probeMillis: 200 }
}

const accounts = (baseUrls: ReadonlyArray<string>) => ({
  accounts: [
    {
      id: "acme",
      provider: "cloud-api",
      policy: "cloud-api",
      policyOverrides: { certainty },
      baseUrls,
      version: "v25.0",
      accessToken: "sample-token",
      appSecrets: ["secret"],
      verifyToken: "verify",
      businesses: [
        {
          id: "acme-business",
          timeZone: "UTC",
          senders: [{ id: "acme-1", phoneNumberId: "100200300400500", number: "+12025550101" }]
        }
      ]
    }
  ]
})

const message = (n: number): NewMessage => ({
  id: `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  accountId: "acme",
  senderId: "acme-1",
  recipient: `+1202557${String(n).padStart(4, "0")}`,
  content: { type: "text", text: { body: `message ${n}` } },
  replyTo: null,
  kind: "text",
  units: 1,
  priority: 100,
  dueMillis: 0,
  acceptedMillis: 0,
  idempotencyKey: null,
  requestDigest: `digest ${n}`
})

const platform = Simulator.layer({
  policy: "cloud-api",
  fates: { failureShare: 0 },
  faults: { latencyRealMillisMin: 1, latencyRealMillisMax: 2 }
})

const engine = (baseUrls: ReadonlyArray<string>) =>
  RecipientKeys.layer.pipe(
    Layer.provideMerge(MemoryStore.layer),
    Layer.provideMerge(NodeCrypto.layer),
    Layer.provideMerge(DirectoryLayer.layer(accounts(baseUrls), () => Effect.dieMessage("every secret is inline"))),
    Layer.provideMerge(
      Endpoints.layer({ lookMillis: 50 }).pipe(Layer.provideMerge(Speaking.layer([CloudApiDialect.dialect])))
    ),
    Layer.provide(HttpWire.layer)
  )

let last = 0

/** A message every 25 ms, until `isDone` or for `millis`; each waits for nothing. */
const trickle = (millis: number, isDone: () => boolean = () => false) =>
  Effect.flatMap(Outbox, (outbox) =>
    Effect.repeat(
      Effect.suspend(() => outbox.enqueue([message(++last)])),
      { schedule: Schedule.spaced("25 millis").pipe(Schedule.upTo(millis)), until: isDone }
    )
  )

const states = Effect.gen(function* () {
  const all = yield* (yield* Outbox).list({ limit: 1_000 })
  return Array.map(all, ({ state }) => state)
})

const isSettled = (state: string): boolean => state === "accepted" || state === "uncertain"

/** A lane between two ways to one platform. */
const between = <A, E, R>(test: (primary: Way, backup: Way) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const { url } = yield* Simulator.Simulator
    const primary = yield* way(url)
    const backup = yield* way(url)
    const run = Effect.zipRight(
      Effect.forkScoped(Lane.run("acme-1", { ...Lane.defaults, runner: "test" })),
      test(primary, backup)
    )
    return yield* run.pipe(Effect.scoped, Effect.provide(engine([primary.url, backup.url])))
  }).pipe(Effect.scoped, Effect.provide(platform), Logger.withMinimumLogLevel(LogLevel.None))

describe("Endpoints, with a lane and a platform", { timeout: 120_000 }, () => {
  it.live(
    "SF-03: a primary that falls silent costs what was under way; the next messages go to the backup, and back when it has recovered",
    () =>
      between((primary, backup) =>
        Effect.gen(function* () {
          yield* trickle(500)
          expect(backup.messages + backup.probes).toBe(0)
          primary.behaviour = { _tag: "Silent" }
          yield* trickle(10_000, () => backup.messages >= 5)
          const lost = primary.messages
          expect(backup.messages).toBeGreaterThanOrEqual(5)
          yield* trickle(1_500)
          // Since the fall it was asked by probes alone.
          expect(primary.messages).toBe(lost)
          expect(primary.probes).toBeGreaterThan(0)

          primary.behaviour = { _tag: "Passes", afterMillis: 0 }
          yield* trickle(15_000, () => primary.messages >= lost + 5)
          expect(primary.messages).toBeGreaterThanOrEqual(lost + 5)
          const served = backup.messages
          yield* trickle(1_000)
          expect(backup.messages).toBe(served)

          // Sent blindly again is none of them: what met silence is uncertain, everything else was accepted once.
          const simulator = yield* Simulator.Simulator
          yield* Effect.repeat(states, {
            schedule: Schedule.spaced("50 millis"),
            until: (every) => every.every(isSettled)
          })
          const all = yield* states
          expect(new Set(all)).toEqual(new Set(["accepted", "uncertain"]))
          const accepted = all.filter((state) => state === "accepted").length
          // An answer that came too late on a busy machine is uncertain here and a message there.
          const taken = (yield* simulator.messages({ opaque: undefined, after: -1, limit: 10_000 })).length
          expect(taken).toBeGreaterThanOrEqual(accepted)
          expect(taken).toBeLessThanOrEqual(all.length)
          // Those that left within the time that silence takes to be one.
          expect(all.length - accepted).toBeLessThanOrEqual(1_500 / 25 + 20)
        })
      )
  )

  it.live(
    "SF-03: a primary that breaks every connection costs what was under way, and the rest goes by the backup",
    () =>
      between((primary, backup) =>
        Effect.gen(function* () {
          primary.behaviour = { _tag: "Cuts" }
          yield* trickle(10_000, () => backup.messages >= 10)
          expect(backup.messages).toBeGreaterThanOrEqual(10)
          // Whatever was under way when the first connection broke.
          expect(primary.messages).toBeLessThanOrEqual(5)
        })
      )
  )

  it.live("SF-03: when the primary's latency jumps the choice moves once, and stays moved while it lasts", () =>
    between((primary, backup) =>
      Effect.gen(function* () {
        yield* trickle(700)
        primary.behaviour = { _tag: "Passes", afterMillis: 900 }
        yield* trickle(10_000, () => backup.messages > 0)
        expect(backup.messages).toBeGreaterThan(0)
        yield* Effect.sleep("1200 millis")
        const slow = primary.messages
        yield* trickle(3_000)
        expect(primary.messages).toBe(slow)
        expect(primary.probes).toBeGreaterThan(0)
      })
    )
  )
})
