import { Data } from "effect"
import * as Reason from "./internal/Reason.ts"

/** The brokers were not reached, or said no. Nothing was started. */
export class KafkaUnreachable extends Data.TaggedError("KafkaUnreachable")<{
  readonly brokers: ReadonlyArray<string>
  /** What was asked of them: `listing the topics`. */
  readonly asked: string
  readonly cause: unknown
}> {
  override get message(): string {
    const { refusal, text } = Reason.of(this.cause)
    const where = this.brokers.join(", ")
    return refusal === null
      ? `Kafka did not answer at ${where}: ${text}; check SLUICE_KAFKA_BROKERS, TLS and SASL`
      : `Kafka at ${where} refused ${this.asked}: ${text}; ${remedies[refusal] ?? "the brokers' log tells more"}`
  }
}

const signIn = "check SLUICE_KAFKA_SASL, SLUICE_KAFKA_USERNAME and SLUICE_KAFKA_PASSWORD"
const right = "give the user of SLUICE_KAFKA_USERNAME its rights (docs/kafka.md#settings)"

/** What mends it, by what the brokers answer. */
const remedies: Readonly<Record<string, string>> = {
  CLUSTER_AUTHORIZATION_FAILED: right,
  GROUP_AUTHORIZATION_FAILED: right,
  TOPIC_AUTHORIZATION_FAILED: right,
  SASL_AUTHENTICATION_FAILED: signIn,
  UNSUPPORTED_SASL_MECHANISM: signIn,
  ILLEGAL_SASL_STATE: signIn,
  INVALID_GROUP_ID: "correct SLUICE_KAFKA_GROUP",
  INVALID_PARTITIONS: "correct SLUICE_KAFKA_PARTITIONS",
  INVALID_REPLICATION_FACTOR: "set SLUICE_KAFKA_REPLICAS to no more than there are brokers",
  INVALID_SESSION_TIMEOUT:
    "set SLUICE_KAFKA_SESSION_MILLIS to what lies within group.min.session.timeout.ms and group.max.session.timeout.ms of the brokers, 6000 and 1800000 by default",
  POLICY_VIOLATION: "make the topics by hand (docs/kafka.md#topics)"
}
