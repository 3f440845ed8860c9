import { Cause, type Context, Exit, Option, Tracer } from "effect"
import * as Spans from "@sluice/engine/ports/Spans"
import type { Place, Recorder } from "@sluice/engine/ports/Spans"

/** What one span begins with. */
export interface Begun {
  readonly name: string
  readonly place: Place
  readonly parent: Option.Option<Tracer.AnySpan>
  readonly context: Context.Context<never>
  readonly links: ReadonlyArray<Tracer.SpanLink>
  readonly startNanos: bigint
  readonly kind: Tracer.SpanKind
}

/** Links and attributes that one span holds at most, as OpenTelemetry bounds them. */
const linksMax = 128

const known: ReadonlySet<string> = new Set(Spans.attributes)
const isKnown = (name: string): name is Spans.Attribute => known.has(name)
const isValue = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"

/** Nanoseconds as milliseconds, of which a number holds a quarter of a microsecond. */
const millisOf = (nanos: bigint): number => Number(nanos) / 1_000_000

/** An error by its tag, which is a word of ours. Its text and its stack say what was asked for, and by whom: neither leaves the process. */
const failureOf = (exit: Exit.Exit<unknown, unknown>): string | null => {
  if (Exit.isSuccess(exit) || Cause.isInterruptedOnly(exit.cause)) return null
  const failure = Option.getOrNull(Cause.failureOption(exit.cause))
  if (failure === null) return "defect"
  const tag = typeof failure === "object" && "_tag" in failure ? failure._tag : null
  return typeof tag === "string" ? tag : "failure"
}

/**
 * A span of Effect's that is written down when it ends. Of its attributes those of the closed list are kept (`Spans.attributes`); its events are not, since they
 * are texts.
 */
export class KeptSpan implements Tracer.Span {
  readonly _tag = "Span"
  readonly sampled = true
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parent: Option.Option<Tracer.AnySpan>
  readonly context: Context.Context<never>
  readonly kind: Tracer.SpanKind
  readonly attributes = new Map<string, string | number | boolean>()
  readonly links: Array<Tracer.SpanLink>
  status: Tracer.SpanStatus
  readonly #record: Recorder["record"]

  constructor({ context, kind, links, name, parent, place, startNanos }: Begun, record: Recorder["record"]) {
    this.name = name
    this.traceId = place.traceId
    this.spanId = place.spanId
    this.parent = parent
    this.context = context
    this.kind = kind
    this.links = links.slice(0, linksMax)
    this.status = { _tag: "Started", startTime: startNanos }
    this.#record = record
  }

  attribute(key: string, value: unknown): void {
    if (isKnown(key) && isValue(value)) this.attributes.set(key, value)
  }

  event(): void {}

  addLinks(links: ReadonlyArray<Tracer.SpanLink>): void {
    this.links.push(...links.slice(0, linksMax - this.links.length))
  }

  end(endTime: bigint, exit: Exit.Exit<unknown, unknown>): void {
    const { startTime } = this.status
    this.status = { _tag: "Ended", startTime, endTime, exit }
    this.#record({
      name: this.name,
      kind: this.kind,
      traceId: this.traceId,
      spanId: this.spanId,
      parentSpanId: Option.getOrNull(this.parent)?.spanId ?? null,
      startMillis: millisOf(startTime),
      endMillis: millisOf(endTime),
      attributes: Object.fromEntries(this.attributes),
      links: this.links.map(({ span: { spanId, traceId } }) => ({ traceId, spanId })),
      failure: failureOf(exit)
    })
  }
}
