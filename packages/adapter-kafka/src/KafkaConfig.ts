import { Config, ConfigError, Data, Either, Option, type Redacted } from "effect"
import type { Sasl } from "./Connection.ts"
import * as KafkaCallbackLog from "./KafkaCallbackLog.ts"
import { sendMillisMaxDefault } from "./KafkaProducer.ts"

/** Where certificates and keys lie: paths of PEM files. */
export interface TlsFiles {
  readonly authorityPath: string | null
  readonly client: { readonly certificatePath: string; readonly keyPath: string } | null
}

/** What a process is told about Kafka; nothing was opened or read yet. */
export interface KafkaSettings {
  readonly brokers: ReadonlyArray<string>
  readonly tls: TlsFiles | null
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

const wrong = (variable: string, message: string) => Either.left(ConfigError.InvalidData([variable], message))

const integer = (name: string, min: number, max: number): Config.Config<number> =>
  Config.integer(name).pipe(
    Config.validate({
      message: `expected a whole number from ${min} to ${max}`,
      validation: (value) => value >= min && value <= max
    })
  )

/** A host name, an IPv4 address or a bracketed IPv6 one, and a port. */
const brokerPattern = /^(\[[0-9a-fA-F:]+\]|[^\s:,/@]+):\d{1,5}$/

const brokers = Config.array(Config.nonEmptyString(), "SLUICE_KAFKA_BROKERS").pipe(
  Config.validate({
    message: "expected host:port, several separated by commas",
    validation: (all) => all.length > 0 && all.every((broker) => brokerPattern.test(broker))
  })
)

/** What Kafka takes for the name of a topic. */
const topic = (name: string, byDefault: string): Config.Config<string> =>
  Config.string(name).pipe(
    Config.validate({
      message: "expected a topic's name: letters, digits, dots, dashes and underscores, at most 249",
      validation: (value) => /^[A-Za-z0-9._-]{1,249}$/.test(value) && value !== "." && value !== ".."
    }),
    Config.withDefault(byDefault)
  )

const path = (name: string): Config.Config<Option.Option<string>> => Config.option(Config.nonEmptyString(name))

const tls: Config.Config<TlsFiles | null> = Config.all({
  on: Config.boolean("SLUICE_KAFKA_TLS").pipe(Config.withDefault(false)),
  authority: path("SLUICE_KAFKA_TLS_CA"),
  certificate: path("SLUICE_KAFKA_TLS_CERT"),
  key: path("SLUICE_KAFKA_TLS_KEY")
}).pipe(
  Config.mapOrFail(({ authority, certificate, key, on }): Either.Either<TlsFiles | null, ConfigError.ConfigError> => {
    const files = Option.isSome(authority) || Option.isSome(certificate) || Option.isSome(key)
    if (!on) return files ? wrong("SLUICE_KAFKA_TLS", "certificates are given, but TLS is not on") : Either.right(null)
    if (Option.isSome(certificate) !== Option.isSome(key)) {
      return wrong(
        Option.isSome(key) ? "SLUICE_KAFKA_TLS_CERT" : "SLUICE_KAFKA_TLS_KEY",
        "a certificate of this client needs its key, and the other way round"
      )
    }
    const client = Option.map(Option.all({ certificate, key }), (pair) => ({
      certificatePath: pair.certificate,
      keyPath: pair.key
    }))
    return Either.right({ authorityPath: Option.getOrNull(authority), client: Option.getOrNull(client) })
  })
)

const sasl: Config.Config<Sasl | null> = Config.all({
  mechanism: Config.option(Config.literal("plain", "scram-sha-256", "scram-sha-512")("SLUICE_KAFKA_SASL")),
  username: Config.option(Config.nonEmptyString("SLUICE_KAFKA_USERNAME")),
  password: Config.option(Config.redacted("SLUICE_KAFKA_PASSWORD"))
}).pipe(
  Config.mapOrFail(
    (given: {
      readonly mechanism: Option.Option<Sasl["mechanism"]>
      readonly username: Option.Option<string>
      readonly password: Option.Option<Redacted.Redacted>
    }): Either.Either<Sasl | null, ConfigError.ConfigError> => {
      const { mechanism, password, username } = given
      const complete = Option.all({ mechanism, username, password })
      if (Option.isSome(complete)) return Either.right(complete.value)
      if (Option.isSome(mechanism)) return wrong("SLUICE_KAFKA_SASL", "it needs SLUICE_KAFKA_USERNAME and _PASSWORD")
      return Option.isSome(username) || Option.isSome(password)
        ? wrong("SLUICE_KAFKA_SASL", "a user is given, but not how to sign in: plain, scram-sha-256 or scram-sha-512")
        : Either.right(null)
    }
  )
)

const creation = Config.all({
  wanted: Config.boolean("SLUICE_KAFKA_CREATE_TOPICS").pipe(Config.withDefault(true)),
  partitions: integer("SLUICE_KAFKA_PARTITIONS", 1, 10_000).pipe(
    Config.withDefault(KafkaCallbackLog.defaults.partitions)
  ),
  replicas: Config.option(integer("SLUICE_KAFKA_REPLICAS", 1, 100))
}).pipe(
  Config.map(({ partitions, replicas, wanted }) =>
    wanted ? { partitions, replicas: Option.getOrNull(replicas) } : null
  )
)

const settings: Config.Config<KafkaSettings> = Config.all({
  brokers,
  tls,
  sasl,
  callbacks: topic("SLUICE_KAFKA_CALLBACKS_TOPIC", KafkaCallbackLog.defaults.topics.callbacks),
  deadLetter: topic("SLUICE_KAFKA_DEAD_LETTER_TOPIC", KafkaCallbackLog.defaults.topics.deadLetter),
  groupId: Config.nonEmptyString("SLUICE_KAFKA_GROUP").pipe(Config.withDefault(KafkaCallbackLog.defaults.groupId)),
  creation,
  sendMillisMax: integer("SLUICE_KAFKA_SEND_MILLIS_MAX", 500, 60_000).pipe(Config.withDefault(sendMillisMaxDefault)),
  sessionMillis: integer("SLUICE_KAFKA_SESSION_MILLIS", 1_000, 300_000).pipe(
    Config.withDefault(KafkaCallbackLog.defaults.sessionMillis)
  ),
  environment: Config.string("SLUICE_ENV").pipe(Config.withDefault("development"))
}).pipe(
  Config.mapOrFail(({ callbacks, deadLetter, environment, brokers, sasl, tls, ...log }) => {
    if (callbacks === deadLetter) {
      return wrong("SLUICE_KAFKA_DEAD_LETTER_TOPIC", "dead letters need a topic of their own")
    }
    if (environment === "production" && sasl !== null && tls === null) {
      return wrong("SLUICE_KAFKA_TLS", "in production a password goes over TLS only")
    }
    const { idleMillis } = KafkaCallbackLog.defaults
    return Either.right({ brokers, sasl, tls, log: { ...log, idleMillis, topics: { callbacks, deadLetter } } })
  })
)

/**
 * Where callbacks become durable, from the environment: `SLUICE_CALLBACK_LOG` is `postgres` (by default) or `kafka`; the variables
 * `SLUICE_KAFKA_*` count for `kafka` alone (docs/kafka.md lists them).
 */
export const callbackLog: Config.Config<Choice> = Config.all({
  log: Config.literal("postgres", "kafka")("SLUICE_CALLBACK_LOG").pipe(Config.withDefault("postgres")),
  // Nothing but the brokers has no default, so nothing else can be missing.
  settings: Config.option(settings)
}).pipe(
  Config.mapOrFail(({ log, settings: given }): Either.Either<Choice, ConfigError.ConfigError> => {
    if (log === "postgres") return Either.right(Postgres())
    return Either.fromOption(
      Option.map(given, (found) => Kafka({ settings: found })),
      () => ConfigError.MissingData(["SLUICE_KAFKA_BROKERS"], "Kafka needs its brokers")
    )
  })
)
