import type { Hold } from "@sluice/core/throttle/Hold"
import * as Ledger from "@sluice/core/throttle/Ledger"
import * as LedgerRecovery from "@sluice/core/throttle/LedgerRecovery"
import type * as Throttle from "@sluice/core/throttle/Throttle"
import type { Context } from "effect"
import { Clock, Effect } from "effect"
import * as MediaHold from "../holds/MediaHold.ts"
import { Directory } from "../ports/Directory.ts"
import type { Account, Sender } from "../ports/Directory.ts"
import type { HoldKey, Lanes, Taken } from "../ports/Lanes.ts"
import type { Message } from "../ports/Outbox.ts"
import type { ReportedUsage } from "../ports/Provider.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import type { Cell } from "./Cell.ts"
import * as HoldKeys from "./HoldKeys.ts"
import * as LaneFacts from "./LaneFacts.ts"
import * as LaneHolds from "./LaneHolds.ts"
import * as LaneLeases from "./LaneLeases.ts"
import * as LaneProbe from "./LaneProbe.ts"
import * as Selection from "./Selection.ts"
import * as UntilStored from "./UntilStored.ts"

/** Recent sends are found by their departure and count by their answer: no answer comes later than this after it. */
const answerSlackMillis = 60_000

/** What a lane's ledger stands on. */
export const contextOf = (sender: Sender): Ledger.Context => ({
  sender: sender.id,
  business: sender.businessId,
  account: sender.accountId,
  app: sender.accountId,
  pacing: sender.policy.pacing,
  standing: { tier: sender.tier, throughput: sender.throughput },
  timeZone: sender.timeZone,
  messagingTier: sender.messagingTier ?? null,
  leased: true
})

/** How far back the sends reach that a ledger is rebuilt from (`Lanes.take`). */
export const since = (sender: Sender, nowMillis: number) => {
  const { all, alone, counted } = LedgerRecovery.memoryMillis(contextOf(sender))
  return {
    recentSinceMillis: nowMillis - all - answerSlackMillis,
    aloneSinceMillis: nowMillis - alone - 1,
    ...(counted === 0 ? {} : { countedSinceMillis: nowMillis - counted - answerSlackMillis })
  }
}

/**
 * The ledger as the lane's next owner has it.
 *
 * Counted recipients come by themselves, since they reach much further back; a send of theirs that nobody answered has landed by the time
 * that answers take at the longest.
 */
const recover = (context: Ledger.Context, taken: Taken, landedMillis: number): Ledger.State => {
  const recent = taken.recent.map(({ answeredMillis, recipient, startedMillis, units }): LedgerRecovery.Send => ({
    recipient,
    units,
    departedMillis: startedMillis,
    answeredMillis,
    counted: null
  }))
  const state = LedgerRecovery.recover(context, taken.ledger, recent, landedMillis)
  const counted = taken.counted.map(({ answeredMillis, recipient, startedMillis }): LedgerRecovery.Send => ({
    recipient,
    units: 0,
    departedMillis: startedMillis,
    answeredMillis: answeredMillis ?? Math.min(landedMillis, startedMillis + answerSlackMillis),
    counted: recipient
  }))
  const { unique } = LedgerRecovery.recover(context, null, counted, landedMillis).shared
  return { ...state, shared: { ...state.shared, unique } }
}

/** What an answer tells the ledger, beside what becomes of its message. */
export interface Heard {
  readonly event: Throttle.Answered | Throttle.Refused
  /** Holds that the failure asks for. */
  readonly hold: Hold | null
  /** The platform's own count of requests, as the answer's headers state it. */
  readonly usage: ReadonlyArray<ReportedUsage>
  /** Whether the platform took it: what a severe hold's probe is about (RL-06). */
  readonly accepted: boolean
  /** When the message departed, where it failed for its media (MD-03); null otherwise. */
  readonly mediaFailedMillis: number | null
}

const isText = ({ kind }: Message): boolean => kind === "text"

const isSevere = ({ level, scope }: Hold): boolean => level === "severe" && scope === "account"

/** Under a severe hold nothing but a text may leave, to probe it: where a look has shown none, all that it has shown is kept back. */
const probing = (selection: Selection.Selection, candidates: ReadonlyArray<Message>): Selection.Selection =>
  candidates.some(isText) ? selection : { ...selection, keptBack: candidates.length, found: "none" }

/** The limit ledger of one lane, and all that the lane shares with others through the store. */
export interface LaneLedger {
  /** What may leave now through an endpoint. */
  readonly select: (
    candidates: ReadonlyArray<Message>,
    endpoint: string,
    nowMillis: number,
    admittedMax: number
  ) => Selection.Selection
  /**
   * Nothing was admitted: asks the store for what would let something leave, a slice of a shared budget or the probe of a severe hold. True when it is
   * worth selecting again at once.
   */
  readonly help: (
    selection: Selection.Selection,
    candidates: ReadonlyArray<Message>,
    endpoint: string
  ) => Effect.Effect<boolean, StoreUnavailable>
  /** What of a `begin` guards it: holds, seen and probed. */
  readonly guard: () => {
    readonly holdKeys: ReadonlyArray<HoldKey>
    readonly holdsVersion: number
  } & Pick<Parameters<Context.Tag.Service<Lanes>["begin"]>[0], "probe">
  /** They leave now. */
  readonly departed: (departures: ReadonlyArray<Throttle.Departed>) => Effect.Effect<void>
  /** They are answered; ends when what that means to others is known to all. */
  readonly answered: (answers: ReadonlyArray<Heard>) => Effect.Effect<void>
  /** Looks at the holds that others placed or cleared, for what is about to leave as well. */
  readonly refresh: (candidates: ReadonlyArray<Message>) => Effect.Effect<void, StoreUnavailable>
  /** New candidates: what their limits and holds need to know of them. */
  readonly learn: (candidates: ReadonlyArray<Message>) => Effect.Effect<void, StoreUnavailable>
  /** Now and then: leases are prolonged, or given back. */
  readonly tend: (hasWork: boolean) => Effect.Effect<void, StoreUnavailable>
  /** What the store keeps of it, or of a state that `select` gave. */
  readonly keep: (state?: Ledger.State) => LedgerRecovery.Kept
  /** The lane ends: others may have what it has leased. */
  readonly end: Effect.Effect<void>
}

