import type { Tracer } from "effect"
import type { Waiting } from "./SpanQueue.ts"

/** Spans as OTLP over HTTP takes them in JSON (opentelemetry-proto, `ExportTraceServiceRequest`): ids in hexadecimal, 64-bit numbers as text. */

type Value = string | number | boolean

const kinds: Readonly<Record<Tracer.SpanKind, number>> = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 }

/** Of a span that failed; one that did not says nothing of itself. */
const failed = 2

const valueOf = (value: Value) => {
  if (typeof value === "string") return { stringValue: value }
  if (typeof value === "boolean") return { boolValue: value }
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

const attributesOf = (values: Readonly<Partial<Record<string, Value>>>) =>
  Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: valueOf(value) }]))

/** Epoch nanoseconds as text; a number of milliseconds holds a quarter of a microsecond. */
const nanosOf = (millis: number): string => String(BigInt(Math.round(millis * 1_000_000)))

const spanOf = (span: Waiting) => ({
  traceId: span.traceId,
  spanId: span.spanId,
  ...(span.parentSpanId === null ? {} : { parentSpanId: span.parentSpanId }),
  name: span.name,
  kind: kinds[span.kind],
  startTimeUnixNano: nanosOf(span.startMillis),
  endTimeUnixNano: nanosOf(span.endMillis),
  attributes: attributesOf(
    span.failure === null ? span.attributes : { ...span.attributes, "error.type": span.failure }
  ),
  ...(span.links.length === 0 ? {} : { links: span.links }),
  ...(span.failure === null ? {} : { status: { code: failed } })
})

/** Who sends the spans: attributes of the resource, such as `service.name`. */
export type Resource = Readonly<Record<string, string>>

/** One request's body. */
export const body = (resource: Resource, spans: ReadonlyArray<Waiting>): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [{ scope: { name: "sluice" }, spans: spans.map(spanOf) }]
      }
    ]
  })
