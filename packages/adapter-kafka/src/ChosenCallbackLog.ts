import type { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Data, Effect, Layer, Redacted } from "effect"
import { readFile } from "node:fs/promises"
import type { Connection, Tls } from "./Connection.ts"
import * as KafkaCallbackLog from "./KafkaCallbackLog.ts"
import type { TlsFiles } from "./internal/ConnectionConfig.ts"
import type { Choice, KafkaSettings } from "./KafkaConfig.ts"
import type { KafkaUnreachable } from "./KafkaRefusal.ts"
import type { TopicUnfit } from "./Topics.ts"

/** A certificate or a key that the configuration names cannot be read. Nothing was started. */
export class CertificateUnreadable extends Data.TaggedError("CertificateUnreadable")<{
  readonly variable: string
  readonly path: string
  readonly cause: unknown
}> {
  override get message(): string {
    const cause = this.cause instanceof Error ? this.cause.message : String(this.cause)
    return `${this.variable} names ${this.path}, which cannot be read: ${cause}`
  }
}

const read = (variable: string, path: string) =>
  Effect.tryPromise({
    try: () => readFile(path, "utf8"),
    catch: (cause) => new CertificateUnreadable({ variable, path, cause })
  })

const readTls = ({ authorityPath, client }: TlsFiles): Effect.Effect<Tls, CertificateUnreadable> =>
  Effect.all({
    authority: authorityPath === null ? Effect.succeed(null) : read("SLUICE_KAFKA_TLS_CA", authorityPath),
    client:
      client === null
        ? Effect.succeed(null)
        : Effect.all({
            certificate: read("SLUICE_KAFKA_TLS_CERT", client.certificatePath),
            key: Effect.map(read("SLUICE_KAFKA_TLS_KEY", client.keyPath), Redacted.make)
          })
  })

/** How the brokers are reached, with the certificates that the settings name. */
export const connection = (
  { brokers, sasl, tls }: KafkaSettings,
  clientId: string
): Effect.Effect<Connection, CertificateUnreadable> =>
  Effect.map(tls === null ? Effect.succeed(null) : readTls(tls), (files) => ({ brokers, clientId, sasl, tls: files }))

/**
 * The store with the callback log that the configuration chose: its own, or Kafka's in front of it. Everything else of the store is as it was.
 *
 * @param clientId what the brokers call this process
 */
export const over =
  (choice: Choice, clientId: string) =>
  <A, E, R>(
    store: Layer.Layer<A | CallbackLog, E, R>
  ): Layer.Layer<A | CallbackLog, E | CertificateUnreadable | KafkaUnreachable | TopicUnfit, R> => {
    if (choice._tag === "Postgres") return store
    const { settings } = choice
    const log = Layer.unwrapEffect(
      Effect.map(connection(settings, clientId), (made) =>
        KafkaCallbackLog.layer({ ...settings.log, connection: made })
      )
    )
    return Layer.provideMerge(log, store)
  }
