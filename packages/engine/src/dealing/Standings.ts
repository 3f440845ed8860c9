import * as Budget from "@sluice/core/routing/Budget"
import * as Allowance from "@sluice/core/throttle/Allowance"
import * as Hold from "@sluice/core/throttle/Hold"
import * as Recovery from "@sluice/core/throttle/Recovery"
import * as SenderWindow from "@sluice/core/throttle/SenderWindow"
import * as Throttle from "@sluice/core/throttle/Throttle"
import { Clock, Effect } from "effect"
import * as LaneHolds from "../dispatch/LaneHolds.ts"
import * as LaneLedger from "../dispatch/LaneLedger.ts"
import type { Sender } from "../ports/Directory.ts"
import { Holds, type PlacedHold } from "../ports/Holds.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import { Outbox } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Refreshed from "./Refreshed.ts"
import type { Standing } from "./Turns.ts"

/** What was read of the store, and what has been dealt here since. */
interface Snapshot {
  /** Units that wait, by sender. */
  readonly queued: Map<string, number>
  readonly holds: ReadonlyArray<PlacedHold>
  /** What each sender's lane wrote last; read when first asked for. */
  readonly ledgers: Map<string, unknown>
}

/** A text of one unit to nobody: what the sender itself would say to any message. */
export const anyText: Throttle.Request = {
  id: "",
  recipient: "",
  units: 1,
  kind: "text",
  template: null,
  probeOf: null
}

/** The last end of the holds that stop the sender as a whole; null where none does. */
const heldUntil = (sender: Sender, holds: ReadonlyArray<PlacedHold>): number | null => {
  const keys = LaneHolds.keysOf(sender)
  const binding = holds.filter(({ hold }) => keys.some(({ key, scope }) => scope === hold.scope && key === hold.key))
  return binding.length === 0
    ? null
    : Math.max(...binding.map(({ hold }) => Hold.endMillis(hold) ?? Number.POSITIVE_INFINITY))
}

/** When the sender's own limits let it go on after a hold or a rest of its own; null while neither stops it. Its pace stops nobody. */
const restsUntil = (context: Throttle.Context, state: Throttle.State, nowMillis: number): number | null => {
  const obstacle = Throttle.obstacle(context, state, anyText, nowMillis)
  if (obstacle?._tag === "Held") return obstacle.untilMillis ?? Number.POSITIVE_INFINITY
  const isRest = obstacle?._tag === "Waits" && (obstacle.limit === "rest" || obstacle.limit === "cooldown")
  return isRest ? obstacle.untilMillis : null
}

/** Units of the window that are in use. */
export const usedUnits = ({ pacing, ...terms }: Throttle.Context, state: Throttle.State, nowMillis: number): number => {
  const { ladder, senderWindow } = pacing
  if (senderWindow === null) return 0
  const allowance = Allowance.at({ pacing: { ladder }, ...terms }, senderWindow, state.reputation.factor, nowMillis)
  return (SenderWindow.share(allowance, state.window, nowMillis) * allowance.thousandthsMax) / 1_000
}

/** How a sender stands: its budget and what of it is in use by its own ledger, what waits for it, what holds it. */
const standingOf = (sender: Sender, { holds, ledgers, queued }: Snapshot, nowMillis: number): Standing => {
  const context = LaneLedger.contextOf(sender)
  const state = Recovery.recover(context, ledgers.get(sender.id) ?? null, [], nowMillis)
  const ends = [heldUntil(sender, holds), restsUntil(context, state, nowMillis)].filter((end) => end !== null)
  return {
    senderId: sender.id,
    budgetUnits: Budget.units(context, state, nowMillis),
    queuedUnits: (queued.get(sender.id) ?? 0) + usedUnits(context, state, nowMillis),
    heldUntilMillis: ends.length === 0 ? null : Math.max(...ends)
  }
}

/** How senders stand, as far as the store has been asked lately. */
export interface Standings {
  readonly of: (senders: ReadonlyArray<Sender>) => Effect.Effect<ReadonlyArray<Standing>, StoreUnavailable>
  /** Counts what has just been dealt, until the store is asked again. */
  readonly joined: (senderId: string, units: number) => void
}

/**
 * Asks the store at most once in `refreshMillis` for what is queued, held, and in the ledgers of the senders that are asked about. What is
 * dealt here is added up meanwhile; what other processes deal counts from the next reading on.
 */
export const make = Effect.fn("Standings.make")(function* (refreshMillis: number) {
  const outbox = yield* Outbox
  const holds = yield* Holds
  const ledgerStore = yield* LedgerStore
  let current: Snapshot | null = null

  const refreshed = yield* Refreshed.make(refreshMillis, (nowMillis) =>
    Effect.gen(function* () {
      const depths = yield* outbox.depths(["queued"])
      const queued = new Map<string, number>()
      for (const { senderId, units } of depths) queued.set(senderId, (queued.get(senderId) ?? 0) + units)
      const snapshot: Snapshot = { queued, holds: yield* holds.active(nowMillis), ledgers: new Map() }
      current = snapshot
      return snapshot
    })
  )

  const of: Standings["of"] = Effect.fn("Standings.of")(function* (senders) {
    const snapshot = yield* refreshed
    yield* Effect.forEach(
      senders.filter(({ id }) => !snapshot.ledgers.has(id)),
      ({ id }) => Effect.map(ledgerStore.read("sender", id), (ledger) => snapshot.ledgers.set(id, ledger)),
      { concurrency: "unbounded", discard: true }
    )
    const nowMillis = yield* Clock.currentTimeMillis
    return senders.map((sender) => standingOf(sender, snapshot, nowMillis))
  })

  const joined: Standings["joined"] = (senderId, units) => {
    current?.queued.set(senderId, (current.queued.get(senderId) ?? 0) + units)
  }

  const standings: Standings = { of, joined }
  return standings
})
