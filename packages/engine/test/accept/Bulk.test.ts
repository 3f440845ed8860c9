import { it } from "@effect/vitest"
import { Accept } from "@sluice/engine/accept/Accept"
import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import type { SendRequest } from "@sluice/engine/accept/Judgement"
import * as List from "@sluice/engine/accept/List"
import type { Row } from "@sluice/engine/accept/Row"
import { type Caller, nobody } from "@sluice/engine/access/Caller"
import { Deal } from "@sluice/engine/dealing/Deal"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Array, Context, Effect, Either, Layer, Stream } from "effect"
import * as fc from "fast-check"
import { describe, expect } from "vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as testDirectory from "../testDirectory.ts"

const operator: Caller = { ...nobody, role: "operator", accountId: null }

const numberOf = (index: number) => `+8869876${String(54_000 + index).padStart(5, "0")}`

const good = (index: number, idempotencyKey: string | null = null): Row =>
  Either.right<SendRequest>({
    senderId: "acme-tw",
    recipient: numberOf(index),
    content: { type: "text", text: { body: "hello" } },
    replyTo: null,
    idempotencyKey
  })

const bad: Row = Either.left([{ path: "", code: "syntax", rule: null, message: "is not JSON", suggestion: null }])

const away = new StoreUnavailable({ operation: "Outbox.enqueue", cause: "away" })

/** The use case over a memory store whose enqueues fail by their number, counted from 1. */
const acceptWith = (fails: (call: number) => boolean = () => false) =>
  Accept.layer().pipe(
    Layer.provide(Deal.layer()),
    Layer.provide(IdsLayer.layer),
    Layer.provide(TestCrypto.layer),
    Layer.provide(testDirectory.layer),
    Layer.provideMerge(
      Layer.map(MemoryStore.layer, (store) => {
        const outbox = Context.get(store, Outbox)
        let calls = 0
        return Context.add(store, Outbox, {
          ...outbox,
          enqueue: (rows) => Effect.suspend(() => (fails((calls += 1)) ? Effect.fail(away) : outbox.enqueue(rows)))
        })
      })
    )
  )

const ids = Effect.flatMap(Outbox, (outbox) =>
  Effect.map(outbox.list({ limit: 10_000 }), (found) => new Set(found.map(({ id }) => id)))
)

const chunks = (...sizes: ReadonlyArray<number>) => {
  let from = 0
  return sizes.map((size) => Array.makeBy(size, () => good(from++)))
}

describe("rows as they come", () => {
  it.effect("each chunk is told when it is stored, before the rows after it have come", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const queuedBefore: Array<number> = []
      const source = Stream.fromIterable(chunks(3, 2)).pipe(
        Stream.concat(Stream.drain(Stream.fromEffect(Effect.never)))
      )
      const first = yield* accept.acceptStream(operator, source).pipe(
        Stream.mapEffect((outcomes) => Effect.map(ids, (found) => [outcomes, found] as const)),
        Stream.take(2),
        Stream.runCollect
      )
      for (const [outcomes, found] of first) {
        queuedBefore.push(found.size)
        expect(outcomes.every((outcome) => outcome._tag === "Queued" && found.has(outcome.id))).toBe(true)
      }
      expect(queuedBefore.at(-1)).toBe(5)
    }).pipe(Effect.provide(acceptWith()))
  )

  it.effect("where the rows break off, what was told is queued", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const told: Array<string> = []
      const source = Stream.concat(Stream.fromIterable(chunks(3, 2)), Stream.fail("cut off" as const))
      const end = yield* accept.acceptStream(operator, source).pipe(
        Stream.runForEach((outcomes) =>
          Effect.sync(() => told.push(...outcomes.flatMap((outcome) => ("id" in outcome ? [outcome.id] : []))))
        ),
        Effect.flip
      )
      expect(end).toBe("cut off")
      const stored = yield* ids
      expect(told.every((id) => stored.has(id))).toBe(true)
    }).pipe(Effect.provide(acceptWith()))
  )

  it.effect(
    "whatever store goes away when: rows told as queued are exactly those that are, and every row is told",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(
            fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }),
            fc.uniqueArray(fc.integer({ min: 1, max: 6 })),
            (sizes, failing) =>
              Effect.gen(function* () {
                const accept = yield* Accept
                const outcomes = yield* accept
                  .acceptStream(operator, Stream.fromIterable(chunks(...sizes)))
                  .pipe(Stream.runCollect, Effect.either)
                const stored = yield* ids
                if (Either.isLeft(outcomes)) {
                  expect(outcomes.left._tag).toBe("StoreUnavailable")
                  expect(stored.size).toBe(0)
                  return
                }
                const told = Array.flatten(Array.fromIterable(outcomes.right))
                expect(told.length).toBe(sizes.reduce((sum, size) => sum + size, 0))
                expect(new Set(told.flatMap((outcome) => ("id" in outcome ? [outcome.id] : [])))).toEqual(stored)
              }).pipe(Effect.provide(acceptWith((call) => failing.includes(call))), Effect.runPromise)
          ),
          { numRuns: 60 }
        )
      )
  )

  it.effect("RT-05: a key that comes again in a later chunk repeats the first row, however fast the store is", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const rows = [[good(1), good(2, "k")], [good(3)], [good(2, "k")], [good(4), good(2, "k")]]
      const outcomes = Array.flatten(
        Array.fromIterable(yield* Stream.runCollect(accept.acceptStream(operator, Stream.fromIterable(rows))))
      )
      expect(outcomes.map(({ _tag }) => _tag)).toEqual(["Queued", "Queued", "Queued", "Repeated", "Queued", "Repeated"])
      expect((yield* ids).size).toBe(4)
    }).pipe(Effect.provide(acceptWith()))
  )
})

