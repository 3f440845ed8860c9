import { Admin } from "@platformatic/kafka"
import { describe, expect, it } from "@effect/vitest"
import * as Topics from "@sluice/adapter-kafka/Topics"
import * as TestKafka from "@sluice/services/kafka/TestKafka"
import { Effect, Schedule } from "effect"
import * as Logs from "./Logs.ts"

const admin = Effect.acquireRelease(
  Effect.sync(() => new Admin({ clientId: "sluice-tests", bootstrapBrokers: [...Logs.brokers] })),
  (client) => Effect.promise(() => client.close())
)

const ensure = (names: Topics.TopicNames, creation: Topics.Creation | null = null) =>
  Topics.ensure({ connection: Logs.connection, names, creation })

describe.skipIf(TestKafka.brokers === null)("the topics of the callback log", () => {
  it.scopedLive("are made with what callbacks need, by whoever comes first of several", () =>
    Effect.gen(function* () {
      const names = yield* Logs.topics
      const creation = { partitions: 5, replicas: 1 }
      yield* Effect.all([ensure(names, creation), ensure(names, creation), ensure(names, creation)], { concurrency: 3 })
      const client = yield* admin
      const metadata = yield* Effect.promise(() => client.metadata({ topics: [names.callbacks, names.deadLetter] }))
      expect(metadata.topics.get(names.callbacks)?.partitionsCount).toBe(5)
      expect(metadata.topics.get(names.deadLetter)?.partitionsCount).toBe(1)
      yield* ensure(names)
    })
  )

  it.scopedLive("that are missing stop the start where they may not be made", () =>
    Effect.gen(function* () {
      const names = yield* Logs.topics
      const error = yield* Effect.flip(ensure(names))
      expect(error).toMatchObject({ _tag: "TopicUnfit", topic: names.callbacks, problem: "there is none" })
    })
  )

  it.scopedLive("that the brokers refuse to make stop the start with what they said, and which variable it is", () =>
    Effect.gen(function* () {
      const names = yield* Logs.topics
      const error = yield* Effect.flip(ensure(names, { partitions: 1, replicas: 100 }))
      expect(error.message).toContain(`refused to make the topic ${names.callbacks}: INVALID_REPLICATION_FACTOR`)
      expect(error.message).toContain("set SLUICE_KAFKA_REPLICAS")
    })
  )

  const unfit = [
    ["cleanup.policy", "compact", "it would keep one"],
    ["max.message.bytes", "1048576", "callbacks have up to 3 MB"]
  ] as const
  for (const [name, value, told] of unfit) {
    it.scopedLive(`with ${name} ${value} would lose callbacks, and stop the start`, () =>
      Effect.gen(function* () {
        const names = yield* Logs.topics
        const client = yield* admin
        const topics = [names.callbacks]
        const made = Effect.tryPromise(() =>
          client.createTopics({ topics, partitions: 1, replicas: 1, configs: [{ name, value }] })
        )
        // A broker that has just made other topics may say no at first, and have made it all the same: what follows shows it.
        yield* Effect.ignore(Effect.retry(made, { times: 5, schedule: Schedule.spaced("500 millis") }))
        const error = yield* Effect.flip(ensure(names, { partitions: 1, replicas: 1 }))
        expect(error._tag).toBe("TopicUnfit")
        expect(error.message).toContain(told)
      })
    )
  }
})
