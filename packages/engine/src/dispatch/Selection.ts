import * as LaneLook from "@sluice/core/routing/LaneLook"
import type * as LaneView from "@sluice/core/routing/LaneView"
import * as CoreSelection from "@sluice/core/routing/Selection"
import type * as Hold from "@sluice/core/throttle/Hold"
import type * as Ledger from "@sluice/core/throttle/Ledger"
import type { Message } from "../ports/Outbox.ts"
import type { Cell } from "./Cell.ts"
import * as LaneRequest from "./LaneRequest.ts"

/** What may leave now, in order, and when it is worth asking again. */
export interface Selection {
  readonly admitted: ReadonlyArray<CoreSelection.Admitted<Message>>
  /** The ledger as if all of `admitted` had left. */
  readonly state: Ledger.State
  /** Earliest moment at which another candidate may be admitted; null when only an answer, a lease, an act or a new message changes that. */
  readonly wakeMillis: number | null
  /** True when the sender itself has to wait or is held, not this conversation or that: nothing else can leave either. */
  readonly senderWaits: boolean
  /** Shared budgets of which a claim would let candidates leave. */
  readonly leases: ReadonlySet<Ledger.Budget>
  /** The hold that stops the whole lane; null when none does. */
  readonly hold: Hold.Hold | null
  /** Candidates that something of their own keeps back while others go past, but for a lease: they take up room in what a lane looks at. */
  readonly keptBack: number
  /** The first that is not among these. */
  readonly found: LaneView.Found
}

const none: ReadonlySet<Ledger.Budget> = new Set()

/** Asks the ledger about each candidate in its order (RL-05, RL-10); they hold at most one message a conversation (see `Lanes.peek`). */
export const select = (
  { context, state: before }: Cell,
  around: LaneRequest.Around,
  candidates: ReadonlyArray<Message>,
  nowMillis: number,
  admittedMax: number
): Selection => {
  const gate = CoreSelection.ledger(context)
  const { admitted, ended, passed, state, wakeMillis } = CoreSelection.select(
    gate,
    before,
    candidates,
    LaneRequest.make(around, before, nowMillis),
    nowMillis,
    admittedMax
  )
  let leases: Set<Ledger.Budget> | null = null
  let keptBack = passed.length
  let free: Message | null = admitted[0]?.candidate ?? null
  for (const stopped of ended === null ? passed : [...passed, ended]) {
    if (stopped.refusal._tag !== "AwaitsLease") continue
    leases = (leases ?? new Set()).add(stopped.refusal.budget)
    free ??= stopped.candidate
    if (stopped !== ended) keptBack--
  }
  const hold = ended?.refusal._tag === "Held" ? ended.refusal.hold : null
  const senderWaits = ended !== null
  const found = free ?? (LaneLook.isTelling(admitted.length, senderWaits) ? "none" : "unknown")
  return { admitted, state, wakeMillis, senderWaits, leases: leases ?? none, hold, keptBack, found }
}
