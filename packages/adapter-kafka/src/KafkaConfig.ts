import * as Setting from "@sluice/engine/settings/Setting"
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

const wrong = ({ name }: { readonly name: string }, message: string) =>
  Either.left(ConfigError.InvalidData([name], message))

/** A host name, an IPv4 address or a bracketed IPv6 one, and a port. */
const brokerPattern = /^(\[[0-9a-fA-F:]+\]|[^\s:,/@]+):\d{1,5}$/

/** What Kafka takes for the name of a topic. */
const topic = (name: string, told: { readonly meaning: string; readonly example: string }) =>
  Setting.matching(name, {
    type: "a topic's name: letters, digits, dots, dashes and underscores, at most 249",
    pattern: /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/,
    ...told
  })

const pem = (name: string, meaning: string, without: string) =>
  Setting.optional(Setting.path(name, { meaning: `a PEM file: ${meaning}`, example: "/etc/sluice/kafka.pem" }), without)

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
  brokers: Setting.without(
    Setting.of(
      "SLUICE_KAFKA_BROKERS",
      {
        type: "`host:port`, several with commas between them",
        example: "kafka-1:9092,kafka-2:9092",
        meaning: "where the cluster is found"
      },
      Config.array(Config.nonEmptyString(), "SLUICE_KAFKA_BROKERS").pipe(
        Config.validate({
          message: "expected host:port, several separated by commas",
          validation: (all) => all.length > 0 && all.every((broker) => brokerPattern.test(broker))
        })
      )
    ),
    "needed with `SLUICE_CALLBACK_LOG=kafka`"
  ),
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
      meaning: "after so long without a sign of life a worker's partitions go to the others"
    }),
    KafkaCallbackLog.defaults.sessionMillis
  ),
  tls: Setting.withDefault(
    Setting.flag("SLUICE_KAFKA_TLS", { example: "true", meaning: "whether brokers are spoken to over TLS" }),
    false
  ),
  authority: pem("SLUICE_KAFKA_TLS_CA", "who signed the brokers' certificates", "whom the system trusts"),
  certificate: pem("SLUICE_KAFKA_TLS_CERT", "the certificate that this process shows", "none is shown"),
  key: pem("SLUICE_KAFKA_TLS_KEY", "the key of that certificate", "none is shown"),
  mechanism: Setting.optional(
    Setting.choice("SLUICE_KAFKA_SASL", {
      words: ["plain", "scram-sha-256", "scram-sha-512"],
      example: "scram-sha-512",
      meaning: "how to sign in; in production over TLS alone"
    }),
    "nobody signs in"
  ),
  username: Setting.optional(
    Setting.text("SLUICE_KAFKA_USERNAME", { example: "sluice", meaning: "the user" }),
    "needed with `SLUICE_KAFKA_SASL`"
  ),
  password: Setting.optional(
    Setting.secret("SLUICE_KAFKA_PASSWORD", { example: "the-password-of-the-user", meaning: "the user's password" }),
    "needed with `SLUICE_KAFKA_SASL`"
  )
}

const tls: Config.Config<TlsFiles | null> = Config.all({
  on: settings.tls.config,
  authority: settings.authority.config,
  certificate: settings.certificate.config,
  key: settings.key.config
}).pipe(
  Config.mapOrFail(({ authority, certificate, key, on }): Either.Either<TlsFiles | null, ConfigError.ConfigError> => {
    const files = Option.isSome(authority) || Option.isSome(certificate) || Option.isSome(key)
    if (!on) return files ? wrong(settings.tls, "certificates are given, but TLS is not on") : Either.right(null)
    if (Option.isSome(certificate) !== Option.isSome(key)) {
      return wrong(
        Option.isSome(key) ? settings.certificate : settings.key,
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
  mechanism: settings.mechanism.config,
  username: settings.username.config,
  password: settings.password.config
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
      if (Option.isSome(mechanism)) return wrong(settings.mechanism, "it needs SLUICE_KAFKA_USERNAME and _PASSWORD")
      return Option.isSome(username) || Option.isSome(password)
        ? wrong(settings.mechanism, "a user is given, but not how to sign in: plain, scram-sha-256 or scram-sha-512")
        : Either.right(null)
    }
  )
)

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
  tls,
  sasl,
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
      return wrong(settings.deadLetter, "dead letters need a topic of their own")
    }
    if (environment === "production" && sasl !== null && tls === null) {
      return wrong(settings.tls, "in production a password goes over TLS only")
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
