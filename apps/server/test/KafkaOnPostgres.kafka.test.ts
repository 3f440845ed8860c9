import * as ChosenCallbackLog from "@sluice/adapter-kafka/ChosenCallbackLog"
import * as KafkaConfig from "@sluice/adapter-kafka/KafkaConfig"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import * as Topics from "@sluice/adapter-kafka/Topics"
import * as CallbackLogConformance from "@sluice/engine/test-kit/CallbackLogConformance"
import * as TestKafka from "@sluice/services/kafka/TestKafka"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { randomUUID } from "node:crypto"
import { describe } from "vitest"

const database = (url: string) =>
  Database.layer({ url: Redacted.make(url), connectionsMax: 8, applicationName: "sluice tests" })

/** The database is made once in the run, and copied from there. */
const migrated = {
  key: "apps/server KafkaOnPostgres",
  prepare: (url: string) => Effect.asVoid(Effect.provide(Migrations.run, database(url)))
}

/** As a deployment would say it, with topics of a test's own. */
const choice = Effect.suspend(() => {
  const topic = `test.${randomUUID()}`
  const variables = {
    SLUICE_CALLBACK_LOG: "kafka",
    SLUICE_KAFKA_BROKERS: (TestKafka.brokers ?? []).join(","),
    SLUICE_KAFKA_CALLBACKS_TOPIC: topic,
    SLUICE_KAFKA_DEAD_LETTER_TOPIC: `${topic}.dead`,
    SLUICE_KAFKA_GROUP: topic,
    SLUICE_KAFKA_PARTITIONS: "2"
  }
  return Effect.withConfigProvider(KafkaConfig.callbackLog, ConfigProvider.fromMap(new Map(Object.entries(variables))))
})

const layer = Layer.unwrapScoped(
  Effect.gen(function* () {
    const url = yield* TestDatabase.fresh(migrated)
    const chosen = yield* choice
    return PgStore.layer.pipe(Layer.provide(database(url)), ChosenCallbackLog.over(chosen, "sluice-tests"))
  })
)

describe.skipIf(TestKafka.brokers === null)("as server and worker compose it", () => {
  CallbackLogConformance.suite("Kafka over PostgreSQL", layer, {
    bodyBytesMax: Topics.messageBytesMax,
    waitsOutside: true
  })
})
