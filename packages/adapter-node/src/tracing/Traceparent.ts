import { Tracer } from "effect"

/** Version, trace, span and flags; versions to come may say more after them. Zeros alone are no id. */
const form = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/**
 * The span that a caller's header `traceparent` names (W3C Trace Context, 3.2); null for anything else, which begins a trace of its own. It is read strictly: a
 * collector refuses a whole batch for an id of another form.
 */
export const read = (header: unknown): Tracer.ExternalSpan | null => {
  const [, version, traceId, spanId, flags, rest] = (typeof header === "string" && form.exec(header)) || []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  if (version === "00" && rest !== undefined) return null
  return Tracer.externalSpan({ traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 })
}
