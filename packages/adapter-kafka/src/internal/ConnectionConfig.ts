import * as Setting from "@sluice/engine/settings/Setting"
import { Config, ConfigError, Either, Option, type Redacted } from "effect"
import type { Sasl } from "../Connection.ts"

/** How a process comes to the brokers: their addresses, TLS, and who signs in. */

/** Where certificates and keys lie: paths of PEM files. */
export interface TlsFiles {
  readonly authorityPath: string | null
  readonly client: { readonly certificatePath: string; readonly keyPath: string } | null
}

/** A variable whose value does not fit the others. */
export const wrong = ({ name }: { readonly name: string }, message: string) =>
  Either.left(ConfigError.InvalidData([name], message))

/** A host name, an IPv4 address or a bracketed IPv6 one, and a port. */
const brokerPattern = /^(?:\[[0-9a-fA-F:]+\]|[^\s:,/@]+):(\d{1,5})$/

const portMax = 65_535

const isBroker = (text: string): boolean => {
  const port = Number(brokerPattern.exec(text)?.[1] ?? 0)
  return port > 0 && port <= portMax
}

const listed = (text: string): ReadonlyArray<string> => text.split(",").map((broker) => broker.trim())

export const brokers = Setting.without(
  Setting.of(
    "SLUICE_KAFKA_BROKERS",
    {
      type: "`host:port`, several with commas between them",
      example: "kafka-1:9092,kafka-2:9092",
      meaning: "where the cluster is found"
    },
    // Judged as one text: of a list that is judged as a whole, the error would not name the variable.
    Config.nonEmptyString("SLUICE_KAFKA_BROKERS").pipe(
      Config.validate({
        message: "expected host:port, several separated by commas, such as kafka-1:9092,kafka-2:9092",
        validation: (text) => listed(text).every(isBroker)
      }),
      Config.map(listed)
    )
  ),
  "needed with `SLUICE_CALLBACK_LOG=kafka`"
)

const pem = (name: string, meaning: string, without: string) =>
  Setting.optional(Setting.path(name, { meaning: `a PEM file: ${meaning}`, example: "/etc/sluice/kafka.pem" }), without)

/** The variables on TLS and on signing in. */
export const security = {
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

export const tls: Config.Config<TlsFiles | null> = Config.all({
  on: security.tls.config,
  authority: security.authority.config,
  certificate: security.certificate.config,
  key: security.key.config
}).pipe(
  Config.mapOrFail(({ authority, certificate, key, on }): Either.Either<TlsFiles | null, ConfigError.ConfigError> => {
    const files = Option.isSome(authority) || Option.isSome(certificate) || Option.isSome(key)
    if (!on) return files ? wrong(security.tls, "certificates are given, but TLS is not on") : Either.right(null)
    if (Option.isSome(certificate) !== Option.isSome(key)) {
      return wrong(
        Option.isSome(key) ? security.certificate : security.key,
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

export const sasl: Config.Config<Sasl | null> = Config.all({
  mechanism: security.mechanism.config,
  username: security.username.config,
  password: security.password.config
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
      if (Option.isSome(mechanism)) return wrong(security.mechanism, "it needs SLUICE_KAFKA_USERNAME and _PASSWORD")
      return Option.isSome(username) || Option.isSome(password)
        ? wrong(security.mechanism, "a user is given, but not how to sign in: plain, scram-sha-256 or scram-sha-512")
        : Either.right(null)
    }
  )
)
