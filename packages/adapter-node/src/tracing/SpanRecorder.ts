import * as Spans from "@sluice/engine/ports/Spans"
import { Effect, Option } from "effect"
import * as NumberMask from "../NumberMask.ts"
import { KeptSpan } from "./KeptSpan.ts"
import * as Sampler from "./Sampler.ts"
import * as SpanId from "./SpanId.ts"
import type { SpanQueue } from "./SpanQueue.ts"

/** Longest text that a span says of anything. */
const textMax = 256

const masked = (attributes: Spans.Span["attributes"]): Spans.Span["attributes"] => {
  const said: Record<string, string | number | boolean> = {}
  for (const name of Spans.attributes) {
    const value = attributes[name]
    if (value !== undefined) said[name] = typeof value === "string" ? NumberMask.mask(value.slice(0, textMax)) : value
  }
  return said
}

/**
 * Writes spans into a queue. Whatever has come into a span, what is not on the list of attributes does not leave, and nothing that looks like a phone number
 * does.
 */
export const make = (queue: SpanQueue, sampler: Sampler.Sampler): Spans.Recorder => ({
  keeps: (traceId) => Sampler.keeps(sampler, traceId),
  record: (span) => {
    queue.offer({
      ...span,
      name: NumberMask.mask(span.name.slice(0, textMax)),
      spanId: span.spanId ?? SpanId.span(),
      attributes: masked(span.attributes)
    })
  },
  current: Effect.map(Effect.option(Effect.currentSpan), (found) =>
    Option.getOrNull(Option.filter(found, (span) => span instanceof KeptSpan))
  )
})
