import * as MessageState from "@sluice/core/delivery/MessageState"
import { Effect, Either } from "effect"
import { Campaigns } from "../ports/Campaigns.ts"
import { type Change, type Message, Outbox } from "../ports/Outbox.ts"

/** Messages that are taken back by one statement. */
const withdrawMax = 1_000

const cancel =
  (atMillis: number) =>
  ({ state }: Message): Change | null =>
    Either.match(MessageState.step(state, "cancelled"), {
      onLeft: () => null,
      onRight: (next) => ({
        state: next,
        events: [{ atMillis, kind: "cancelled", data: { reason: "campaign cancelled" } }]
      })
    })

/**
 * Takes back what a campaign has in the outbox and has not begun; nothing must be handed over for it meanwhile, so its life has
 * to say so first. What was tried before and waits to be tried again is in the platform's hands, and goes on.
 */
export const make = Effect.gen(function* () {
  const campaigns = yield* Campaigns
  const outbox = yield* Outbox

  const takeBack = Effect.fn("TakingBack.takeBack")(function* (campaignId: string) {
    let count = 0
    for (;;) {
      const taken = yield* campaigns.withdraw(campaignId, withdrawMax)
      count += taken
      if (taken === 0) return count
    }
  })

  /** For good: what waits to be tried again is cancelled as well. What is in flight is not; if it is put back, the next call finds it. */
  const giveUp = Effect.fn("TakingBack.giveUp")(function* (campaignId: string, nowMillis: number) {
    yield* takeBack(campaignId)
    const open = yield* campaigns.open(campaignId)
    yield* outbox.modify(
      open.map((id) => ({ _tag: "Id", id })),
      cancel(nowMillis)
    )
  })

  return { takeBack, giveUp }
})
