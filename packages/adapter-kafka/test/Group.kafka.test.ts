import { Admin } from "@platformatic/kafka"
import { describe, expect, it } from "@effect/vitest"
import * as Group from "@sluice/adapter-kafka/Group"
import * as KafkaCallbackLog from "@sluice/adapter-kafka/KafkaCallbackLog"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import * as TestKafka from "@sluice/services/kafka/TestKafka"
import { Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"
import * as Logs from "./Logs.ts"

const ensure = (groupId: string, sessionMillis: number) =>
  Group.ensure({ connection: Logs.connection, groupId, sessionMillis })

const groups = Effect.acquireUseRelease(
  Effect.sync(() => new Admin({ clientId: "sluice-tests", bootstrapBrokers: [...Logs.brokers] })),
  (client) => Effect.promise(() => client.listGroups()),
  (client) => Effect.promise(() => client.close())
)

describe.skipIf(TestKafka.brokers === null)("the consumer group of the callbacks", () => {
  it.live("that nobody could join with these settings stops the start, and the variable is named", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(ensure(`test.${randomUUID()}`, 1_000))
      expect(error.message).toContain("INVALID_SESSION_TIMEOUT")
      expect(error.message).toContain("set SLUICE_KAFKA_SESSION_MILLIS")
    })
  )

  it.scopedLive("stops the start of the log itself, and not its first consumer", () =>
    Effect.gen(function* () {
      const topics = yield* Logs.topics
      const log = KafkaCallbackLog.layer(Logs.options(topics, { sessionMillis: 1_000 }))
      const error = yield* Effect.flip(Layer.build(Layer.provide(log, MemoryStore.layer)))
      expect(error).toMatchObject({ _tag: "KafkaUnreachable" })
    })
  )

  it.live("is asked about without being made, and without a member", () =>
    Effect.gen(function* () {
      const groupId = `test.${randomUUID()}`
      yield* ensure(groupId, 10_000)
      expect((yield* groups).has(groupId)).toBe(false)
    })
  )
})
