import { describe, expect, it } from "@effect/vitest"
import { Consumer } from "@platformatic/kafka"
import * as Connection from "@sluice/adapter-kafka/Connection"
import * as KafkaProducer from "@sluice/adapter-kafka/KafkaProducer"
import * as Topics from "@sluice/adapter-kafka/Topics"
import * as TestKafka from "@sluice/services/kafka/TestKafka"
import { Context, Effect, Layer } from "effect"
import type { Incoming } from "../../src/internal/CallbackRecord.ts"
import * as Membership from "../../src/internal/Membership.ts"
import * as Logs from "../Logs.ts"

const partitions = 3

/** A topic with `count` records, of so many keys that every partition has some, and whoever may join its group. */
const group = Effect.fnUntraced(function* (count: number) {
  const topics = yield* Logs.topics
  // Long enough that nobody is missed on a machine that is busy.
  const options = Logs.options(topics, { sessionMillis: 20_000 })
  yield* Topics.ensure({ connection: Logs.connection, names: topics, creation: { partitions, replicas: 1 } })
  const producer = yield* Effect.map(
    Layer.build(KafkaProducer.KafkaProducer.layer(options)),
    Context.get(KafkaProducer.KafkaProducer)
  )
  const write = producer.send(
    Array.from({ length: count }, (_, n) => ({
      topic: topics.callbacks,
      key: String(n),
      value: new Uint8Array(1),
      headers: {}
    }))
  )
  const committed = Effect.acquireUseRelease(
    Effect.sync(() => new Consumer({ ...Connection.clientOptions(Logs.connection), groupId: options.groupId })),
    (client) =>
      Effect.promise(() =>
        client.listCommittedOffsets({
          topics: [{ topic: topics.callbacks, partitions: Array.from({ length: partitions }, (_, n) => n) }]
        })
      ),
    (client) => Effect.promise(() => client.close(true))
  )
  return { topics, write, join: Membership.join(options), committed }
})

/** Everything that is there of the member's partitions. */
const taken = Effect.fnUntraced(function* (member: Membership.Membership) {
  const records: Array<Incoming> = []
  const ends = yield* member.ends
  for (;;) {
    for (let one = member.next(); one !== null; one = member.next()) records.push(one)
    if (member.reached(ends)) return records
    yield* Effect.timeoutOption(member.readable, "50 millis")
  }
})

/** Until the member has so many partitions, the one of the dead letters among them. */
const owns = (member: Membership.Membership, isDealt: (count: number) => boolean) =>
  Effect.repeat(Effect.delay(member.ends, "50 millis"), { until: ({ size }) => isDealt(size) })

describe.skipIf(TestKafka.brokers === null)("a membership of the group", () => {
  it.scopedLive("WH-08: who tells late of partitions that are another's by then does not set them back", () =>
    Effect.gen(function* () {
      const { committed, join, topics, write } = yield* group(30)
      yield* write
      const first = yield* join
      const stale = yield* taken(first)
      expect(stale.length).toBe(30)
      const second = yield* join
      yield* Effect.all([owns(first, (count) => count > 0 && count <= partitions), owns(second, (count) => count > 0)])
      yield* write
      const later = yield* taken(second)
      const given = new Set(later.map(({ partition }) => partition))
      expect(given.size).toBeGreaterThan(0)
      yield* second.commit(later)
      const before = (yield* committed).get(topics.callbacks) ?? []
      yield* first.commit(stale)
      const after = (yield* committed).get(topics.callbacks) ?? []
      for (const partition of given) expect([partition, after[partition]]).toEqual([partition, before[partition]])
      // Of its own it is heard.
      expect(after.filter((offset) => offset === -1n)).toEqual([])
    })
  )
})
