import { Context, type Effect, type Tracer } from "effect"

/**
 * Everything that a span may say. A closed list: whoever wants to say more has to add it here, and think about whom it would tell of. No number, no
 * content, no token and no text of an error is among it.
 *
 * Names are OpenTelemetry's where it has one.
 */
export const attributes = [
  "db.operation.name",
  "error.type",
  "http.request.method",
  "http.response.status_code",
  "http.route",
  "messaging.batch.message_count",
  "messaging.message.body.size",
  "messaging.message.id",
  "server.address",
  "sluice.account",
  "sluice.attempt",
  "sluice.event",
  "sluice.outcome",
  "sluice.provider",
  "sluice.request",
  "sluice.sender",
  "sluice.status",
  "sluice.subscription"
] as const
/** A name on the list; what a span says under any other is not kept. */
export type Attribute = (typeof attributes)[number]

/** Where a span is, for what hangs below it and what points to it: 32 and 16 digits of hexadecimal, as W3C Trace Context has them. */
export interface Place {
  readonly traceId: string
  readonly spanId: string
}

/** A step that has ended. Times are epoch milliseconds of the engine's clock, with as much behind the point as is known. */
export interface Span {
  /** One of a few: it never holds an id. */
  readonly name: string
  readonly kind: Tracer.SpanKind
  readonly traceId: string
  /** Where others know it beforehand; left out, any. */
  readonly spanId?: string
  /** Null for the first of its trace. */
  readonly parentSpanId: string | null
  readonly startMillis: number
  readonly endMillis: number
  readonly attributes: Readonly<Partial<Record<Attribute, string | number | boolean>>>
  /** Spans of other traces that belong to it. */
  readonly links: ReadonlyArray<Place>
  /** What went wrong, as a word of ours (`error.type`); null where nothing did. */
  readonly failure: string | null
}

/** Where steps are written down. It never waits and never fails: what it has no room for is dropped, and counted. */
export interface Recorder {
  /** Whether spans of this trace are kept: every process answers alike, so a trace is there as a whole or not at all. */
  readonly keeps: (traceId: string) => boolean
  readonly record: (span: Span) => void
  /** The span that the fiber is in, where that is one that is kept. */
  readonly current: Effect.Effect<Tracer.Span | null>
}

/** The recorder of the process; null, and so at no cost, unless it is given one. */
export class Spans extends Context.Reference<Spans>()("@sluice/engine/Spans", {
  defaultValue: (): Recorder | null => null
}) {}
