import { it } from "@effect/vitest"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import * as Work from "@sluice/engine/metrics/Work"
import { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import * as Readiness from "@sluice/worker/health/Readiness"
import * as WatchDoor from "@sluice/worker/health/WatchDoor"
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { describe, expect } from "vitest"

const away = Effect.fail(new StoreUnavailable({ operation: "any", cause: "away" }))

/** A door on a port of its own, and what it answers. */
const opened = Effect.gen(function* () {
  const readiness = yield* Readiness.make
  const port = yield* WatchDoor.open({ host: "127.0.0.1", port: 0 }, readiness)
  const ask = (path: string) =>
    Effect.promise(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`)
      return { status: answer.status, headers: answer.headers, text: await answer.text() }
    })
  return { readiness, ask, port }
})

describe("what watches a worker", () => {
  it.scopedLive("it is alive from the first moment, and ready between its start and its end", () =>
    Effect.gen(function* () {
      const { ask, readiness } = yield* opened
      expect(yield* ask("/livez")).toMatchObject({ status: 200, text: '{"status":"up"}' })
      const starting = yield* ask("/readyz")
      expect([starting.status, starting.text]).toEqual([503, '{"status":"not-ready","detail":"it is starting"}'])
      expect(starting.headers.get("retry-after")).toBe("1")

      const running = yield* Scope.make()
      const store = yield* Layer.buildWithScope(MemoryStore.layer, running)
      yield* Scope.extend(Effect.provide(readiness.begun, store), running)
      expect(yield* ask("/readyz")).toMatchObject({ status: 200, text: '{"status":"ready"}' })

      yield* Scope.close(running, Exit.void)
      expect((yield* ask("/readyz")).text).toContain("it is ending")
      expect((yield* ask("/livez")).status).toBe(200)
    })
  )

  it.scopedLive("one whose database or callback log is away is alive, and says what it waits for", () =>
    Effect.gen(function* () {
      const { ask, readiness } = yield* opened
      const store = yield* Layer.build(MemoryStore.layer)
      const withoutKeys = Context.add(store, ApiKeys, { ...Context.get(store, ApiKeys), find: () => away })
      yield* Effect.provide(readiness.begun, withoutKeys)
      expect(yield* ask("/readyz")).toMatchObject({
        status: 503,
        text: expect.stringContaining("the database does not answer")
      })
      const log = Context.get(store, CallbackLog)
      const withoutLog = Context.add(store, CallbackLog, { ...log, oldestPendingMillis: away })
      yield* Effect.provide(readiness.begun, withoutLog)
      expect((yield* ask("/readyz")).text).toContain("the callback log does not answer")
      expect((yield* ask("/livez")).status).toBe(200)
    })
  )

  it.scopedLive("it counts what it sends, processes and tells, by outcome and without a name of anybody", () =>
    Effect.gen(function* () {
      const { ask } = yield* opened
      Work.sent("cloud-api", "Accepted", 120)
      Work.sent("cloud-api", "NotSent", 1)
      Work.processed([30, 400])
      Work.told("http", "Untaken")
      const { headers, text } = yield* ask("/metrics")
      expect(headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8")
      expect(text).toMatch(/^sluice_sends_total\{provider="cloud-api",outcome="accepted"\} [1-9]/m)
      expect(text).toMatch(/^sluice_sends_total\{provider="cloud-api",outcome="not-sent"\} [1-9]/m)
      expect(text).toMatch(/^sluice_send_seconds_bucket\{provider="cloud-api",le="0.2"\} [1-9]/m)
      expect(text).toMatch(/^sluice_callbacks_processed_total (?:[2-9]|\d{2,})/m)
      expect(text).toMatch(/^sluice_callback_processing_seconds_bucket\{le="0.05"\} [1-9]/m)
      expect(text).toMatch(/^sluice_deliveries_total\{target="http",outcome="untaken"\} [1-9]/m)
      expect(text).toMatch(/^sluice_lanes \d+$/m)
      expect(text).toMatch(/^sluice_workers \d+$/m)
    })
  )

  it.scopedLive("a port that is taken is told with its address and what to set", () =>
    Effect.gen(function* () {
      const { port } = yield* opened
      const readiness = yield* Readiness.make
      const failed = yield* Effect.flip(WatchDoor.open({ host: "127.0.0.1", port }, readiness))
      expect(failed.message).toContain(`cannot listen at 127.0.0.1:${port} for whoever watches: listen EADDRINUSE`)
      expect(failed.message).toContain("SLUICE_WATCH_PORT")
    })
  )

  it.scopedLive("it answers nothing else, and stops listening with its scope", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { ask, port } = yield* Scope.extend(opened, scope)
      expect((yield* ask("/")).status).toBe(404)
      // The connection that fetch keeps does not hold it up.
      yield* Effect.timeoutFail(Scope.close(scope, Exit.void), { duration: "4 seconds", onTimeout: () => "it hangs" })
      const after = yield* Effect.exit(Effect.tryPromise(() => fetch(`http://127.0.0.1:${port}/livez`)))
      expect(Exit.isFailure(after)).toBe(true)
    })
  )
})
