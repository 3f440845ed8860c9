import * as Outlook from "@sluice/core/campaign/Outlook"
import type * as Reach from "@sluice/core/campaign/Reach"
import type * as Plan from "@sluice/core/plan/Campaign"
import * as Recovery from "@sluice/core/throttle/Recovery"
import * as Throttle from "@sluice/core/throttle/Throttle"
import * as UniqueRecipients from "@sluice/core/throttle/UniqueRecipients"
import { Clock, Effect, Struct } from "effect"
import * as Prediction from "../accept/Prediction.ts"
import * as HoldKeys from "../dispatch/HoldKeys.ts"
import * as LaneLedger from "../dispatch/LaneLedger.ts"
import type { Campaign } from "../ports/Campaigns.ts"
import type { Sender } from "../ports/Directory.ts"
import { Holds, type PlacedHold } from "../ports/Holds.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import { type Depth, Outbox } from "../ports/Outbox.ts"

/** What the store knows of a campaign's senders. */
interface Known {
  readonly holds: ReadonlyArray<PlacedHold>
  readonly depths: ReadonlyArray<Depth>
  /** What each sender's lane wrote last. */
  readonly ledgers: ReadonlyMap<string, unknown>
}

/** Steps between two turns of other work: some milliseconds of computing. */
const sliceSteps = 50

/** The shared budgets that its policy knows of it has to itself. */
const contextOf = (sender: Sender) => Struct.omit(LaneLedger.contextOf(sender), "leased", "messagingTier")

/** A sender as a plan takes it: with what its limits have in mind, and what holds it or its bulk traffic. */
const planned =
  ({ holds, ledgers }: Known, startMillis: number) =>
  (sender: Sender): Plan.Sender => {
    const context = contextOf(sender)
    const keys = [...HoldKeys.lane(sender), HoldKeys.bulk(sender)]
    const binding = holds.filter(({ hold }) => keys.some(({ key, scope }) => scope === hold.scope && key === hold.key))
    const recovered = Recovery.recover(context, ledgers.get(sender.id) ?? null, [], startMillis)
    const state = binding.reduce(
      (before, { hold }) => Throttle.evolve(context, before, { _tag: "HoldPlaced", hold }),
      recovered
    )
    return { context, state, templates: null }
  }

/** What will still wait at a sender when the campaign starts: what waits now, less what leaves until then. */
const aheadOf =
  ({ depths }: Known, nowMillis: number, startMillis: number) =>
  (sender: Sender): Outlook.Ahead => {
    const own = depths.filter(({ senderId }) => senderId === sender.id)
    const messages = own.reduce((sum, { count }) => sum + count, 0)
    const units = own.reduce((sum, one) => sum + one.units, 0)
    const drainMillis = Prediction.predict(Prediction.paceOf(sender, nowMillis), { messages, units }, null, nowMillis)
    // A campaign that starts now was given its start a moment ago.
    const fromMillis = Math.max(startMillis, nowMillis)
    const share = drainMillis <= fromMillis ? 0 : 1 - (fromMillis - nowMillis) / (drainMillis - nowMillis)
    return { sender: sender.id, messages: Math.ceil(messages * share), units: Math.ceil(units * share) }
  }

/** The limit of the day on whom the senders' portfolios reach: that of each once; null where one of them has none (CLOUD_API 3.4). */
const reachOf = (campaign: Campaign, senders: ReadonlyArray<Sender>): Reach.Reach | null => {
  const perBusiness = new Map<string, number | null>()
  let windowMillis = 0
  for (const { businessId, messagingTier = null, policy } of senders) {
    const { uniqueRecipients } = policy.pacing
    perBusiness.set(
      businessId,
      uniqueRecipients === null ? null : UniqueRecipients.capacity(uniqueRecipients, messagingTier)
    )
    windowMillis = Math.max(windowMillis, uniqueRecipients?.windowMillis ?? 0)
  }
  let most = 0
  for (const slots of perBusiness.values()) {
    if (slots === null) return null
    most += slots
  }
  return most === 0 ? null : { counted: campaign.list.templates ?? 0, most, windowMillis }
}

/**
 * What a campaign will come to if it starts then (SPEC RL-12), behind what waits at its senders, and with the holds that stop them now. Long to
 * compute, so others get their turn in between.
 */
export const make = Effect.gen(function* () {
  const outbox = yield* Outbox
  const holds = yield* Holds
  const ledgers = yield* LedgerStore

  const known = Effect.fnUntraced(function* (senders: ReadonlyArray<Sender>, nowMillis: number) {
    const ledgerOf = ({ id }: Sender) =>
      Effect.map(ledgers.read("sender", id), (ledger): [string, unknown] => [id, ledger])
    const found: Known = {
      depths: yield* outbox.depths(["queued"]),
      holds: yield* holds.active(nowMillis),
      ledgers: new Map(yield* Effect.forEach(senders, ledgerOf))
    }
    return found
  })

  return Effect.fn("Foreseeing.outlook")(function* (
    campaign: Campaign,
    senders: ReadonlyArray<Sender>,
    startMillis: number
  ) {
    const nowMillis = yield* Clock.currentTimeMillis
    const store = yield* known(senders, nowMillis)
    const making = Outlook.steps({
      senders: senders.map(planned(store, startMillis)),
      ahead: senders.map(aheadOf(store, nowMillis, startMillis)),
      messages: campaign.rows,
      media: campaign.list.media,
      reach: reachOf(campaign, senders),
      hours: campaign.hours,
      unit: campaign.unit,
      startMillis
    })
    for (;;) {
      for (let step = 0; step < sliceSteps; step++) {
        const made = making.next()
        if (made.done === true) return made.value
      }
      yield* Effect.yieldNow()
    }
  })
})
