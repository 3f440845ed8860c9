import type { Certainty } from "@sluice/core/policy/Certainty"
import { Clock, Duration, Effect } from "effect"
import { CallbackLog } from "../ports/CallbackLog.ts"
import { Directory } from "../ports/Directory.ts"
import { Outbox } from "../ports/Outbox.ts"
import type { Change, Message, MessageFailure } from "../ports/Outbox.ts"

/** How the settling runs; milliseconds of its clock. */
export interface Options {
  readonly pollMillis: number
  /** Messages decided in one round. */
  readonly roundMax: number
}

const unknownOutcome: MessageFailure = {
  cause: "unknown",
  code: null,
  httpStatus: null,
  detail: "no answer and no callback",
  remedy: "Ask the recipient, or send it again by hand: it may have been delivered."
}

/**
 * What becomes of a send that nobody answered for (RT-04). Pure.
 *
 * @param heardMillis up to when all callbacks that arrived are processed: later silence is not yet silence.
 * @returns null while its callbacks may still settle it.
 */
const decide = (certainty: Certainty, message: Message, heardMillis: number, nowMillis: number): Change | null => {
  if (message.state !== "uncertain" || heardMillis - message.updatedMillis < certainty.uncertainMillis) return null
  const silentMillis = heardMillis - message.updatedMillis
  const settled = {
    atMillis: nowMillis,
    kind: "settled",
    data: { by: "policy", then: certainty.uncertainThen, silentMillis }
  } as const
  switch (certainty.uncertainThen) {
    case "resend":
      if (message.attempts - message.attemptsBeforePlan > certainty.uncertainResendsMax) {
        return {
          state: "dead",
          failure: unknownOutcome,
          events: [settled, { atMillis: nowMillis, kind: "dead", data: { by: "uncertain again and again" } }]
        }
      }
      return { state: "queued", dueMillis: nowMillis, events: [settled] }
    case "fail":
      return {
        state: "failed",
        failure: unknownOutcome,
        events: [settled, { atMillis: nowMillis, kind: "failed", data: { cause: "unknown" } }]
      }
  }
}

/**
 * Decides the uncertain sends whose time is up, again and again (SPEC RT-04). Run it once in the whole deployment; twice does no harm.
 *
 * Callbacks come first: while some that arrived earlier are not processed, what they may settle is left alone.
 */
export const run = Effect.fn("Uncertain.run")(function* (options: Options) {
  const outbox = yield* Outbox
  const log = yield* CallbackLog
  const directory = yield* Directory
  const senders = new Map((yield* directory.senders).map((sender) => [sender.id, sender]))
  const shortestMillis = Math.min(...[...senders.values()].map((sender) => sender.policy.certainty.uncertainMillis))

  const round = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const heardMillis = Math.min(nowMillis, (yield* log.oldestPendingMillis) ?? nowMillis)
    const silent = yield* outbox.uncertainSince(heardMillis - shortestMillis, options.roundMax)
    if (silent.length === 0) return
    let decided = 0
    yield* outbox.modify(
      silent.map(({ id }) => ({ _tag: "Id", id })),
      (message) => {
        const sender = senders.get(message.senderId)
        const change = sender === undefined ? null : decide(sender.policy.certainty, message, heardMillis, nowMillis)
        if (change !== null) decided++
        return change
      }
    )
    if (decided > 0) yield* Effect.logWarning(`${decided} uncertain sends were decided by the policy`)
  })

  return yield* round.pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("settling could not run; it tries again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.pollMillis))),
    Effect.forever
  )
})
