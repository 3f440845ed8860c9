import { Data } from "effect"

/** What could not be done. */
export type Step = "java" | "jars" | "format" | "start" | "connect"

const asked: Readonly<Record<Step, string>> = {
  java: "no Java could be run",
  jars: "the programs of Kafka are not here",
  format: "the broker's directory was not prepared",
  start: "the broker did not start",
  connect: "the brokers did not answer"
}

/** No broker, and why; `log` holds the last lines that it wrote. */
export class KafkaUnavailable extends Data.TaggedError("KafkaUnavailable")<{
  readonly step: Step
  readonly detail: string
  readonly log: ReadonlyArray<string>
}> {
  override get message(): string {
    return [`${asked[this.step]}: ${this.detail}`, ...this.log].join("\n  ")
  }
}
