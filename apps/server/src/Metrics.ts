import * as Series from "@sluice/engine/metrics/Series"
import { Metric, MetricBoundaries } from "effect"

/** What the server counts about itself; the names are Prometheus's. */

/** Requests by method, route pattern and status. Never by path: that would carry ids. */
const requests = Metric.counter("sluice_http_requests_total", {
  description: "HTTP requests answered",
  incremental: true
})

/** Answer times; buckets around the promises of WH-01 (500 ms, 1 s). */
const requestSeconds = Metric.histogram(
  "sluice_http_request_seconds",
  MetricBoundaries.fromIterable([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]),
  "Time from a request's head to the end of its answer"
)

const messages = Metric.counter("sluice_messages_total", {
  description: "Messages handed in, by what became of them: queued, repeated, refused",
  incremental: true
})

const callbacks = Metric.counter("sluice_callbacks_total", {
  description: "Callbacks by outcome: stored, duplicate, bad-signature, malformed, unavailable",
  incremental: true
})

const countRequest = Series.of(requests)
const timeRequest = Series.of(requestSeconds)
const countMessages = Series.of(messages)
const countCallback = Series.of(callbacks)

/** One answered request. */
export const answered = (method: string, route: string, status: number, seconds: number): void => {
  countRequest({ method, route, status: String(status) }, 1)
  timeRequest({ route }, seconds)
}

/** Messages of one request. */
export const handedIn = (outcome: "queued" | "repeated" | "refused", count: number): void => {
  if (count > 0) countMessages({ outcome }, count)
}

/** One callback. */
export const calledBack = (account: string, outcome: string): void => countCallback({ account, outcome }, 1)
