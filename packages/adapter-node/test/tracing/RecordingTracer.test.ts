import { it } from "@effect/vitest"
import * as RecordingTracer from "@sluice/adapter-node/tracing/RecordingTracer"
import type * as Sampler from "@sluice/adapter-node/tracing/Sampler"
import * as SpanQueue from "@sluice/adapter-node/tracing/SpanQueue"
import * as SpanRecorder from "@sluice/adapter-node/tracing/SpanRecorder"
import { Context, Data, Effect, Exit, Layer, Option, Tracer } from "effect"
import * as fc from "fast-check"
import { describe, expect } from "vitest"

class Refused extends Data.TaggedError("Refused")<{ readonly number: string }> {
  override get message(): string {
    return `nothing goes to ${this.number}`
  }
}

const tracing = (sampler: Sampler.Sampler = { share: 1, isParentBased: true }) => {
  const queue = SpanQueue.make(1_000, 1_000, () => {})
  const recorder = SpanRecorder.make(queue, sampler)
  const layer = Layer.setTracer(RecordingTracer.make(recorder, sampler.isParentBased))
  return { layer, recorder, kept: () => queue.take(1_000) }
}

const request = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.withSpan(effect, "request", { kind: "server", root: true })

describe("Effect's spans", () => {
  it.effect("those below a request are kept, in its trace and below one another", () =>
    Effect.gen(function* () {
      const { kept, layer } = tracing()
      const work = Effect.withSpan(Effect.withSpan(Effect.void, "inner"), "outer")
      yield* Effect.provide(request(work), layer)
      const [inner, outer, top] = kept()
      expect([inner?.name, outer?.name, top?.name]).toEqual(["inner", "outer", "request"])
      expect(new Set([inner?.traceId, outer?.traceId, top?.traceId]).size).toBe(1)
      expect([inner?.parentSpanId, outer?.parentSpanId, top?.parentSpanId]).toEqual([outer?.spanId, top?.spanId, null])
    })
  )

  it.effect("those of the process's own loops are not: they begin no trace, and none begins below them", () =>
    Effect.gen(function* () {
      const { kept, layer } = tracing()
      const loop = Effect.withSpan(Effect.withSpan(Effect.void, "statement"), "loop")
      const below = Effect.withSpan(Effect.withSpan(Effect.void, "call", { kind: "server" }), "loop")
      yield* Effect.provide(Effect.zipRight(loop, below), layer)
      expect(kept()).toEqual([])
    })
  )

  it.effect("a caller's trace is gone on with, and its decision holds where the sampler asks for it", () =>
    Effect.gen(function* () {
      const parent = (sampled: boolean) =>
        Tracer.externalSpan({ traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", sampled })
      const called = (sampled: boolean, sampler: Sampler.Sampler) => {
        const { kept, layer } = tracing(sampler)
        const span = Effect.withSpan(Effect.void, "request", { kind: "server", parent: parent(sampled) })
        return Effect.map(Effect.provide(span, layer), () =>
          kept().map(({ parentSpanId, traceId }) => [traceId, parentSpanId])
        )
      }
      const own = [["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"]]
      expect(yield* called(true, { share: 0, isParentBased: true })).toEqual(own)
      expect(yield* called(false, { share: 1, isParentBased: true })).toEqual([])
      expect(yield* called(true, { share: 0, isParentBased: false })).toEqual([])
      expect(yield* called(false, { share: 1, isParentBased: false })).toEqual(own)
    })
  )

  it.effect("the span that a fiber is in is known where it is kept", () =>
    Effect.gen(function* () {
      const { layer, recorder } = tracing()
      const name = Effect.map(recorder.current, (span) => span?.name ?? null)
      expect(yield* Effect.provide(request(name), layer)).toBe("request")
      expect(yield* Effect.provide(Effect.withSpan(name, "loop"), layer)).toBeNull()
      expect(yield* name).toBeNull()
      expect(yield* Effect.withSpan(name, "of Effect's own tracer", { kind: "server" })).toBeNull()
    })
  )

  it.effect("an error is its tag: neither what it says nor where it came from leaves the process", () =>
    Effect.gen(function* () {
      const { kept, layer } = tracing()
      yield* Effect.exit(Effect.provide(request(new Refused({ number: "+886912345678" })), layer))
      yield* Effect.exit(Effect.provide(request(Effect.die(new Error("broken at +886912345678"))), layer))
      yield* Effect.exit(Effect.provide(request(Effect.interrupt), layer))
      const spans = kept()
      expect(spans.map(({ failure }) => failure)).toEqual(["Refused", "defect", null])
      expect(JSON.stringify(spans)).not.toContain("12345678")
    })
  )

  it("whatever code says in a span, no number and nothing that is not on the list leaves the process", () => {
    const names = [
      "sluice.sender",
      "sluice.outcome",
      "recipient",
      "messaging.message.body",
      "db.query.text",
      "http.route"
    ]
    const number = fc.stringMatching(/^\+?[1-9][0-9]{7,14}$/)
    const value = fc.oneof(
      fc.string(),
      number,
      number.map((text) => `to ${text} now`),
      fc.constant({ body: "hello" })
    )
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), number, (attributes, recipient) => {
        const queue = SpanQueue.make(10, 10, () => {})
        const recorder = SpanRecorder.make(queue, { share: 1, isParentBased: true })
        const tracer = RecordingTracer.make(recorder, true)
        const span = tracer.span(`send to ${recipient}`, Option.none(), Context.empty(), [], 0n, "server")
        for (const [name, said] of Object.entries(attributes)) span.attribute(name, said)
        span.attribute("sluice.status", recipient)
        span.event(recipient, 0n, { recipient })
        span.end(1n, Exit.fail(new Refused({ number: recipient })))
        const [left] = queue.take(1)
        expect(left).toMatchObject({ name: "send to [number]", failure: "Refused" })
        expect(left?.attributes["sluice.status"]).toBe("[number]")
        for (const [name, said] of Object.entries(left?.attributes ?? {})) {
          expect(["sluice.sender", "sluice.outcome", "sluice.status", "http.route"]).toContain(name)
          expect(String(said)).not.toMatch(/(?<![0-9A-Za-z-])\+?[0-9]{8,15}(?![0-9A-Za-z-])/)
        }
      })
    )
  })
})
