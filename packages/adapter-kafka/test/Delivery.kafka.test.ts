import { describe, expect, it } from "@effect/vitest"
import * as KafkaCallbackLog from "@sluice/adapter-kafka/KafkaCallbackLog"
import * as KafkaProducer from "@sluice/adapter-kafka/KafkaProducer"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { CallbackLog, type StoredCallback } from "@sluice/engine/ports/CallbackLog"
import { callback, startMillis } from "@sluice/engine/test-kit/Samples"
import * as TestKafka from "@sluice/services/kafka/TestKafka"
import { Context, Effect, Layer, Scope } from "effect"
import * as Logs from "./Logs.ts"
import * as Records from "./Records.ts"

type Log = Context.Tag.Service<CallbackLog>

/** A deployment: one store, topics of its own, and any number of processes on them. */
const deployment = Effect.gen(function* () {
  const topics = yield* Logs.topics
  const store = yield* Effect.map(Layer.build(MemoryStore.layer), Context.get(CallbackLog))
  /** One process with its own connections, until its scope closes. */
  const process = (options: Partial<KafkaCallbackLog.Options> = {}, over: Log = store) =>
    Effect.map(
      Layer.build(
        KafkaCallbackLog.layer(Logs.options(topics, options)).pipe(Layer.provide(Layer.succeed(CallbackLog, over)))
      ),
      Context.get(CallbackLog)
    )
  return { topics, store, process }
})

const numberOf = (one: StoredCallback): number => Math.round((one.receivedMillis - startMillis) / 1_000)

/** Callbacks of several senders, so that they lie in several partitions. */
const ofSender = (n: number) =>
  callback(n, { body: new TextEncoder().encode(`{"phone_number_id":"${n % 16}","n":${n}}`) })

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

/** Processes what is there, into `seen`; answers how many. */
const consume = (log: Log, seen: Array<number>, limit = 50) =>
  log.consume(limit, (callbacks) =>
    Effect.sync(() => {
      seen.push(...callbacks.map(numberOf))
      return callbacks.map(({ id }) => ({ id, verdict: "processed" as const, report: {} }))
    })
  )

/** Consumes until nothing is pending any more, in Kafka or in the store. */
const consumeAll = (log: Log, seen: Array<number>) =>
  Effect.gen(function* () {
    do yield* consume(log, seen)
    while ((yield* log.counts)["pending"] !== undefined)
  })

const sorted = (numbers: ReadonlyArray<number>) => numbers.toSorted((a, b) => a - b)

