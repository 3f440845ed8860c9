import * as ChosenCallbackLog from "@sluice/adapter-kafka/ChosenCallbackLog"
import * as Group from "@sluice/adapter-kafka/Group"
import type { Choice } from "@sluice/adapter-kafka/KafkaConfig"
import * as Topics from "@sluice/adapter-kafka/Topics"
import * as Finding from "@sluice/engine/doctor/Finding"
import { Effect } from "effect"

/** Whether the brokers can be used as they are configured. Nothing is made: a topic that the start would make may be missing. */
export const run = (choice: Choice): Effect.Effect<ReadonlyArray<Finding.Finding>> => {
  if (choice._tag === "Postgres") {
    return Effect.succeed([Finding.skipped("kafka", "", "callbacks are kept in the database (SLUICE_CALLBACK_LOG)")])
  }
  const { brokers, log } = choice.settings
  const subject = brokers.join(", ")
  return Effect.gen(function* () {
    const connection = yield* ChosenCallbackLog.connection(choice.settings, "sluice-doctor")
    yield* Topics.ensure({ connection, names: log.topics, creation: null })
    yield* Group.ensure({ connection, ...log })
    return [Finding.ok("kafka", subject, `${log.topics.callbacks} and ${log.topics.deadLetter} are fit`)]
  }).pipe(
    Effect.catchTags({
      CertificateUnreadable: (error) =>
        Effect.succeed([
          Finding.fail("kafka", subject, error.message, `correct ${error.variable}, or let this user read it`)
        ]),
      KafkaUnreachable: (error) =>
        Effect.succeed([
          Finding.fail(
            "kafka",
            subject,
            error.message,
            "the server takes no callbacks while it is so; the platform repeats them"
          )
        ]),
      TopicUnfit: (error) =>
        Effect.succeed([
          error.problem === "there is none" && log.creation !== null
            ? Finding.ok("kafka", subject, `${error.topic} is made when the server starts`)
            : Finding.fail("kafka", subject, error.message, error.remedy)
        ])
    })
  )
}
