import * as Course from "@sluice/core/onboarding/Course"
import * as TechnicalChecks from "@sluice/core/onboarding/TechnicalChecks"
import { Effect, Option } from "effect"
import { Outbox } from "../ports/Outbox.ts"
import type { Message } from "../ports/Outbox.ts"

/** What became of a test message; null while that is open. */
const outcomeOf = ({ delivery, failure, id, state, updatedMillis }: Message): TechnicalChecks.Outcome | null => {
  if (delivery === "delivered" || delivery === "read" || delivery === "played") {
    return { _tag: "Passed", atMillis: updatedMillis }
  }
  if (state !== "failed" && state !== "dead" && state !== "cancelled") return null
  const why = failure === null ? `it was ${state}` : `${failure.detail} (${failure.remedy})`
  return { _tag: "Failed", atMillis: updatedMillis, finding: `${why} \`sluice messages why ${id}\` tells more.` }
}

/**
 * What has become of the test messages since (SPEC ON-02): the message itself tells whether it was delivered, so nobody can say so for it. The same
 * state where nothing is new.
 */
export const followed = Effect.fn("TestMessages.followed")(function* (course: Course.State) {
  const outbox = yield* Outbox
  let { checks } = course
  for (const [number, messageId] of Object.entries(course.tests)) {
    if (checks.testMessages[number] !== undefined) continue
    const message = Option.getOrNull(yield* outbox.find(messageId))
    const outcome = message === null ? null : outcomeOf(message)
    if (outcome !== null) checks = TechnicalChecks.messageTested(checks, number, outcome)
  }
  return checks === course.checks ? course : { ...course, checks }
})

/** Messages of this account as tests, by their numbers; those that are not the account's are left out. */
export const registered = Effect.fn("TestMessages.registered")(function* (
  accountId: string,
  messageIds: ReadonlyArray<string>
) {
  const outbox = yield* Outbox
  const found = yield* Effect.forEach(messageIds, (id) => outbox.find(id))
  const own = found.flatMap(Option.toArray).filter((message) => message.accountId === accountId)
  return (course: Course.State): Course.State =>
    own.reduce((state, { id, recipient }) => Course.tested(state, recipient, id), course)
})
