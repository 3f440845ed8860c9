import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { Duration, Effect, Fiber, Metric, Schema } from "effect"
import * as OtlpJson from "./OtlpJson.ts"
import * as SpanQueue from "./SpanQueue.ts"

/** Where spans go, and how; milliseconds of the wall. */
export interface Options {
  /** The whole address, `/v1/traces` included. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly resource: OtlpJson.Resource
  /** An answer comes within it, or none does. */
  readonly timeoutMillis: number
  /** How long spans wait for others. */
  readonly delayMillis: number
  readonly waitingMax: number
}

/** Spans in one request. */
export const batchMax = 512

/** Waits before a batch is posted again that the collector had no time for; after the last it is given up. */
const waitsMillis: ReadonlyArray<number> = [1_000, 3_000, 10_000]

/** The longest wait that a collector can ask for. */
const askedMillisMax = 30_000

/** How long the end of the process waits for what is left to be posted. */
export const flushMillisMax = 3_000

/** Statuses of a collector that may take the same later (OTLP over HTTP, retryable response codes). */
const laterStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504])

/** What became of one post. `Later`: the same may be taken after so long; null where nothing was said of it. */
type Posted =
  | { readonly _tag: "Taken"; readonly rejected: number }
  | { readonly _tag: "Later"; readonly waitMillis: number | null; readonly detail: string }
  | { readonly _tag: "Refused"; readonly detail: string }

/** What a collector says that took a part of the spans; 64-bit numbers are text in JSON. */
const PartialSuccess = Schema.Struct({
  partialSuccess: Schema.Struct({ rejectedSpans: Schema.NumberFromString })
})

const spans = Metric.counter("sluice_spans_total", {
  description: "Spans of traces, by what became of them: exported, dropped (no room), lost (not taken)",
  incremental: true
})
const exported = Metric.tagged(spans, "outcome", "exported")
const dropped = Metric.tagged(spans, "outcome", "dropped")
const lost = Metric.tagged(spans, "outcome", "lost")

const read = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<Posted> => {
  const { headers, status } = response
  if (status >= 200 && status < 300) {
    return response.text.pipe(
      Effect.flatMap(Schema.decode(Schema.parseJson(PartialSuccess))),
      // An answer that says nothing, in whatever form, has taken all of them.
      Effect.match({
        onFailure: () => ({ _tag: "Taken", rejected: 0 }),
        onSuccess: ({ partialSuccess: { rejectedSpans } }) => ({ _tag: "Taken", rejected: rejectedSpans })
      })
    )
  }
  const detail = `it answered ${status}`
  const asked = Number(headers["retry-after"] ?? Number.NaN)
  const waitMillis = Number.isFinite(asked) ? Math.min(asked * 1_000, askedMillisMax) : null
  const posted: Posted = laterStatuses.has(status) ? { _tag: "Later", waitMillis, detail } : { _tag: "Refused", detail }
  // What it says besides is read and forgotten, so that the connection is free again.
  return Effect.as(Effect.ignore(response.text), posted)
}

/**
 * Hands what waits to the collector, a batch at a time, beside everything else that the process does.
 *
 * A collector that is away costs spans and nothing else: the queue has its bound, one request is under way at a time, and it has its. What is dropped and lost
 * is counted (`sluice_spans_total`) and told in the log when it begins and when it is over. When the scope closes, what waits is posted once, for
 * `flushMillisMax` at most.
 */
export const make = Effect.fn("SpanExport.make")(function* (options: Options) {
  const http = HttpClient.withTracerPropagation(yield* HttpClient.HttpClient, false)
  const request = HttpClientRequest.post(options.url, { headers: options.headers })
  const work = yield* Effect.makeLatch(false)
  const closed = yield* Effect.makeLatch(false)
  const queue = SpanQueue.make(options.waitingMax, batchMax, () => work.unsafeOpen())
  const { counts } = queue
  let closing = false
  let toldDropped = 0
  /** What was missed before the collector went away; null while it is there. */
  let missedBefore: number | null = null

  const missed = (): number => counts.dropped + counts.lost

  const post = (batch: ReadonlyArray<SpanQueue.Waiting>): Effect.Effect<Posted> =>
    Effect.suspend(() => {
      const body = HttpBody.text(OtlpJson.body(options.resource, batch), "application/json")
      return http.execute(HttpClientRequest.setBody(request, body))
    }).pipe(
      Effect.flatMap(read),
      Effect.timeoutTo({
        duration: Duration.millis(options.timeoutMillis),
        onSuccess: (posted: Posted) => posted,
        onTimeout: (): Posted => ({ _tag: "Later", waitMillis: null, detail: "it did not answer in time" })
      }),
      Effect.catchAll(() => Effect.succeed<Posted>({ _tag: "Later", waitMillis: null, detail: "it is not reached" })),
      // A batch that cannot be written costs itself, and not what comes after it.
      Effect.catchAllDefect(() => Effect.succeed<Posted>({ _tag: "Refused", detail: "a batch could not be written" })),
      Effect.withTracerEnabled(false)
    )

  const told = (posted: Posted) =>
    Effect.suspend(() => {
      if (posted._tag === "Taken") {
        if (missedBefore === null) return Effect.void
        const count = missed() - missedBefore
        missedBefore = null
        return Effect.logInfo(`the collector of traces takes spans again; ${count} were not kept meanwhile`)
      }
      if (missedBefore !== null) return Effect.void
      missedBefore = missed()
      return Effect.logWarning(`the collector of traces takes no spans: ${posted.detail}`)
    })

  const counted = Effect.suspend(() => {
    const news = counts.dropped - toldDropped
    toldDropped = counts.dropped
    return news === 0 ? Effect.void : Metric.incrementBy(dropped, news)
  })

  const gone = (count: number) =>
    Effect.zipRight(
      Effect.sync(() => {
        counts.lost += count
      }),
      Metric.incrementBy(lost, count)
    )

  const deliver = Effect.fnUntraced(function* (batch: ReadonlyArray<SpanQueue.Waiting>) {
    for (let tries = 0; ; tries++) {
      const posted = yield* post(batch)
      yield* told(posted)
      if (posted._tag === "Taken") {
        counts.exported += batch.length - posted.rejected
        yield* Metric.incrementBy(exported, batch.length - posted.rejected)
        return posted.rejected === 0 ? undefined : yield* gone(posted.rejected)
      }
      const waitMillis = waitsMillis[tries]
      if (posted._tag === "Refused" || waitMillis === undefined || closing) return yield* gone(batch.length)
      const waited = Effect.sleep(Duration.millis(posted.waitMillis ?? waitMillis))
      yield* Effect.raceFirst(waited, closed.await)
    }
  })

  const round = Effect.gen(function* () {
    if (!closing && queue.size() < batchMax) {
      work.unsafeClose()
      yield* Effect.raceFirst(Effect.sleep(Duration.millis(options.delayMillis)), work.await)
    }
    const batch = queue.take(batchMax)
    if (batch.length > 0) yield* deliver(batch)
    yield* counted
  })

  const rounds = Effect.repeat(round, { while: () => !closing || queue.size() > 0 })
  const running = yield* Effect.forkDaemon(Effect.interruptible(rounds))
  yield* Effect.addFinalizer(() =>
    Effect.gen(function* () {
      closing = true
      yield* closed.open
      yield* work.open
      yield* Effect.timeoutOption(Effect.interruptible(Fiber.await(running)), Duration.millis(flushMillisMax))
      yield* Fiber.interruptFork(running)
      const left = queue.size()
      if (left > 0) yield* Effect.logWarning(`${left} spans were not handed to the collector before the end`)
    })
  )
  return queue
})
