import { Redacted } from "effect"
import type { BaseOptions, SASLMechanismValue } from "@platformatic/kafka"

/** TLS to the brokers; everything is PEM text. */
export interface Tls {
  /** Who signed the brokers' certificates; null: who the runtime trusts. */
  readonly authority: string | null
  /** What this client shows of itself, where the brokers ask for it (mutual TLS). */
  readonly client: { readonly certificate: string; readonly key: Redacted.Redacted } | null
}

/** Who this client is to the brokers. */
export interface Sasl {
  readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512"
  readonly username: string
  readonly password: Redacted.Redacted
}

/** How the brokers are reached. */
export interface Connection {
  /** `host:port`, any of the cluster: the others are learned from it. */
  readonly brokers: ReadonlyArray<string>
  /** What the brokers' own logs and quotas call this process. */
  readonly clientId: string
  readonly tls: Tls | null
  readonly sasl: Sasl | null
}

const mechanisms: Readonly<Record<Sasl["mechanism"], SASLMechanismValue>> = {
  plain: "PLAIN",
  "scram-sha-256": "SCRAM-SHA-256",
  "scram-sha-512": "SCRAM-SHA-512"
}

/** A broker that does not take a connection within this is not waited for: another one may. */
const connectMillisMax = 3_000

/**
 * The part of the client's options that all uses share. A failed request is tried again by the client, with the brokers' places learned
 * anew; how long in all is for the caller to bound.
 */
export const clientOptions = (connection: Connection): BaseOptions => {
  const { sasl, tls } = connection
  return {
    clientId: connection.clientId,
    bootstrapBrokers: [...connection.brokers],
    connectTimeout: connectMillisMax,
    retries: 3,
    retryDelay: 250,
    autocreateTopics: false,
    ...(tls === null
      ? {}
      : {
          // The certificate has to be of the host that was asked for.
          tlsServerName: true,
          tls: {
            ...(tls.authority === null ? {} : { ca: tls.authority }),
            ...(tls.client === null ? {} : { cert: tls.client.certificate, key: Redacted.value(tls.client.key) })
          }
        }),
    ...(sasl === null
      ? {}
      : {
          sasl: {
            mechanism: mechanisms[sasl.mechanism],
            username: sasl.username,
            password: Redacted.value(sasl.password)
          }
        })
  }
}