/**
 * Makes the ledger of a lane that has just taken its place (DESIGN.md, the kernel; ADR 7).
 *
 * @param landedMillis by when everything that is in flight has landed.
 */
export const make = Effect.fn("LaneLedger.make")(function* (
  sender: Sender,
  account: Account,
  taken: Taken,
  landedMillis: number
) {
  const directory = yield* Directory
  const context = contextOf(sender)
  const cell: Cell = { context, state: recover(context, taken, landedMillis) }
  const facts = yield* LaneFacts.make(sender, () => cell.context)
  const leases = yield* LaneLeases.make(cell, sender.id, taken.fence)
  const holds = yield* LaneHolds.make(cell, sender, account.baseUrls, leases)
  const probe = yield* LaneProbe.make(sender)
  const media = yield* MediaHold.make
  const holdKeys = HoldKeys.lane(sender)

  const tell = (event: Ledger.Event): void => {
    cell.state = Ledger.evolve(cell.context, cell.state, event)
  }

  const aroundOf = (endpoint: string, probeOf: number | null) => ({ sender, endpoint, facts, probeOf })

  const select: LaneLedger["select"] = (candidates, endpoint, nowMillis, admittedMax) => {
    const probed = probe.held()
    if (probed === null) {
      const selection = Selection.select(cell, aroundOf(endpoint, null), candidates, nowMillis, admittedMax)
      return selection.hold !== null && isSevere(selection.hold) ? probing(selection, candidates) : selection
    }
    // One text is the probe; media in front of it stay where they are.
    return probing(
      Selection.select(cell, aroundOf(endpoint, probed.number), candidates.filter(isText), nowMillis, 1),
      candidates
    )
  }

  /** Would a text leave if it were the probe of the severe hold that stops the lane? Then the account is asked for one. */
  const takeProbe = Effect.fn("LaneLedger.takeProbe")(function* (candidates: ReadonlyArray<Message>, endpoint: string) {
    const severe = cell.state.throttle.holds.find(isSevere)
    if (severe === undefined) return false
    const nowMillis = yield* Clock.currentTimeMillis
    const chosen = () =>
      Selection.select(cell, aroundOf(endpoint, severe.number), candidates.filter(isText), nowMillis, 1)
    // The hold has taken the leases, and the probe needs them as any message does.
    for (const budget of chosen().leases) yield* leases.claim(budget, true)
    const { admitted } = chosen()
    return admitted.length > 0 && (yield* probe.take(severe))
  })

  const recipientKeys = (candidates: ReadonlyArray<Message>) => () => [
    ...new Set(candidates.map(({ recipient }) => facts.recipientKey(recipient)))
  ]

  const isMarketingHeld = (): boolean =>
    cell.state.throttle.holds.some(({ scope }) => scope === "marketing" || scope === "recipient-marketing")

  const learn: LaneLedger["learn"] = Effect.fnUntraced(function* (candidates) {
    yield* holds.recall(recipientKeys(candidates))
    yield* facts.learn(candidates, isMarketingHeld())
  })

  const ledger: LaneLedger = {
    select,
    help: Effect.fnUntraced(function* ({ hold, leases: wanted }, candidates, endpoint) {
      for (const budget of wanted) yield* leases.claim(budget, true)
      if (wanted.size > 0) return true
      return hold !== null && (yield* takeProbe(candidates, endpoint))
    }),
    guard: () => {
      const probed = probe.held()
      return { holdKeys, holdsVersion: holds.version(), ...(probed === null ? {} : { probe: probed }) }
    },
    departed: (departures) => {
      for (const departure of departures) tell(departure)
      probe.left(departures[0]?.id ?? null)
      return holds.publish([])
    },
    answered: Effect.fnUntraced(function* (answers) {
      const asked: Array<Hold> = []
      for (const { event, hold, usage } of answers) {
        tell(event)
        for (const { report, scope } of usage) tell({ _tag: "Reported", scope, report, atMillis: event.atMillis })
        if (hold !== null) asked.push(hold)
      }
      for (const { mediaFailedMillis } of answers) {
        if (mediaFailedMillis === null) continue
        // Should the store's answer be lost, it counts twice: a suspension may come one failure early, never late.
        const suspended = yield* UntilStored.retry(media.failed(sender, mediaFailedMillis))
        if (suspended !== null) asked.push(suspended)
      }
      const probed = probe.flying()
      const verdict = probed === null ? undefined : answers.find(({ event }) => event.id === probed)
      if (verdict !== undefined) yield* probe.answered(verdict.event.id, verdict.accepted)
      yield* holds.publish(asked)
    }),
    refresh: Effect.fnUntraced(function* (candidates) {
      // Its throughput and its portfolio's limit are the platform's to change, while the lane runs as well (CLOUD_API 3.4).
      cell.context = contextOf(yield* Effect.orElseSucceed(directory.sender(sender.id), () => sender))
      yield* holds.refresh
      yield* learn(candidates)
    }),
    learn,
    tend: leases.tend,
    keep: (state = cell.state) => LedgerRecovery.keep(state),
    end: Effect.ignoreLogged(leases.giveBack)
  }
  yield* holds.refresh
  yield* holds.restore
  return ledger
})
