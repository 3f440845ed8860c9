import { it } from "@effect/vitest"
import * as SpanExport from "@sluice/adapter-node/tracing/SpanExport"
import * as SpanRecorder from "@sluice/adapter-node/tracing/SpanRecorder"
import type { Span } from "@sluice/engine/ports/Spans"
import { Duration, Effect, Exit, Fiber, Logger, Scope, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Collector from "./collector.ts"

const options: SpanExport.Options = {
  url: "http://collector.test/v1/traces",
  headers: { authorization: "Bearer nobody" },
  resource: { "service.name": "sluice-test" },
  timeoutMillis: 10_000,
  delayMillis: 5_000,
  waitingMax: 2_048
}

const span = (n: number): Span => ({
  name: "send",
  kind: "client",
  traceId: "018f3c5e7a1b7c2d8e3f4a5b6c7d8e9f",
  parentSpanId: "8e3f4a5b6c7d8e9f",
  startMillis: 1_700_000_000_000 + n,
  endMillis: 1_700_000_000_250.5 + n,
  attributes: { "sluice.attempt": 1, "sluice.outcome": "accepted" },
  links: [],
  failure: null
})

/** An exporter with its scope, the lines that it logs, and a recorder into it. */
const exporting = Effect.fnUntraced(function* (collector: ReturnType<typeof Collector.make>, waitingMax = 2_048) {
  const lines: Array<string> = []
  const log = Logger.replace(
    Logger.defaultLogger,
    Logger.make(({ message }) => lines.push(String(message)))
  )
  const scope = yield* Scope.make()
  const queue = yield* SpanExport.make({ ...options, waitingMax }).pipe(
    Scope.extend(scope),
    Effect.provide([collector.layer, log])
  )
  const recorder = SpanRecorder.make(queue, { share: 1, isParentBased: true })
  const record = (count: number): void => {
    for (let n = 0; n < count; n++) recorder.record(span(n))
  }
  return {
    record,
    recordOne: recorder.record,
    counts: queue.counts,
    size: queue.size,
    lines,
    close: Scope.close(scope, Exit.void)
  }
})

describe("spans on their way to the collector", () => {
  it.effect("go together after a while, in OTLP's JSON, with the headers that were asked for", () =>
    Effect.gen(function* () {
      const collector = Collector.make({ status: 200 })
      const { close, counts, record } = yield* exporting(collector)
      record(2)
      yield* TestClock.adjust("4 seconds")
      expect(collector.requests).toEqual([])
      yield* TestClock.adjust("1 second")
      expect(collector.requests).toMatchObject([
        { url: options.url, headers: { authorization: "Bearer nobody", "content-type": "application/json" } }
      ])
      expect(collector.requests[0]?.headers).not.toHaveProperty("traceparent")
      expect(JSON.parse(collector.bodies[0] ?? "")).toMatchObject({
        resourceSpans: [{ resource: { attributes: [{ key: "service.name", value: { stringValue: "sluice-test" } }] } }]
      })
      const [first] = collector.spans()
      expect(first).toEqual({
        traceId: "018f3c5e7a1b7c2d8e3f4a5b6c7d8e9f",
        spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
        parentSpanId: "8e3f4a5b6c7d8e9f",
        name: "send",
        kind: 3,
        startTimeUnixNano: "1700000000000000000",
        endTimeUnixNano: "1700000000250500096",
        attributes: [
          { key: "sluice.attempt", value: { intValue: "1" } },
          { key: "sluice.outcome", value: { stringValue: "accepted" } }
        ]
      })
      expect(counts).toEqual({ dropped: 0, exported: 2, lost: 0 })
      yield* close
    })
  )

  it.effect("do not wait where there is a batch of them", () =>
    Effect.gen(function* () {
      const collector = Collector.make({ status: 200 })
      const { close, counts, record } = yield* exporting(collector)
      yield* TestClock.adjust("10 millis")
      record(1_500)
      yield* TestClock.adjust("10 millis")
      expect(counts.exported).toBe(1_024)
      yield* TestClock.adjust("5 seconds")
      expect(counts.exported).toBe(1_500)
      yield* close
    })
  )

  it.effect(
    "a flood with the collector away holds no more than its bound; all else is dropped, counted, and told once",
    () =>
      Effect.gen(function* () {
        const collector = Collector.make("unreachable")
        const { close, counts, lines, record, size } = yield* exporting(collector)
        for (let second = 0; second < 60; second++) {
          record(2_000)
          expect(size()).toBeLessThanOrEqual(2_048)
          yield* TestClock.adjust("1 second")
        }
        const held = size()
        expect(counts.exported).toBe(0)
        // One batch at most is under way.
        expect(120_000 - counts.dropped - counts.lost - held).toBeLessThanOrEqual(SpanExport.batchMax)
        expect(lines).toEqual(["the collector of traces takes no spans: it is not reached"])
        // One post a few seconds, whatever comes.
        expect(collector.requests.length).toBeLessThan(20)
        yield* close
      })
  )

  it.effect(
    "a collector that is busy is asked again when it says, and what it refuses for good is not asked again",
    () =>
      Effect.gen(function* () {
        const collector = Collector.make(
          { status: 429, headers: { "retry-after": "7" } },
          { status: 200 },
          { status: 400 },
          { status: 200 }
        )
        const { close, counts, lines, record } = yield* exporting(collector)
        record(3)
        yield* TestClock.adjust("5 seconds")
        yield* TestClock.adjust("6 seconds")
        expect(collector.requests.length).toBe(1)
        yield* TestClock.adjust("1 second")
        expect(counts).toEqual({ dropped: 0, exported: 3, lost: 0 })
        record(2)
        yield* TestClock.adjust("30 seconds")
        expect(counts).toEqual({ dropped: 0, exported: 3, lost: 2 })
        record(1)
        yield* TestClock.adjust("5 seconds")
        expect(counts).toEqual({ dropped: 0, exported: 4, lost: 2 })
        expect(lines).toEqual([
          "the collector of traces takes no spans: it answered 429",
          "the collector of traces takes spans again; 0 were not kept meanwhile",
          "the collector of traces takes no spans: it answered 400",
          "the collector of traces takes spans again; 2 were not kept meanwhile"
        ])
        yield* close
      })
  )

  it.effect("what the collector took only in part is counted as lost for the rest", () =>
    Effect.gen(function* () {
      const body = JSON.stringify({ partialSuccess: { rejectedSpans: "3", errorMessage: "too old" } })
      const { close, counts, record } = yield* exporting(Collector.make({ status: 200, body }))
      record(10)
      yield* TestClock.adjust("5 seconds")
      expect(counts).toEqual({ dropped: 0, exported: 7, lost: 3 })
      yield* close
    })
  )

  it.effect("a batch that cannot be written costs itself alone", () =>
    Effect.gen(function* () {
      const { close, counts, record, recordOne } = yield* exporting(Collector.make({ status: 200 }))
      recordOne({ ...span(1), endMillis: Number.NaN })
      yield* TestClock.adjust("5 seconds")
      record(3)
      yield* TestClock.adjust("5 seconds")
      expect(counts).toEqual({ dropped: 0, exported: 3, lost: 1 })
      yield* close
    })
  )

  it.effect("what waits when the process ends is handed over first", () =>
    Effect.gen(function* () {
      const collector = Collector.make({ status: 200 })
      const { close, counts, record } = yield* exporting(collector)
      record(700)
      yield* close
      expect(counts).toEqual({ dropped: 0, exported: 700, lost: 0 })
    })
  )

  it.effect("a collector that never answers keeps the end of the process no longer than three seconds", () =>
    Effect.gen(function* () {
      const { close, lines, record } = yield* exporting(Collector.make("silent"))
      record(700)
      yield* TestClock.adjust("6 seconds")
      const closing = yield* Effect.fork(close)
      yield* TestClock.adjust(Duration.millis(SpanExport.flushMillisMax))
      yield* Fiber.join(closing)
      expect(lines).toEqual(["188 spans were not handed to the collector before the end"])
    })
  )
})
