import * as Traceparent from "@sluice/adapter-node/tracing/Traceparent"
import { Spans } from "@sluice/engine/ports/Spans"
import { type Clock, Context, Effect, Exit, Option } from "effect"
import type { FastifyRequest } from "fastify"

/** Statuses from here on are our own failures, and their spans say so; what a caller did wrong is an answer like any other. */
const failedStatus = 500

/**
 * Begins the span of a request whose caller is known, from when it came to the gate. It goes on with the trace that the caller names (`traceparent`), or
 * begins one.
 *
 * What is refused at the gate has no span: nobody outside can fill a collector, or write into somebody's trace.
 */
export const begin = Effect.fnUntraced(function* (request: FastifyRequest, startNanos: bigint) {
  const spans = yield* Spans
  if (spans === null) return
  const tracer = yield* Effect.tracer
  const route = request.routeOptions.url ?? "none"
  const parent = Option.fromNullable(Traceparent.read(request.headers.traceparent))
  const span = tracer.span(`${request.method} ${route}`, parent, Context.empty(), [], startNanos, "server")
  if (!span.sampled) return
  span.attribute("http.request.method", request.method)
  span.attribute("http.route", route)
  span.attribute("sluice.request", request.id)
  request.span = span
})

/** What is done for a request, below its span where it has one. */
export const within =
  ({ span }: Pick<FastifyRequest, "span">) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    span === null ? effect : Effect.withParentSpan(effect, span)

/** The answer has gone out. */
export const end = ({ span }: Pick<FastifyRequest, "span">, status: number, clock: Clock.Clock): void => {
  if (span === null) return
  span.attribute("http.response.status_code", status)
  span.end(clock.unsafeCurrentTimeNanos(), status < failedStatus ? Exit.void : Exit.fail({ _tag: String(status) }))
}
