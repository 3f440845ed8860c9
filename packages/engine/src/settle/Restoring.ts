import * as Rate from "@sluice/core/campaign/Rate"
import * as MessageState from "@sluice/core/delivery/MessageState"
import { Effect } from "effect"
import { type Campaign, Campaigns } from "../ports/Campaigns.ts"
import { type Message, type MessageKey, Outbox } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Restored from "./Restored.ts"

/** Messages that are read at once, and changed in one transaction. */
const pageMax = 500

/** What is in doubt after a restore. */
export interface Doubts {
  /** Messages that may have been sent since the point, by the state that they had at it. */
  readonly messages: Readonly<Record<"queued" | "sending" | "uncertain", number>>
  /** Messages that were not due before the loss: they wait as ever. */
  readonly untouched: number
  /** Campaigns that may have handed rows over since the point. */
  readonly campaigns: ReadonlyArray<Pick<Campaign, "id" | "accountId" | "name">>
}

/** Every message of the open states, newest first, a page at a time. */
const eachPage = Effect.fn("Restoring.eachPage")(function* (
  f: (page: ReadonlyArray<Message>) => Effect.Effect<void, StoreUnavailable>
) {
  const outbox = yield* Outbox
  let beforeId: string | undefined
  do {
    const page: ReadonlyArray<Message> = yield* outbox.list({
      states: MessageState.open,
      limit: pageMax,
      ...(beforeId === undefined ? {} : { beforeId })
    })
    if (page.length > 0) yield* f(page)
    beforeId = page.length < pageMax ? undefined : page.at(-1)?.id
  } while (beforeId !== undefined)
})

/**
 * Looks at a restored database, and unless `dryRun` takes what is in doubt out of the queue (`Restored`): before any worker starts on it, so that
 * nothing leaves meanwhile. Run again it finds nothing more, so one that was cut off is repeated.
 */
export const run = Effect.fn("Restoring.run")(function* (
  restoration: Restored.Restoration,
  { dryRun }: { readonly dryRun: boolean }
) {
  const outbox = yield* Outbox
  const campaigns = yield* Campaigns
  const counts = { queued: 0, sending: 0, uncertain: 0 }
  let untouched = 0

  yield* eachPage((page) =>
    Effect.gen(function* () {
      const doubtful = page.filter((message) => Restored.decide(message, restoration) !== null)
      untouched += page.length - doubtful.length
      for (const { state } of doubtful) {
        if (MessageState.isOpen(state)) counts[state]++
      }
      if (dryRun) return
      const keys = doubtful.map(({ id }): MessageKey => ({ _tag: "Id", id }))
      yield* outbox.modify(keys, (message) => Restored.decide(message, restoration))
    })
  )

  const begun = (yield* campaigns.active).filter(
    ({ lifecycle }) => Restored.decideCampaign(lifecycle, restoration) !== null
  )
  if (!dryRun) {
    yield* Effect.forEach(
      begun,
      ({ id }) =>
        campaigns.modify(id, ({ lifecycle }) => {
          const next = Restored.decideCampaign(lifecycle, restoration)
          return next === null ? null : { lifecycle: next, marks: Rate.none }
        }),
      { discard: true }
    )
  }
  const doubts: Doubts = {
    messages: counts,
    untouched,
    campaigns: begun.map(({ accountId, id, name }) => ({ id, accountId, name }))
  }
  return doubts
})