const options = { atomic: false, preflight: false, stopAbove: null }

/** A list of rows of which every so many is bad. */
const list = (count: number, badEvery: number): List.List<never> =>
  List.fromRows(Array.makeBy(count, (index) => (badEvery > 0 && index % badEvery === 0 ? bad : good(index))))

describe("the pre-flight of a list", () => {
  it.effect("PH-08: a list of 1000 is sampled at a tenth before anything is queued, and its failures projected", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const { outcomes, projection } = yield* accept.acceptList(operator, list(1_000, 4), options)
      expect((yield* ids).size).toBe(0)
      expect(projection).toMatchObject({ rows: 1_000, sampled: 100 })
      expect(projection?.low).toBeLessThanOrEqual(projection?.rate ?? 0)
      expect(projection?.high).toBeGreaterThanOrEqual(projection?.rate ?? 1)
      expect(Math.abs((projection?.rate ?? 0) - 0.25)).toBeLessThan(0.25)
      yield* Stream.runDrain(outcomes)
      expect((yield* ids).size).toBe(750)
    }).pipe(Effect.provide(acceptWith()))
  )

  it.effect("PH-08: above the caller's threshold the whole list is refused, with examples, and nothing is queued", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const stopped = yield* Effect.flip(accept.acceptList(operator, list(1_000, 1), { ...options, stopAbove: 0.5 }))
      expect(stopped).toMatchObject({ _tag: "PreflightStopped", stopAbove: 0.5, projection: { failed: 100, rate: 1 } })
      const findings = stopped._tag === "PreflightStopped" ? stopped.findings : []
      expect(findings.length).toBe(20)
      expect(findings.every(({ path }) => /^\[\d+\]$/.test(path))).toBe(true)
      expect((yield* ids).size).toBe(0)
    }).pipe(Effect.provide(acceptWith()))
  )

  it.effect("PH-08: shorter lists are not sampled unless their caller asks for it", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      expect((yield* accept.acceptList(operator, list(999, 0), options)).projection).toBe(null)
      const asked = yield* accept.acceptList(operator, list(50, 0), { ...options, preflight: true })
      expect(asked.projection).toMatchObject({ rows: 50, sampled: 5, failed: 0, rate: 0 })
      const bounded = yield* accept.acceptList(operator, list(50, 0), { ...options, stopAbove: 0 })
      expect(bounded.projection?.sampled).toBe(5)
    }).pipe(Effect.provide(acceptWith()))
  )

  it.effect("only the rows of the sample are read for it", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      let reads = 0
      const whole = list(1_000, 0)
      const counted: List.List<never> = {
        ...whole,
        rows: Stream.map(
          whole.rows,
          Array.map((row) => () => {
            reads++
            return row()
          })
        )
      }
      yield* accept.acceptList(operator, counted, options)
      // The sample, and the first row, whose sender's policy says how large it is.
      expect(reads).toBe(101)
    }).pipe(Effect.provide(acceptWith()))
  )
})
