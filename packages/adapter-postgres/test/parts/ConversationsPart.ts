import { Conversations } from "@sluice/engine/ports/Conversations"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import * as fc from "fast-check"
import * as Eight from "./Eight.ts"

/** Calls of the conversations as data. */
export interface Step {
  readonly _tag: "Move"
  readonly recipients: ReadonlyArray<number>
  readonly back: boolean
}

export const step: fc.Arbitrary<Step> = fc.record({
  _tag: fc.constant("Move" as const),
  recipients: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 }),
  back: fc.boolean()
})

/** What a step answers, on the store of the environment. */
export const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const conversations = yield* Conversations
    const [fromSenderId, toSenderId] = step.back ? ["acme-2", Eight.senderId] : [Eight.senderId, "acme-2"]
    const movable = yield* conversations.movable({ senderId: fromSenderId, limit: 2 })
    const moved = yield* conversations.move({
      fromSenderId,
      moves: step.recipients.map((n) => ({
        recipient: Eight.recipient(n),
        toSenderId,
        dealt: { pool: "orders", because: "turn", leaves: fromSenderId }
      })),
      nowMillis
    })
    return [movable, moved]
  })

/** Where each conversation stands. */
export const everything = Effect.gen(function* () {
  const conversations = yield* Conversations
  return {
    known: yield* conversations.known({
      accountId: "acme",
      senderIds: [Eight.senderId, "acme-2"],
      recipients: [0, 1, 2].map(Eight.recipient),
      heardSinceMillis: startMillis,
      leaving: null
    })
  }
})
