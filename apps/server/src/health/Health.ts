import * as Prometheus from "@sluice/adapter-node/Prometheus"
import * as MessageState from "@sluice/core/delivery/MessageState"
import * as Ready from "@sluice/engine/health/Ready"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Drift } from "@sluice/engine/ports/Drift"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Clock, Effect } from "effect"
import { NotReady } from "../http/Refusals.ts"

/** Ready as `Ready` has it: a door without its store would answer every callback with 503. */
export const ready = Effect.gen(function* () {
  const fault = yield* Ready.fault
  if (fault !== null) return yield* new NotReady({ detail: fault })
  return { status: "ready" }
}).pipe(Effect.withSpan("Health.ready"))

const queueGauge = Effect.gen(function* () {
  const outbox = yield* Outbox
  const depths = yield* outbox.depths(MessageState.open)
  const gauge: Prometheus.Gauge = {
    name: "sluice_queue_messages",
    help: "Messages that are not settled yet",
    samples: depths.map(({ senderId, state, count }) => ({ labels: { sender: senderId, state }, value: count }))
  }
  return gauge
})

const pendingGauge = Effect.gen(function* () {
  const log = yield* CallbackLog
  const oldestMillis = yield* log.oldestPendingMillis
  const nowMillis = yield* Clock.currentTimeMillis
  const age = oldestMillis === null ? 0 : Math.max(0, nowMillis - oldestMillis) / 1_000
  const gauge: Prometheus.Gauge = {
    name: "sluice_callbacks_oldest_pending_seconds",
    help: "Age of the oldest callback that is not processed yet",
    samples: [{ labels: {}, value: age }]
  }
  return gauge
})

const driftGauge = Effect.gen(function* () {
  const drift = yield* Drift
  const counts = new Map<string, { readonly provider: string; readonly kind: string; readonly count: number }>()
  for (const { count, kind, provider } of yield* drift.list(0)) {
    const key = `${provider} ${kind}`
    counts.set(key, { provider, kind, count: count + (counts.get(key)?.count ?? 0) })
  }
  const gauge: Prometheus.Gauge = {
    name: "sluice_callback_drift",
    help: "What callbacks held that the decoders did not expect, by provider and kind, over the places that are kept",
    samples: [...counts.values()].map(({ count, kind, provider }) => ({ labels: { provider, kind }, value: count }))
  }
  return gauge
})

/** The metrics of this process, and what the store tells of all; a store that is away costs its gauges, not the scrape. */
export const metrics = Effect.gen(function* () {
  const gauges = yield* Effect.orElseSucceed(
    Effect.all([queueGauge, pendingGauge, driftGauge]),
    (): ReadonlyArray<Prometheus.Gauge> => []
  )
  const up: Prometheus.Gauge = {
    name: "sluice_store_up",
    help: "Whether the store answered this scrape",
    samples: [{ labels: {}, value: gauges.length > 0 ? 1 : 0 }]
  }
  return Prometheus.render("sluice_", [up, ...gauges])
}).pipe(Effect.withSpan("Health.metrics"))
