import { it } from "@effect/vitest"
import * as Processing from "@sluice/engine/callbacks/Processing"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Feed } from "@sluice/engine/ports/Feed"
import { APP_RUNTIME, type AppRuntime } from "@sluice/server/Services"
import { Context, Effect, Fiber, Schedule, Struct } from "effect"
import { createHash } from "node:crypto"
import { describe, expect } from "vitest"
import * as FileCallbacks from "../http/fileCallbacks.ts"
import * as testServer from "../testServer.ts"

const { ask } = testServer

/** A server that took one callback with a file in it, and a key to its stored callbacks; somebody listens to what it tells. */
const taken = Effect.fnUntraced(function* (provider: (typeof FileCallbacks.providers)[number]) {
  const server = yield* testServer.make(FileCallbacks.settings, undefined, FileCallbacks.accounts)
  yield* Context.get(server.store, Feed).listen(Number.MAX_SAFE_INTEGER)
  const { status } = yield* ask(server, FileCallbacks.post(provider))
  if (status !== 200) return yield* Effect.dieMessage(`${provider} was answered ${status}`)
  const operator = yield* server.key("operator")
  const runtime = server.app.get<AppRuntime>(APP_RUNTIME)
  const { context } = yield* Effect.promise(() => runtime.runtime())
  return { server, operator, services: Context.merge(server.store, context) }
})
type Taken = Effect.Effect.Success<ReturnType<typeof taken>>

/** A worker processes what is pending. */
const processed = ({ services }: Taken) =>
  Effect.gen(function* () {
    const log = yield* CallbackLog
    const worker = yield* Effect.fork(Processing.run({ pollMillis: 1, batchMax: 10, unparkMillis: 1_000 }))
    yield* Effect.repeat(log.oldestPendingMillis, {
      until: (oldest) => oldest === null,
      schedule: Schedule.spaced("5 millis")
    })
    yield* Fiber.interrupt(worker)
  }).pipe(Effect.provide(RecipientKeys.layer), Effect.provide(services))

/** A worker that broke on it has set it aside. */
const setAside = ({ services }: Taken) =>
  Context.get(services, CallbackLog).consume(10, (callbacks) =>
    Effect.succeed(callbacks.map(({ id }) => ({ id, verdict: "quarantined" as const, report: { defect: "broke" } })))
  )

const replay = ({ operator, server }: Taken, payload: object) =>
  Effect.map(
    ask(server, {
      method: "POST",
      url: "/v1/callbacks/replay",
      headers: { authorization: `Bearer ${operator}`, "content-type": "application/json" },
      payload: JSON.stringify(payload)
    }),
    ({ json }) => json
  )

const evict = ({ services }: Taken) => Context.get(services, BlobStore).forget({ beforeMillis: 1e15 })

/** What became of it: what subscribers were told, and what is on record. Times are those of the machine. */
const facts = ({ operator, server, services }: Taken) =>
  Effect.gen(function* () {
    const feed = Context.get(services, Feed)
    const { events } = yield* feed.after({ afterPosition: "0.0", limit: 100, accountId: null })
    const { json } = yield* ask(server, testServer.read(operator, "/v1/callbacks/1"))
    return {
      told: events.map(({ data, type }) => [type, data]),
      record: Struct.omit(json, "receivedAt", "contentType", "body")
    }
  })

const shown = ({ operator, server }: Taken) =>
  Effect.map(ask(server, testServer.read(operator, "/v1/callbacks/1")), ({ json }) => json["body"])

describe("replaying callbacks that carried files", () => {
  for (const provider of FileCallbacks.providers) {
    it.scopedLive(
      `WH-06, WH-10: what ${provider} sent leads to the same facts, at once and played again, with its file and after it is gone`,
      () =>
        Effect.gen(function* () {
          const atOnce = yield* taken(provider)
          yield* processed(atOnce)
          const first = yield* facts(atOnce)
          expect(first.told.map(([type]) => type)).toContain("message.received")
          // Whatever the provider, the file went to the blob store while it arrived: 50 KB of it are not on record.
          expect(first.record).toMatchObject({
            verdict: "processed",
            bodyBytes: expect.toSatisfy((bytes) => bytes < 2_000)
          })

          const later = yield* taken(provider)
          yield* setAside(later)
          expect(yield* replay(later, { verdict: "quarantined" })).toMatchObject({ count: 1, filesGone: 0 })
          yield* processed(later)
          expect(yield* facts(later)).toEqual(first)
          // The reference is kept, and leads to the file: it is shown as it was signed.
          expect(yield* shown(later)).toEqual({ encoding: "utf-8", text: FileCallbacks.bodyOf(provider) })

          const evicted = yield* taken(provider)
          yield* setAside(evicted)
          yield* evict(evicted)
          const dry = { verdict: "quarantined", dryRun: true }
          expect(yield* replay(evicted, dry)).toMatchObject({ count: 1, filesGone: 1 })
          expect(yield* replay(evicted, { verdict: "quarantined" })).toMatchObject({ count: 1, filesGone: 1 })
          yield* processed(evicted)
          expect((yield* facts(evicted)).told).toEqual(first.told)
        })
    )
  }

  it.scopedLive("WH-06: of what was processed before, nothing is told again, whether its file is there or not", () =>
    Effect.gen(function* () {
      const one = yield* taken("messagebird")
      yield* processed(one)
      const first = yield* facts(one)
      const reference = `sluice-blob:base64:37500:${createHash("sha256").update(FileCallbacks.file).digest("hex")}`
      expect(JSON.stringify(first.told)).toContain(reference)
      for (const filesGone of [0, 1]) {
        expect(yield* replay(one, { ids: [1] })).toEqual({
          count: 1,
          appliedBefore: 1,
          filesGone,
          leftOut: [],
          next: null
        })
        yield* processed(one)
        expect((yield* facts(one)).told).toEqual(first.told)
        yield* evict(one)
      }
    })
  )
})
