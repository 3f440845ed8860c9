import { Admin } from "@platformatic/kafka"
import { describe, expect, it } from "@effect/vitest"
import * as KafkaConfig from "@sluice/adapter-kafka/KafkaConfig"
import * as KafkaTopicTarget from "@sluice/adapter-kafka/KafkaTopicTarget"
import { TopicTarget } from "@sluice/engine/ports/Targets"
import * as TestKafka from "@sluice/services/kafka/TestKafka"
import { ConfigProvider, Duration, Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import * as Logs from "./Logs.ts"
import * as Records from "./Records.ts"

/** As a deployment would say it. */
const choiceOf = (brokers: ReadonlyArray<string>, more: Readonly<Record<string, string>> = {}) => {
  const variables = { SLUICE_CALLBACK_LOG: "kafka", SLUICE_KAFKA_BROKERS: brokers.join(","), ...more }
  return Effect.withConfigProvider(KafkaConfig.callbackLog, ConfigProvider.fromMap(new Map(Object.entries(variables))))
}

const targetOf = (brokers: ReadonlyArray<string>, more: Readonly<Record<string, string>> = {}) =>
  Layer.unwrapEffect(Effect.map(choiceOf(brokers, more), (choice) => KafkaTopicTarget.over(choice, "sluice-tests")))

/** A topic of the test's own, as its reader would have made it; deleted with the scope. */
const topicWith = (partitions: number) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const topic = `test.${randomUUID()}`
      const admin = new Admin({ clientId: "sluice-tests", bootstrapBrokers: [...Logs.brokers] })
      await admin.createTopics({ topics: [topic], partitions, replicas: 1 })
      await admin.close()
      return topic
    }),
    (topic) =>
      Effect.promise(async () => {
        const admin = new Admin({ clientId: "sluice-tests", bootstrapBrokers: [...Logs.brokers] })
        await admin.deleteTopics({ topics: [topic] }).catch(() => {})
        await admin.close()
      })
  )

const event = (n: number) => ({
  body: JSON.stringify({ n, text: "차이 ✓" }),
  headers: { "webhook-id": `event-${n}`, "content-type": "application/json" }
})

describe.skipIf(TestKafka.brokers === null)("events on a topic", () => {
  it.live("an event is taken once it is durable, byte for byte, under its key, with its headers", () =>
    Effect.gen(function* () {
      const target = yield* TopicTarget
      const topic = yield* topicWith(3)
      const keys = ["acme/a", "acme/b", "acme/c"]
      for (let n = 0; n < 9; n++) {
        const key = keys[n % 3] ?? ""
        expect(yield* target.publish(topic, key, event(n))).toEqual({ _tag: "Taken", status: null })
      }
      const read = yield* Records.first(topic, 9)
      for (const key of keys) {
        const own = read.filter((record) => record.key === key)
        // One key, one partition, in the order in which they were handed over.
        expect(new Set(own.map(({ partition }) => partition)).size).toBe(1)
        const numbers = own.map(({ value }) => JSON.parse(new TextDecoder().decode(value)))
        expect(numbers).toEqual([0, 3, 6].map((n) => JSON.parse(event(n + keys.indexOf(key)).body)))
      }
      const first = read.find(({ headers }) => headers["webhook-id"] === "event-0")
      expect(first?.headers).toMatchObject(event(0).headers)
      expect(new TextDecoder().decode(first?.value)).toBe(event(0).body)
    }).pipe(Effect.scoped, Effect.provide(targetOf(Logs.brokers)))
  )

  it.live("a topic of Sluice's own is never written to, whatever a subscription says", () =>
    Effect.gen(function* () {
      const target = yield* TopicTarget
      expect(target.missing).toBeNull()
      for (const topic of ["mine", "mine.dead"]) {
        expect(target.reserved.has(topic)).toBe(true)
        expect(yield* target.publish(topic, "acme", event(1))).toMatchObject({ _tag: "Untaken" })
      }
    }).pipe(
      Effect.provide(
        targetOf(Logs.brokers, { SLUICE_KAFKA_CALLBACKS_TOPIC: "mine", SLUICE_KAFKA_DEAD_LETTER_TOPIC: "mine.dead" })
      )
    )
  )

  it.live("a topic that is not there is not made: the event is not taken, and is tried again on the schedule", () =>
    Effect.gen(function* () {
      const target = yield* TopicTarget
      const outcome = yield* target.publish(`test.${randomUUID()}`, "acme", event(1))
      expect(outcome).toMatchObject({ _tag: "Untaken", detail: "the brokers did not confirm that it is durable" })
    }).pipe(Effect.provide(targetOf(Logs.brokers, { SLUICE_KAFKA_SEND_MILLIS_MAX: "2000" })))
  )

  it.live("brokers that are away: the event is not taken, within the time that a send may take", () =>
    Effect.gen(function* () {
      const target = yield* TopicTarget
      const [took, outcome] = yield* Effect.timed(target.publish("any", "acme", event(1)))
      expect(outcome).toMatchObject({ _tag: "Untaken" })
      // What the brokers say names hosts: it is for the log alone.
      expect(JSON.stringify(outcome)).not.toContain("127.0.0.1")
      expect(Duration.toSeconds(took)).toBeLessThan(5)
    }).pipe(Effect.provide(targetOf(["127.0.0.1:1"], { SLUICE_KAFKA_SEND_MILLIS_MAX: "1000" })))
  )
})
