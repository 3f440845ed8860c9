import * as Batch from "@sluice/cli/stack/Batch"
import * as SimulatorControl from "@sluice/cli/stack/SimulatorControl"
import * as Tally from "@sluice/cli/stack/Tally"
import type { MessageDetail } from "@sluice/client/Message"
import { Effect } from "effect"
import type { Figures } from "./Drill.ts"
import type { Field } from "./Field.ts"

/** A history in one line, for whoever looks for what is wrong with it. */
const story = (history: MessageDetail["history"]): string =>
  history
    .map(({ data, kind }) => [kind, data["status"], data["attempt"]].filter((word) => word !== undefined).join(" "))
    .join(", ")

/**
 * What became of every message: the gateway's record against the platform's own count.
 *
 * - lost: taken in, and neither at its end nor on the platform's record;
 * - doubled: accepted twice by the platform, by the simulator's count;
 * - unexplained: where the record says something that the message's history does not lead to.
 */
export const settle = Effect.fn("Account.settle")(function* (
  field: Field,
  ids: ReadonlyArray<string>,
  secondsMax: number
) {
  const { client, stack } = field
  const tally = yield* Batch.watch(client, secondsMax, () => Effect.void)
  const messages = yield* Batch.all(client)
  const entries = yield* SimulatorControl.messages(stack.simulatorUrl)
  const { messages: counts, violations } = yield* SimulatorControl.stats(stack.simulatorUrl)
  const examined = yield* Batch.examine(client, ids)

  const known = new Set(messages.map(({ id }) => id))
  const platformKnows = new Set(entries.map(({ subject }) => subject))
  const lost = ids.filter((id) => !known.has(id)).length
  const unfinished = Tally.total(tally) - Tally.over(tally)
  const unsent = messages.filter(({ id, state }) => state === "accepted" && !platformKnows.has(id)).length
  const unexplained = examined.filter(({ faults }) => faults.length > 0)
  // A callback was sooner than the answer; or the answer never came, and a callback tells, or in the end the policy (RT-04).
  const unheard = examined.filter(({ message }) =>
    message.history.some(({ kind }) => kind === "uncertain" || kind === "settled")
  ).length
  // The lane of a sender went on elsewhere while its sends were under way: its worker died, or did not wait for them.
  const orphaned = examined.filter(({ message }) =>
    message.history.some(({ data, kind }) => kind === "uncertain" && data["why"] === "lane lost")
  ).length
  const dead = messages.filter(({ state }) => state === "dead").length
  const again = messages.filter(({ attempts }) => attempts > 1).length
  const figures: Figures = {
    counts: [
      ["messages", ids.length],
      ["accepted by the platform", counts.accepted],
      ["delivered", tally.delivered + tally.read],
      ["failed", tally.failed - dead],
      ["dead letters", dead],
      ["settled before or without an answer", unheard],
      ["left in flight by a worker", orphaned],
      ["sent again", again],
      ["lost", lost + unsent],
      ["doubled", counts.doubled],
      ["violations", violations.total],
      ["unexplained", unexplained.length]
    ],
    faults: [
      ...(lost === 0 ? [] : [`${lost} were taken in and are not on record`]),
      ...(unsent === 0 ? [] : [`${unsent} are on record as accepted, and the platform does not know them`]),
      ...(unfinished === 0 ? [] : [`${unfinished} have not come to their end after ${secondsMax} s`]),
      ...(counts.doubled === 0 ? [] : [`${counts.doubled} were sent twice`]),
      ...(violations.total === 0 ? [] : [`${violations.total} violations: ${JSON.stringify(violations.counts)}`]),
      ...unexplained.map(({ faults, message }) => `${message.id}: ${faults.join("; ")} (${story(message.history)})`)
    ]
  }
  return { ...figures, orphaned }
})
