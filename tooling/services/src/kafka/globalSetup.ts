import { Config, Effect, Exit, Option, Scope } from "effect"
import type { TestProject } from "vitest/node"
import * as KafkaBroker from "./KafkaBroker.ts"

/** What a run tells its tests about Kafka: where it is, or why they are skipped. */
export type Kafka =
  | { readonly _tag: "Up"; readonly brokers: ReadonlyArray<string> }
  | { readonly _tag: "Skipped"; readonly reason: string }

declare module "vitest" {
  interface ProvidedContext {
    /** For the tests of the project that has a broker; absent in the others. */
    readonly kafka?: Kafka
  }
}

/** Seen by whoever runs the tests, between everything else that is printed. */
const loud = (reason: string): string =>
  [
    "",
    "=".repeat(78),
    "KAFKA TESTS ARE SKIPPED: no broker was tried.",
    `  ${reason}`,
    "  To run them: install Java 17 or newer and fetch the broker's programs once",
    "  (node tooling/services/src/kafka/main.ts), or name brokers of your own in KAFKA_BROKERS.",
    "  With KAFKA_REQUIRED=true they fail instead.",
    "=".repeat(78),
    ""
  ].join("\n")

const configuration = Config.all({
  brokers: Config.option(Config.array(Config.nonEmptyString(), "KAFKA_BROKERS")),
  required: Config.boolean("KAFKA_REQUIRED").pipe(Config.withDefault(false))
})

const begin = (scope: Scope.Scope) =>
  Effect.gen(function* () {
    const { brokers, required } = yield* configuration
    if (Option.isSome(brokers)) return { _tag: "Up" as const, brokers: brokers.value }
    return yield* KafkaBroker.start().pipe(
      Effect.map(({ address }): Kafka => ({ _tag: "Up", brokers: [address] })),
      Effect.catchIf(
        // What is not installed is told and skipped; a broker that is there and does not start is a failure.
        ({ step }) => !required && (step === "java" || step === "jars"),
        ({ message }) =>
          Effect.sync((): Kafka => {
            process.stderr.write(`${loud(message)}\n`)
            return { _tag: "Skipped", reason: message }
          })
      )
    )
  }).pipe(Scope.extend(scope))

/**
 * One Kafka broker a run, for the project that names this file in `globalSetup`: `KAFKA_BROKERS`, or one of our own.
 *
 * Vitest runs it only where that project has files to run. The suite needs Java and 45 MB of jars, which nobody is made to fetch: without them
 * it is skipped, loudly.
 */
export default (project: TestProject): Promise<() => Promise<void>> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      project.provide("kafka", yield* begin(scope))
      return () => Effect.runPromise(Scope.close(scope, Exit.void))
    })
  )
