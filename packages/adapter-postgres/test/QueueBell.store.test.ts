import { expect, it } from "@effect/vitest"
import { SqlClient } from "@effect/sql/SqlClient"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { message, startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Layer } from "effect"
import { describe } from "vitest"
import * as PgStore from "../src/PgStore.ts"
import * as Stores from "./Stores.ts"

const { layer, url } = Stores.ofFile()

/** How often each of these senders' lanes has been called. */
const listening = Effect.fnUntraced(function* (senderIds: ReadonlyArray<string>) {
  const lanes = yield* Lanes
  const calls = new Map(senderIds.map((senderId) => [senderId, 0]))
  yield* Effect.forEach(senderIds, (senderId) =>
    lanes.hear(senderId, () => calls.set(senderId, (calls.get(senderId) ?? 0) + 1))
  )
  return calls
})

const until = (isSo: () => boolean) => Effect.repeat(Effect.sleep("5 millis"), { until: isSo })

describe("QueueBell", () => {
  it.scopedLive("a lane is called for what another process has queued, once that is there, and for nobody else's", () =>
    Effect.gen(function* () {
      const lanes = yield* Lanes
      const calls = yield* listening(["acme-1", "acme-2"])
      // It has connected.
      yield* until(() => [...calls.values()].every((times) => times > 0))
      calls.set("acme-1", 0).set("acme-2", 0)
      const other = yield* Layer.build(Layer.provide(PgStore.layer, Stores.client(yield* url)))
      yield* Effect.provide(
        Effect.flatMap(Outbox, (outbox) => outbox.enqueue([message(1), message(2, { dueMillis: startMillis + 1 })])),
        other
      )
      yield* until(() => calls.get("acme-1") === 1)
      expect((yield* lanes.peek({ senderId: "acme-1", nowMillis: startMillis, limit: 9 })).due).toHaveLength(1)
      expect(calls.get("acme-2")).toBe(0)
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("a notice that no process of ours would send is taken for a call to everybody", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient
      const calls = yield* listening(["acme-1", "acme-2"])
      yield* until(() => [...calls.values()].every((times) => times > 0))
      calls.set("acme-1", 0).set("acme-2", 0)
      yield* sql`SELECT pg_notify('sluice_queued', ${"{ not ours"})`
      yield* until(() => [...calls.values()].every((times) => times > 0))
      expect([...calls.values()]).toEqual([1, 1])
    }).pipe(Effect.provide(layer))
  )

  it.scopedLive("where the connection was lost, whoever listens is called once it is there again", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient
      const calls = yield* listening(["acme-1"])
      yield* until(() => calls.get("acme-1") === 1)
      yield* sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%(listens)'
        AND datname = current_database()`
      yield* until(() => calls.get("acme-1") === 2)
      expect(calls.get("acme-1")).toBe(2)
    }).pipe(Effect.provide(layer))
  )
})
