import { describe, expect, it } from "@effect/vitest"
import * as KafkaConfig from "@sluice/adapter-kafka/KafkaConfig"
import { ConfigProvider, Effect, Inspectable, Redacted } from "effect"

const load = (variables: Readonly<Record<string, string>>) =>
  Effect.withConfigProvider(KafkaConfig.callbackLog, ConfigProvider.fromMap(new Map(Object.entries(variables))))

/** With Kafka and its brokers, and these besides. */
const kafka = (more: Readonly<Record<string, string>> = {}) =>
  load({ SLUICE_CALLBACK_LOG: "kafka", SLUICE_KAFKA_BROKERS: "a:9092, b:9092", ...more })

const settingsOf = (choice: KafkaConfig.Choice) => {
  if (choice._tag === "Postgres") throw new Error("PostgreSQL was chosen")
  return choice.settings
}

const user = { SLUICE_KAFKA_SASL: "scram-sha-512", SLUICE_KAFKA_USERNAME: "sluice", SLUICE_KAFKA_PASSWORD: "hunter2" }

describe("the choice of the callback log", () => {
  it.effect("is PostgreSQL unless it is said otherwise", () =>
    Effect.gen(function* () {
      expect((yield* load({}))._tag).toBe("Postgres")
      expect((yield* load({ SLUICE_CALLBACK_LOG: "postgres" }))._tag).toBe("Postgres")
    })
  )

  it.effect("needs nothing for Kafka but its brokers", () =>
    Effect.gen(function* () {
      expect(settingsOf(yield* kafka())).toEqual({
        brokers: ["a:9092", "b:9092"],
        tls: null,
        sasl: null,
        log: {
          topics: { callbacks: "sluice.callbacks", deadLetter: "sluice.callbacks.dead" },
          groupId: "sluice.callbacks",
          creation: { partitions: 12, replicas: null },
          sendMillisMax: 5_000,
          sessionMillis: 10_000,
          idleMillis: 100
        }
      })
    })
  )

  it.effect("takes names, certificates and a user, and shows no password", () =>
    Effect.gen(function* () {
      const settings = settingsOf(
        yield* kafka({
          ...user,
          SLUICE_ENV: "production",
          SLUICE_KAFKA_TLS: "true",
          SLUICE_KAFKA_TLS_CA: "/etc/ca.pem",
          SLUICE_KAFKA_TLS_CERT: "/etc/cert.pem",
          SLUICE_KAFKA_TLS_KEY: "/etc/key.pem",
          SLUICE_KAFKA_CALLBACKS_TOPIC: "whatsapp.in",
          SLUICE_KAFKA_CREATE_TOPICS: "false"
        })
      )
      expect(settings.tls).toEqual({
        authorityPath: "/etc/ca.pem",
        client: { certificatePath: "/etc/cert.pem", keyPath: "/etc/key.pem" }
      })
      expect(settings.log.topics.callbacks).toBe("whatsapp.in")
      expect(settings.log.creation).toBeNull()
      expect(settings.sasl === null ? "" : Redacted.value(settings.sasl.password)).toBe("hunter2")
      expect(Inspectable.toStringUnknown(settings)).not.toContain("hunter2")
    })
  )

  const refused = [
    ["no brokers", { SLUICE_KAFKA_BROKERS: "" }, "SLUICE_KAFKA_BROKERS"],
    ["a broker without its port", { SLUICE_KAFKA_BROKERS: "a" }, "expected host:port"],
    ["a port that there is not", { SLUICE_KAFKA_BROKERS: "a:9092,b:99999" }, "expected host:port"],
    ["a comma too many", { SLUICE_KAFKA_BROKERS: "a:9092," }, "expected host:port"],
    ["a user and no way to sign in", { SLUICE_KAFKA_USERNAME: "sluice" }, "how to sign in"],
    ["a way to sign in and no user", { SLUICE_KAFKA_SASL: "plain" }, "SLUICE_KAFKA_USERNAME"],
    ["certificates without TLS", { SLUICE_KAFKA_TLS_CA: "/etc/ca.pem" }, "TLS is not on"],
    ["a certificate without its key", { SLUICE_KAFKA_TLS: "true", SLUICE_KAFKA_TLS_CERT: "/c" }, "needs its key"],
    ["a password in clear in production", { ...user, SLUICE_ENV: "production" }, "over TLS only"],
    ["a topic that Kafka cannot name", { SLUICE_KAFKA_CALLBACKS_TOPIC: "call backs" }, "a topic's name"],
    ["one topic for both", { SLUICE_KAFKA_DEAD_LETTER_TOPIC: "sluice.callbacks" }, "a topic of their own"],
    ["no partitions", { SLUICE_KAFKA_PARTITIONS: "0" }, "from 1 to 10000"]
  ] as const
  for (const [what, variables, told] of refused) {
    it.effect(`refuses ${what}, and says what to change`, () =>
      Effect.gen(function* () {
        expect(String(yield* Effect.flip(kafka(variables)))).toContain(told)
      })
    )
  }

  it.effect("names the variable whose brokers cannot be read", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(kafka({ SLUICE_KAFKA_BROKERS: "localhost" }))
      expect(error).toMatchObject({ _op: "InvalidData", path: ["SLUICE_KAFKA_BROKERS"] })
    })
  )

  it.effect("Kafka without brokers names the variable that is missing", () =>
    Effect.gen(function* () {
      expect(String(yield* Effect.flip(load({ SLUICE_CALLBACK_LOG: "kafka" })))).toContain("SLUICE_KAFKA_BROKERS")
    })
  )
})
