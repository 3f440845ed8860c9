import { Array, Clock, Effect } from "effect"
import { OptOuts } from "../../ports/OptOuts.ts"
import { type Change, type Message, Outbox } from "../../ports/Outbox.ts"

/** The end of a message whose recipient opted out after it was accepted: it never left (CLOUD_API 3.3, 131050). */
const ended =
  (atMillis: number) =>
  ({ state }: Message): Change | null =>
    state !== "queued"
      ? null
      : {
          state: "failed",
          failure: {
            cause: "policy",
            code: null,
            httpStatus: null,
            detail: "the recipient has opted out",
            remedy: "it was not sent; leave the recipient out until they opt in again"
          },
          events: [{ atMillis, kind: "failed", data: { cause: "policy", reason: "opted-out" } }]
        }

/**
 * Ends queued messages whose recipients opted out after they were accepted (SPEC, around it: they are never messaged).
 *
 * No send begins that an opt-out forbids, so this only tells what became of them: when an opt-out is recorded, and when a lane finds
 * that a message could not begin.
 */
export const make = Effect.gen(function* () {
  const optOuts = yield* OptOuts
  const outbox = yield* Outbox

  /** Of these messages, those that must not leave; what is queued of them is ended. One statement unless there are any. */
  return Effect.fn("Unwanted.end")(function* (messageIds: ReadonlyArray<string>) {
    const unwanted = yield* optOuts.unwanted(messageIds)
    if (unwanted.size === 0) return unwanted
    const nowMillis = yield* Clock.currentTimeMillis
    yield* outbox.modify(
      Array.map([...unwanted], (id) => ({ _tag: "Id", id })),
      ended(nowMillis)
    )
    return unwanted
  })
})
