import { Clock, Effect, Random } from "effect"
import * as Gauges from "../alerts/Gauges.ts"
import * as TooFast from "../alerts/TooFast.ts"
import * as Evicting from "../media/Evicting.ts"
import type { Sender } from "../ports/Directory.ts"
import * as Answer from "./Answer.ts"
import type { LaneFlights } from "./LaneFlights.ts"
import type { LaneLedger } from "./LaneLedger.ts"
import type { LaneRecord } from "./LaneRecord.ts"
import * as UntilStored from "./UntilStored.ts"

/** Steps of this share of a whole spread over it evenly, wherever they begin: one draw serves a batch of answers. */
const goldenShare = 0.618_033_988_749_895

/** It says nothing that the ledger of a next lane could not do without for a moment. */
const isPlain = ({ accepted, hold }: Answer.Answer): boolean => accepted && hold === null

/** What answers go through on their way from the wire to the store. */
export interface Options {
  readonly sender: Sender
  readonly flights: LaneFlights
  readonly ledger: LaneLedger
  readonly record: LaneRecord
  readonly recipientKey: NonNullable<Answer.Told["recipientKey"]>
}

/**
 * Takes over every answer that has come: the ledger knows it from here on, and it is recorded with the next call of the store. A refusal, and what holds
 * anything, is recorded before it ends.
 */
export const make = ({ flights, ledger, recipientKey, record, sender }: Options) =>
  Effect.gen(function* () {
    const batch = flights.take()
    if (batch.length === 0) return
    const spread = yield* Random.next
    const answers = batch.map(({ atMillis, departedMillis, endpoint, message, outcome }, index) =>
      Answer.read({
        sender,
        message,
        outcome,
        atMillis,
        departedMillis,
        randomUnit: (spread + index * goldenShare) % 1,
        recipientKey,
        ...(endpoint === null ? {} : { endpoint })
      })
    )
    // Holds first: after a crash between the two, what was answered is uncertain for a while, but no hold is forgotten.
    yield* ledger.answered(answers)
    for (const { atMillis, message, outcome } of batch) {
      if (outcome._tag !== "Refused" || outcome.failure.reaction !== "media-cache") continue
      const { content } = message
      yield* UntilStored.retry(Evicting.afterRefusal(sender, { content, failure: outcome.failure, atMillis }))
    }
    yield* TooFast.noteAnswers(sender.accountId, answers)
    const actedMillis = yield* Clock.currentTimeMillis
    for (const { finish } of answers) {
      if (finish.outcome === "refused") Gauges.took("failure.reactionMillisP99", actedMillis - finish.answeredMillis)
    }
    for (const [index, { finish }] of answers.entries()) {
      const answered = batch[index]
      if (answered === undefined) continue
      record.owe(finish, answered.message.recipient, answered.departedMillis)
      flights.landed(answered.message.id)
    }
    // What the next lane must know at once: a refusal that it would otherwise learn once more.
    if (!answers.every(isPlain)) yield* record.all
  }).pipe(Effect.uninterruptible)
