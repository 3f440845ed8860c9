import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import { Metric, MetricBoundaries } from "effect"
import type { Account } from "../ports/Directory.ts"
import type { SendOutcome } from "../ports/Provider.ts"
import type { Target } from "../ports/Subscriptions.ts"
import * as DeliverySpans from "../tracing/DeliverySpans.ts"
import * as MessageSpans from "../tracing/MessageSpans.ts"
import * as Series from "./Series.ts"

/** What a process that sends and processes counts about itself; the names are Prometheus's. */

const boundaries = MetricBoundaries.fromIterable([0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 30])

const countSend = Series.of(
  Metric.counter("sluice_sends_total", {
    description: "Requests to providers that came to their end: accepted, refused, not-sent, uncertain",
    incremental: true
  })
)

/** Buckets around what SF-03 calls healthy (500 ms) and silent (3 s). */
const timeSend = Series.of(
  Metric.histogram("sluice_send_seconds", boundaries, "Time from a send's departure to its answer, or to the end of it")
)

const countCallback = Series.of(
  Metric.counter("sluice_callbacks_processed_total", { description: "Callbacks processed", incremental: true })
)

/** WH-08 asks for 200 ms. */
const timeCallback = Series.of(
  Metric.histogram(
    "sluice_callback_processing_seconds",
    boundaries,
    "Time from a callback's arrival until it is applied"
  )
)

const countDelivery = Series.of(
  Metric.counter("sluice_deliveries_total", {
    description: "Tries to tell a subscriber: taken, untaken, gone",
    incremental: true
  })
)

/** One request to a provider came to its end; milliseconds of the wall. */
export const sent = (provider: Account["provider"], outcome: SendOutcome["_tag"], millis: number): void => {
  countSend({ provider, outcome: MessageSpans.outcomes[outcome] }, 1)
  timeSend({ provider }, millis / 1_000)
}

/** Callbacks are applied, for good: how long each of them had waited, in milliseconds of the engine's clock. */
export const processed = (waitedMillis: ReadonlyArray<number>): void => {
  if (waitedMillis.length > 0) countCallback({}, waitedMillis.length)
  for (const millis of waitedMillis) timeCallback({}, Math.max(0, millis) / 1_000)
}

/** A subscriber was told once, or was not. */
export const told = (target: Target["kind"], reply: Reply["_tag"]): void =>
  countDelivery({ target, outcome: DeliverySpans.outcomes[reply] }, 1)
