import * as Setting from "@sluice/engine/settings/Setting"
import { Config, ConfigError, Data, Either, Option } from "effect"
import type { Sasl } from "./Connection.ts"
import * as ConnectionConfig from "./internal/ConnectionConfig.ts"
import * as KafkaCallbackLog from "./KafkaCallbackLog.ts"
import { sendMillisMaxDefault } from "./KafkaProducer.ts"

/** What a process is told about Kafka; nothing was opened or read yet. */
export interface KafkaSettings {
  readonly brokers: ReadonlyArray<string>
  readonly tls: ConnectionConfig.TlsFiles | null
  readonly sasl: Sasl | null
  readonly log: Omit<KafkaCallbackLog.Options, "connection">
}

/** Where callbacks become durable. */
export type Choice = Data.TaggedEnum<{
  /** In the database, beside everything else. */
  Postgres: {}
  Kafka: { readonly settings: KafkaSettings }
}>
const { Postgres, Kafka } = Data.taggedEnum<Choice>()

/** What Kafka takes for the name of a topic. */
const topic = (name: string, told: { readonly meaning: string; readonly example: string }) =>
  Setting.matching(name, {
    type: "a topic's name: letters, digits, dots, dashes and underscores, at most 249",
    pattern: /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/,
    ...told
  })

/** The variables on Kafka; all but the first count for `kafka` alone. */
export const settings = {
  log: Setting.withDefault(
    Setting.choice("SLUICE_CALLBACK_LOG", {
      words: ["postgres", "kafka"],
      example: "kafka",
      meaning: "where callbacks become durable; the same for servers and workers ([more](kafka.md))"
    }),
    "postgres"
  ),
  brokers: ConnectionConfig.brokers,
  callbacks: Setting.withDefault(
    topic("SLUICE_KAFKA_CALLBACKS_TOPIC", { example: "whatsapp.callbacks", meaning: "the topic of callbacks" }),
    KafkaCallbackLog.defaults.topics.callbacks
  ),
  deadLetter: Setting.withDefault(
    topic("SLUICE_KAFKA_DEAD_LETTER_TOPIC", {
      example: "whatsapp.callbacks.dead",
      meaning: "the topic of records that cannot be read as callbacks"
    }),
    KafkaCallbackLog.defaults.topics.deadLetter
  ),
  groupId: Setting.withDefault(
    Setting.text("SLUICE_KAFKA_GROUP", { example: "whatsapp", meaning: "the group of the workers; one a deployment" }),
    KafkaCallbackLog.defaults.groupId
  ),
  createTopics: Setting.withDefault(
    Setting.flag("SLUICE_KAFKA_CREATE_TOPICS", {
      example: "false",
      meaning: "whether topics that are missing are made"
    }),
    true
  ),
  partitions: Setting.withDefault(
    Setting.integer("SLUICE_KAFKA_PARTITIONS", {
      min: 1,
      max: 10_000,
      unit: "partitions",
      example: "48",
      meaning: "of a topic of callbacks that is made"
    }),
    KafkaCallbackLog.defaults.partitions
  ),
  replicas: Setting.optional(
    Setting.integer("SLUICE_KAFKA_REPLICAS", {
      min: 1,
      max: 100,
      unit: "copies",
      example: "3",
      meaning: "of each partition of topics that are made"
    }),
    "the brokers' own"
  ),
  sendMillisMax: Setting.withDefault(
    Setting.integer("SLUICE_KAFKA_SEND_MILLIS_MAX", {
      min: 500,
      max: 60_000,
      unit: "milliseconds",
      example: "3000",
      meaning: "after so long without an acknowledgement the callback door answers 503, and the platform repeats"
    }),
    sendMillisMaxDefault
  ),
  sessionMillis: Setting.withDefault(
    Setting.integer("SLUICE_KAFKA_SESSION_MILLIS", {
      min: 1_000,
      max: 300_000,
      unit: "milliseconds",
      example: "30000",
      meaning:
        "after so long without a sign of life a worker's partitions go to the others; brokers take 6000 to 1800000 unless they are told otherwise"
    }),
    KafkaCallbackLog.defaults.sessionMillis
  ),
  ...ConnectionConfig.security
}

const creation = Config.all({
  wanted: settings.createTopics.config,
  partitions: settings.partitions.config,
  replicas: settings.replicas.config
}).pipe(
  Config.map(({ partitions, replicas, wanted }) =>
    wanted ? { partitions, replicas: Option.getOrNull(replicas) } : null
  )
)

const kafka: Config.Config<KafkaSettings> = Config.all({
  brokers: settings.brokers.config,
  tls: ConnectionConfig.tls,
  sasl: ConnectionConfig.sasl,
  callbacks: settings.callbacks.config,
  deadLetter: settings.deadLetter.config,
  groupId: settings.groupId.config,
  creation,
  sendMillisMax: settings.sendMillisMax.config,
  sessionMillis: settings.sessionMillis.config,
  // Declared, and refused where it is neither, by the program's own configuration.
  environment: Config.string("SLUICE_ENV").pipe(Config.withDefault("development"))
}).pipe(
  Config.mapOrFail(({ callbacks, deadLetter, environment, brokers, sasl, tls, ...log }) => {
    if (callbacks === deadLetter) {
      return ConnectionConfig.wrong(settings.deadLetter, "dead letters need a topic of their own")
    }
    if (environment === "production" && sasl !== null && tls === null) {
      return ConnectionConfig.wrong(settings.tls, "in production a password goes over TLS only")
    }
    const { idleMillis } = KafkaCallbackLog.defaults
    return Either.right({ brokers, sasl, tls, log: { ...log, idleMillis, topics: { callbacks, deadLetter } } })
  })
)

/** Where callbacks become durable, from the environment. */
export const callbackLog: Config.Config<Choice> = Config.all({
  log: settings.log.config,
  // Nothing but the brokers has no default, so nothing else can be missing.
  given: Config.option(kafka)
}).pipe(
  Config.mapOrFail(({ log, given }): Either.Either<Choice, ConfigError.ConfigError> => {
    if (log === "postgres") return Either.right(Postgres())
    return Either.fromOption(
      Option.map(given, (found) => Kafka({ settings: found })),
      () => ConfigError.MissingData([settings.brokers.name], "Kafka needs its brokers")
    )
  })
)