describe.skipIf(TestKafka.brokers === null)("callbacks over Kafka", () => {
  it.scopedLive("WH-03, WH-08: what two doors took in is processed once", () =>
    Effect.gen(function* () {
      const { process } = yield* deployment
      const [one, other, worker] = yield* Effect.all([process(), process(), process()])
      const all = range(0, 40).map(ofSender)
      yield* Effect.all([one.append(all), other.append(all.toReversed())], { concurrency: 2 })
      const seen: Array<number> = []
      yield* consumeAll(worker, seen)
      expect(sorted(seen)).toEqual(range(0, 40))
      expect(yield* worker.counts).toEqual({ processed: 40 })
    })
  )

  it.scopedLive("callbacks of a sender keep the order of their arrival", () =>
    Effect.gen(function* () {
      const { process, topics } = yield* deployment
      const log = yield* process()
      yield* Effect.forEach(range(0, 6), (part) => log.append(range(part * 32, part * 32 + 32).map(ofSender)))
      const seen: Array<number> = []
      yield* consumeAll(log, seen)
      for (const sender of range(0, 16)) {
        const own = seen.filter((n) => n % 16 === sender)
        expect(own).toEqual(sorted(own))
      }
      const records = yield* Records.first(topics.callbacks, 192)
      expect(new Set(records.map(({ partition }) => partition)).size).toBeGreaterThan(1)
      const homes = new Set(records.map(({ key, partition }) => `${key}:${partition}`))
      expect(homes.size).toBe(16)
    })
  )

  it.scopedLive(
    "WH-03: through two consumers, one that leaves and one that comes, nothing is lost and nothing processed twice",
    () =>
      Effect.gen(function* () {
        const { process } = yield* deployment
        const door = yield* process()
        const seen: Array<number> = []
        const leaving = yield* Scope.make()
        const first = yield* Scope.extend(process(), leaving)
        const second = yield* process()
        const working = (log: Log) => Effect.forever(Effect.zipRight(consume(log, seen, 7), Effect.sleep("1 millis")))
        const appending = Effect.forEach(range(0, 60), (part) =>
          Effect.zipRight(door.append(range(part * 10, part * 10 + 10).map(ofSender)), Effect.sleep("20 millis"))
        )
        const one = yield* Effect.fork(working(first))
        const two = yield* Effect.forkScoped(working(second))
        const door1 = yield* Effect.fork(appending)
        yield* Effect.sleep("400 millis")
        yield* one.interruptAsFork(one.id())
        yield* Scope.close(leaving, yield* Effect.exit(Effect.void))
        const third = yield* process()
        const three = yield* Effect.forkScoped(working(third))
        yield* door1.await
        const ended = Effect.map(
          door.counts,
          (counts) => counts["processed"] === 600 && counts["pending"] === undefined
        )
        const exits = () => [two.unsafePoll(), three.unsafePoll()]
        while (!(yield* ended) && exits().every((exit) => exit === null)) yield* Effect.sleep("50 millis")
        expect(exits()).toEqual([null, null])
        expect(sorted(seen)).toEqual(range(0, 600))
        expect(yield* door.counts).toEqual({ processed: 600 })
      })
  )

  it.scopedLive(
    "WH-08: a process that leaves while it is joining ends quietly, and keeps nothing from those that stay",
    () =>
      Effect.gen(function* () {
        const { process } = yield* deployment
        const door = yield* process()
        yield* door.append(range(0, 40).map(ofSender))
        yield* Effect.forEach(
          range(0, 40).map((step) => step * 6),
          (millis) =>
            Effect.scoped(
              Effect.gen(function* () {
                const leaving = yield* process()
                const joining = yield* Effect.fork(leaving.consume(50, () => Effect.never))
                yield* Effect.sleep(millis)
                yield* joining.interruptAsFork(joining.id())
              })
            ),
          { discard: true }
        )
        const seen: Array<number> = []
        yield* consumeAll(yield* process(), seen)
        expect(sorted(seen)).toEqual(range(0, 40))
      })
  )

  it.scopedLive("a process that starts again goes on where the one before was", () =>
    Effect.gen(function* () {
      const { process } = yield* deployment
      const seen: Array<number> = []
      yield* Effect.scoped(
        Effect.gen(function* () {
          const log = yield* process()
          yield* log.append(range(0, 20).map(ofSender))
          // What has come by then may be less.
          while (seen.length < 5) yield* consume(log, seen, 5 - seen.length)
        })
      )
      expect(seen.length).toBe(5)
      const log = yield* process()
      expect((yield* log.counts)["pending"]).toBe(15)
      yield* consumeAll(log, seen)
      expect(sorted(seen)).toEqual(range(0, 20))
    })
  )

  it.scopedLive("WH-03: after a crash between the store and the position, everything is there, once", () =>
    Effect.gen(function* () {
      const { process, store } = yield* deployment
      const seen: Array<number> = []
      let crashes = 1
      // The rows are durable, and the process is gone before it can say so.
      const crashing: Log = {
        ...store,
        append: (callbacks) =>
          Effect.tap(store.append(callbacks), () => (crashes-- > 0 ? Effect.dieMessage("crash") : Effect.void))
      }
      yield* Effect.scoped(
        Effect.gen(function* () {
          const log = yield* process({}, crashing)
          yield* log.append(range(0, 20).map(ofSender))
          expect((yield* Effect.exit(consume(log, seen, 20)))._tag).toBe("Failure")
        })
      )
      expect(yield* store.counts).toEqual({ pending: 20 })
      const log = yield* process()
      yield* consumeAll(log, seen)
      expect(sorted(seen)).toEqual(range(0, 20))
      expect(yield* store.counts).toEqual({ processed: 20 })
    })
  )

  it.scopedLive("WH-08: what the store cannot take stays in Kafka, and is taken later", () =>
    Effect.gen(function* () {
      const { process, store } = yield* deployment
      let away = true
      const faulty: Log = {
        ...store,
        append: (callbacks) => Effect.suspend(() => (away ? Effect.dieMessage("away") : store.append(callbacks)))
      }
      const log = yield* process({}, faulty)
      const seen: Array<number> = []
      expect(yield* log.append(range(0, 10).map(ofSender))).toEqual(range(0, 10).map(() => "appended"))
      expect((yield* Effect.exit(consume(log, seen)))._tag).toBe("Failure")
      expect(yield* store.counts).toEqual({})
      expect(yield* log.counts).toEqual({ pending: 10 })
      away = false
      yield* consumeAll(log, seen)
      expect(sorted(seen)).toEqual(range(0, 10))
    })
  )

  it.scopedLive("a record that is none of ours becomes a dead letter with its reason, and holds nobody up", () =>
    Effect.gen(function* () {
      const { process, topics } = yield* deployment
      const log = yield* process()
      const producer = yield* Effect.map(
        Layer.build(KafkaProducer.KafkaProducer.layer({ connection: Logs.connection, sendMillisMax: 5_000 })),
        Context.get(KafkaProducer.KafkaProducer)
      )
      yield* producer.send([
        {
          topic: topics.callbacks,
          key: "stray",
          value: new TextEncoder().encode("hello"),
          headers: { from: "elsewhere" }
        }
      ])
      yield* log.append(range(0, 3).map(ofSender))
      const seen: Array<number> = []
      yield* consumeAll(log, seen)
      expect(sorted(seen)).toEqual([0, 1, 2])
      const [letter] = yield* Records.first(topics.deadLetter, 1)
      expect(new TextDecoder().decode(letter?.value)).toBe("hello")
      expect(letter?.headers).toMatchObject({
        from: "elsewhere",
        "sluice-stage": "log",
        "sluice-reason": "no account in sluice-account"
      })
      expect(letter?.headers["sluice-origin"]).toMatch(/callbacks\/\d\/0$/)
      // It is read again, as a dead letter, and stays one.
      yield* log.append([ofSender(3)])
      yield* consumeAll(log, seen)
      expect(yield* log.counts).toEqual({ processed: 4 })
    })
  )

  it.scopedLive("GD-03, WH-11: what was refused and what was put aside are dead letters that say why", () =>
    Effect.gen(function* () {
      const { process, topics } = yield* deployment
      const log = yield* process()
      yield* log.append([callback(1, { verdict: "bad-signature" }), callback(2), callback(3)])
      yield* log.consume(10, (callbacks) =>
        Effect.succeed(
          callbacks.map((one) =>
            numberOf(one) === 2
              ? { id: one.id, verdict: "quarantined" as const, report: { disagreement: ["a"] } }
              : { id: one.id, verdict: "processed" as const, report: {} }
          )
        )
      )
      const letters = yield* Records.first(topics.deadLetter, 2)
      expect(letters.map(({ headers }) => [headers["sluice-stage"], headers["sluice-reason"]])).toEqual([
        ["door", "bad-signature"],
        ["processing", "quarantined"]
      ])
      expect(letters[1]?.headers["sluice-report"]).toBe('{"disagreement":["a"]}')
      const seen: Array<number> = []
      yield* consume(log, seen)
      expect(seen).toEqual([])
      expect(yield* log.counts).toEqual({ "bad-signature": 1, processed: 1, quarantined: 1 })
    })
  )

  it.scopedLive("WH-02: bodies of 3 MB come through, several in one call", () =>
    Effect.gen(function* () {
      const { process } = yield* deployment
      const log = yield* process()
      const bodies = range(0, 4).map((n) => callback(n, { body: new Uint8Array(3 * 1024 * 1024).fill(n + 1) }))
      expect(yield* log.append([...bodies, callback(9)])).toEqual(range(0, 5).map(() => "appended"))
      const found: Array<readonly [number, number, boolean]> = []
      let count = 0
      while (count < 5) {
        count += yield* log.consume(10, (callbacks) =>
          Effect.sync(() => {
            for (const { body } of callbacks)
              found.push([body.length, body[0] ?? 0, body.every((byte) => byte === body[0])])
            return callbacks.map(({ id }) => ({ id, verdict: "processed" as const, report: {} }))
          })
        )
      }
      const large = found.filter(([length]) => length === 3 * 1024 * 1024)
      expect(large.map(([, first, same]) => [first, same])).toEqual(range(1, 5).map((n) => [n, true]))
    })
  )
})
