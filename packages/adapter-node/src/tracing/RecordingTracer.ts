import type { Recorder } from "@sluice/engine/ports/Spans"
import { type Context, type Exit, Option, Tracer } from "effect"
import { KeptSpan } from "./KeptSpan.ts"
import * as SpanId from "./SpanId.ts"

/** A span that nobody keeps, and below which none is kept. */
class PassedSpan implements Tracer.Span {
  readonly _tag = "Span"
  readonly sampled = false
  readonly name: string
  readonly traceId = "0".repeat(32)
  readonly spanId = "0".repeat(16)
  readonly parent: Option.Option<Tracer.AnySpan>
  readonly context: Context.Context<never>
  readonly kind: Tracer.SpanKind
  readonly attributes: ReadonlyMap<string, unknown> = new Map()
  readonly links: ReadonlyArray<Tracer.SpanLink> = []
  status: Tracer.SpanStatus

  constructor(
    name: string,
    parent: Option.Option<Tracer.AnySpan>,
    context: Context.Context<never>,
    kind: Tracer.SpanKind,
    startTime: bigint
  ) {
    this.name = name
    this.parent = parent
    this.context = context
    this.kind = kind
    this.status = { _tag: "Started", startTime }
  }

  attribute(): void {}
  event(): void {}
  addLinks(): void {}
  end(endTime: bigint, exit: Exit.Exit<unknown, unknown>): void {
    this.status = { _tag: "Ended", startTime: this.status.startTime, endTime, exit }
  }
}

/**
 * Effect's tracer over a recorder.
 *
 * A trace begins where something comes in from outside: at a span of kind `server`, which goes on with its caller's trace where it has one. What hangs below a
 * span that is kept is kept. The loops of the process begin no trace: they run for as long as it does, and look hundreds of times a second.
 *
 * @param isParentBased whether a caller's decision about its trace holds here.
 */
export const make = (recorder: Recorder, isParentBased: boolean): Tracer.Tracer => {
  return Tracer.make({
    span: (name, parent, context, links, startNanos, kind) => {
      const above = Option.getOrNull(parent)
      const isBelow = above instanceof KeptSpan
      const passed = (): Tracer.Span => new PassedSpan(name, parent, context, kind, startNanos)
      if (!isBelow && (above?._tag === "Span" || kind !== "server")) return passed()
      const traceId = above?.traceId ?? SpanId.trace()
      const isKept = isBelow || (above !== null && isParentBased ? above.sampled : recorder.keeps(traceId))
      if (!isKept) return passed()
      const place = { traceId, spanId: SpanId.span() }
      return new KeptSpan({ name, place, parent, context, links, startNanos, kind }, recorder.record)
    },
    context: (f) => f()
  })
}
