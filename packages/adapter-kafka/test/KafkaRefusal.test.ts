import { MultipleErrors, NetworkError, ProtocolError } from "@platformatic/kafka"
import { describe, expect, it } from "@effect/vitest"
import { KafkaUnreachable } from "@sluice/adapter-kafka/KafkaRefusal"

const messageOf = (cause: unknown): string =>
  new KafkaUnreachable({ brokers: ["a:9092", "b:9092"], asked: "the list of topics", cause }).message

/** As the client wraps what it knows. */
const wrapped = (...errors: ReadonlyArray<Error>): Error =>
  new MultipleErrors("Listing topics failed.", [new MultipleErrors("metadata failed 4 times.", [...errors])])

describe("what is told of Kafka at a start that fails", () => {
  it("is what the network said, each once, however deep the client wrapped it", () => {
    const refused = new NetworkError("Cannot connect.", { cause: new Error("connect ECONNREFUSED 127.0.0.1:1") })
    expect(messageOf(wrapped(refused, refused))).toBe(
      "Kafka did not answer at a:9092, b:9092: connect ECONNREFUSED 127.0.0.1:1; check SLUICE_KAFKA_BROKERS, TLS and SASL"
    )
  })

  it("is what the brokers answered, and the variable that mends it", () => {
    const error = wrapped(new ProtocolError("INVALID_REPLICATION_FACTOR"))
    expect(messageOf(error)).toContain("refused the list of topics: INVALID_REPLICATION_FACTOR, ")
    expect(messageOf(error)).toContain("set SLUICE_KAFKA_REPLICAS")
    expect(messageOf(error)).not.toContain("did not answer")
  })

  it("a right that is missing leads to the list of rights", () => {
    const error = wrapped(new ProtocolError("TOPIC_AUTHORIZATION_FAILED"))
    expect(messageOf(error)).toContain("docs/kafka.md#settings")
  })

  it("is told of anything that may be thrown, and of an error that is its own cause", () => {
    const circle = new Error("round")
    circle.cause = circle
    expect(messageOf("odd")).toContain("odd")
    expect(messageOf(circle)).toContain("round")
  })
})
