import { it } from "@effect/vitest"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { type Span, Spans } from "@sluice/engine/ports/Spans"
import { Effect, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Subscribed from "../subscriptions/world.ts"
import * as World from "../world.ts"

/** What was written down, and the layer that writes it. */
const recording = (keeps: (traceId: string) => boolean = () => true) => {
  const spans: Array<Span> = []
  const record = (span: Span): void => void spans.push(span)
  return { spans, layer: Layer.succeed(Spans, { keeps, record, current: Effect.succeed(null) }) }
}

const message = World.message(1)
const traceId = message.id.replaceAll("-", "")

/** The message is taken back, which is told. */
const cancelled = Effect.gen(function* () {
  const outbox = yield* Outbox
  yield* outbox.enqueue([message])
  yield* outbox.modify([{ _tag: "Id", id: message.id }], () => ({ state: "cancelled", events: [] }))
})

describe("the span of a try to tell a subscriber", () => {
  it.effect("is in the trace of the message that it tells of, one for every try, with its answer", () => {
    const { courier, ports, replies, subscribe } = Subscribed.make()
    const { layer, spans } = recording()
    return Effect.gen(function* () {
      yield* subscribe(1, { types: ["message.*"] })
      replies.set(Subscribed.url(1), Effect.succeed(Subscribed.refused))
      yield* Effect.fork(courier)
      yield* cancelled
      yield* TestClock.adjust("1 second")
      replies.set(Subscribed.url(1), Effect.delay(Effect.succeed(Subscribed.taken), "40 millis"))
      yield* TestClock.adjust("10 seconds")
      const common = {
        name: "tell",
        kind: "client",
        traceId,
        parentSpanId: traceId.slice(16),
        links: []
      }
      const said = {
        "messaging.message.id": message.id,
        "server.address": "hooks.example.com",
        "sluice.account": message.accountId,
        "sluice.event": "message.cancelled",
        "sluice.subscription": Subscribed.subscriptionId(1)
      }
      expect(spans).toMatchObject([
        {
          ...common,
          failure: "refused",
          attributes: { ...said, "sluice.attempt": 1, "sluice.outcome": "untaken", "http.response.status_code": 500 }
        },
        {
          ...common,
          failure: null,
          attributes: { ...said, "sluice.attempt": 2, "sluice.outcome": "taken", "http.response.status_code": 200 }
        }
      ])
      const [, last] = spans
      expect((last?.endMillis ?? 0) - (last?.startMillis ?? 0)).toBe(40)
      // The number that the event tells of goes to the subscriber, and not to the collector.
      expect(JSON.stringify(spans)).not.toContain(message.recipient.slice(1))
    }).pipe(Effect.provide(Layer.merge(ports, layer)))
  })

  it.effect("of an event about no message of ours has a trace of its own, by the event's id", () => {
    const { courier, ports, replies, subscribe, tell, tries } = Subscribed.make()
    const { layer, spans } = recording()
    return Effect.gen(function* () {
      yield* subscribe(1)
      replies.set(Subscribed.url(1), Effect.succeed({ _tag: "Gone" }))
      yield* Effect.fork(courier)
      yield* tell(1)
      yield* TestClock.adjust("1 second")
      const id = tries[0]?.id.replace("evt_", "").replaceAll("-", "")
      expect(spans).toMatchObject([
        {
          traceId: id,
          parentSpanId: null,
          failure: "gone",
          attributes: { "sluice.event": "message.received", "http.response.status_code": 410 }
        }
      ])
    }).pipe(Effect.provide(Layer.merge(ports, layer)))
  })

  it.effect("is not written where its trace is not kept, and nobody is told less for that", () => {
    const { courier, ports, subscribe, tries } = Subscribed.make()
    const { layer, spans } = recording(() => false)
    return Effect.gen(function* () {
      yield* subscribe(1)
      yield* Effect.fork(courier)
      yield* cancelled
      yield* TestClock.adjust("1 second")
      expect(tries.length).toBeGreaterThan(0)
      expect(spans).toEqual([])
    }).pipe(Effect.provide(Layer.merge(ports, layer)))
  })
})
