import * as AccountLadder from "@sluice/core/throttle/AccountLadder"
import * as BusinessLadder from "@sluice/core/throttle/BusinessLadder"
import type { Hold } from "@sluice/core/throttle/Hold"
import * as HoldRules from "@sluice/core/throttle/Hold"
import type { Escalation } from "@sluice/core/throttle/Ladder"
import * as Backoff from "@sluice/core/throttle/Backoff"
import * as LeaseClaim from "@sluice/core/throttle/LeaseClaim"
import * as Ledger from "@sluice/core/throttle/Ledger"
import * as SenderLadder from "@sluice/core/throttle/SenderLadder"
import * as Signal from "@sluice/core/throttle/Signal"
import type * as Throttle from "@sluice/core/throttle/Throttle"
import { Array, Clock, Effect, Option, Schema } from "effect"
import type { Sender } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import type { Ruled } from "../ports/Holds.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import type { Cell } from "./Cell.ts"
import * as HoldKeys from "./HoldKeys.ts"
import type { LaneLeases } from "./LaneLeases.ts"
import * as UntilStored from "./UntilStored.ts"

/** The severe that this escalation made the business hand up; null when it did not. */
const severeOf = (state: BusinessLadder.State, escalation: Escalation): Escalation | null =>
  state.handedUp?.atMillis === escalation.atMillis ? BusinessLadder.escalation(state) : null

const businessState = Schema.decodeUnknownOption(BusinessLadder.State)
const accountState = Schema.decodeUnknownOption(AccountLadder.State)

const placeOf = ({ key, scope }: Hold): string => `${scope} ${key}`

/** The same however long it grows. */
const identityOf = (hold: Hold): string => `${placeOf(hold)} ${hold.level} ${hold.number}`

/** Whose holds bind a sender as a whole. */
export const keysOf = HoldKeys.lane

/** Tells two lists of holds apart wherever a lane would. */
const signatureOf = (holds: ReadonlyArray<Hold>): string =>
  holds.length === 0
    ? ""
    : JSON.stringify(holds.map((hold) => [placeOf(hold), hold.level, hold.number, hold.untilMillis, hold.needsReview]))

/** Whose rung or rest of this very sender it is: the throttle keeps those itself, and the rows of them are for others to see. */
const isOwn = ({ ladder, backoff }: Throttle.State, hold: Hold): boolean => {
  if (hold.scope !== "sender") return false
  switch (hold.level) {
    case "light":
    case "unexplained":
    case "medium":
      return hold.number <= ladder.number
    case "throttle":
      // One that a callback told is numbered by its time, and the throttle knows nothing of it.
      return hold.number === backoff.number && hold.sinceMillis === backoff.sinceMillis
    default:
      return false
  }
}

/** The holds around one lane. */
export interface LaneHolds {
  /** Takes over what is in force, and nothing else: a hold that was cleared leaves no trace. */
  readonly refresh: Effect.Effect<void, StoreUnavailable>
  /** Looks up what holds the recipients of the candidates; costs nothing while no recipient is held. */
  readonly recall: (recipientKeys: () => ReadonlyArray<string>) => Effect.Effect<void, StoreUnavailable>
  /** Makes known, as soon as the store takes it, what has happened to the lane's state since the last call, and places `asked` (by failures). */
  readonly publish: (asked: ReadonlyArray<Hold>) => Effect.Effect<void>
  /** Makes the standing holds of the recovered state known again, should the store have lost them. */
  readonly restore: Effect.Effect<void>
  /** Under which number the holds were last seen (`Lanes.begin`). */
  readonly version: () => number
}

/**
 * The holds around one lane (SPEC RL-06, RL-07): it makes the lane's own known to all, hands mediums and severes up, and takes over
 * the ones that others place or clear.
 *
 * A hold above the sender ends the leases of what lanes share there as soon as one of them follows it.
 *
 * Of several holds on one thing the lane follows the one that ends last. Holds of single recipients may be as many as there are recipients: only those
 * of the candidates are asked for.
 */
export const make = Effect.fn("LaneHolds.make")(function* (
  cell: Cell,
  sender: Sender,
  endpoints: ReadonlyArray<string>,
  leases: Pick<LaneLeases, "revoke">
) {
  const holds = yield* Holds
  const ladder = sender.policy.pacing.ladder
  const rule = <A>(scope: Hold["scope"], key: string, f: (state: unknown) => Ruled<A>) =>
    UntilStored.retry(holds.rule(scope, key, f))
  let published = cell.state.throttle
  let version = -1
  let hasRecipients = false
  let general: ReadonlyArray<Hold> = []
  let ofRecipients: ReadonlyArray<Hold> = []
  let followed: ReadonlyArray<Hold> = []

  /** Brings the ledger in line with what is known; nothing to do where nothing has changed, as nearly always. */
  const follow = Effect.fnUntraced(function* (nowMillis: number) {
    if (general.length + ofRecipients.length + followed.length === 0) return
    const groups = Object.values(Array.groupBy([...general, ...ofRecipients], placeOf))
    const binding = groups.flatMap((group) => HoldRules.binding(group, nowMillis) ?? [])
    if (signatureOf(binding) === signatureOf(followed)) return
    const { tenures } = cell.state.shared
    const known = new Set(followed.map(identityOf))
    let state = cell.state
    for (const { key, scope } of followed) {
      state = Ledger.evolve(cell.context, state, {
        _tag: "HoldCleared",
        scope,
        key,
        number: Number.POSITIVE_INFINITY
      })
    }
    for (const hold of binding) state = Ledger.evolve(cell.context, state, { _tag: "HoldPlaced", hold })
    cell.state = state
    followed = binding
    const above = binding.filter((hold) => LeaseClaim.closedBy(hold.scope).length > 0 && !known.has(identityOf(hold)))
    yield* Effect.forEach(above, (hold) => leases.revoke(hold, tenures), { discard: true })
  })

  const refresh = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const seen = yield* holds.seen(nowMillis)
    version = seen.version
    hasRecipients = seen.recipients
    if (!hasRecipients) ofRecipients = []
    general = seen.holds
      .map(({ hold }) => hold)
      .filter((hold) => HoldKeys.concerns(sender, endpoints, hold) && !isOwn(cell.state.throttle, hold))
    yield* follow(nowMillis)
  }).pipe(Effect.withSpan("LaneHolds.refresh"))

  const recall: LaneHolds["recall"] = Effect.fn("LaneHolds.recall")(function* (recipientKeys) {
    if (!hasRecipients) return
    const nowMillis = yield* Clock.currentTimeMillis
    const keys = recipientKeys()
    const asked = keys.flatMap((key) => [
      { scope: "recipient" as const, key },
      { scope: "recipient-marketing" as const, key }
    ])
    ofRecipients = (yield* holds.active(nowMillis, asked)).map(({ hold }) => hold)
    yield* follow(nowMillis)
  })

  /** One step up the ladder: the row above and its hold change in one step. */
  const escalate = Effect.fn("LaneHolds.escalate")(function* (escalation: Escalation) {
    if (ladder === null) return []
    const { businessId, accountId } = sender
    const [medium, severe] = yield* rule("business", businessId, (json) => {
      const before = Option.getOrElse(businessState(json), () => BusinessLadder.initial)
      const after = BusinessLadder.escalated(ladder, before, escalation)
      const hold = BusinessLadder.hold(ladder, after, businessId)
      // Told again after a lost answer of the store, it is the same hold once more: placing it is idempotent.
      return {
        answer: [hold, severeOf(after, escalation)] as const,
        next: after,
        holds: hold === null ? [] : [hold]
      }
    })
    if (severe === null) return medium === null ? [] : [medium]
    const whole = yield* rule("account", accountId, (json) => {
      const before = Option.getOrElse(accountState(json), () => AccountLadder.initial)
      const after = AccountLadder.escalated(ladder, before, severe)
      const hold = AccountLadder.hold(ladder, after, accountId)
      return { answer: hold, next: after, holds: hold === null ? [] : [hold] }
    })
    return [medium, whole].filter((hold) => hold !== null)
  })

  /** Makes signals known, and places `asked`. */
  const tell = Effect.fn("LaneHolds.tell")(function* (
    signals: ReadonlyArray<Signal.Signal>,
    asked: ReadonlyArray<Hold>
  ) {
    const placed = [...asked]
    const escalated: Array<Hold> = []
    for (const signal of signals) {
      switch (signal._tag) {
        case "HoldBegan":
          placed.push(signal.hold)
          yield* Effect.logWarning(`held: ${signal.hold.level}, ${signal.hold.reason}`)
          continue
        case "Escalated":
          escalated.push(...(yield* escalate(signal.escalation)))
          yield* Effect.logError(`handed up to the business: ${signal.escalation.reason}`)
          continue
        case "WarningRaised":
          yield* Effect.logDebug(`the window is ${Math.round(signal.share * 100)} % used`)
          continue
        case "CooldownBegan":
          yield* Effect.logError("the platform's cooldown began: something else sends through this number")
          continue
        case "ReputationMoved":
          yield* Effect.logInfo(`the learned limit moved from ${signal.from} to ${signal.to} of its base`)
          continue
      }
    }
    yield* Effect.forEach(placed, (hold) => UntilStored.retry(holds.place(hold)), { discard: true })
    const others = [...placed, ...escalated].filter(
      (hold) => !isOwn(cell.state.throttle, hold) && HoldKeys.concerns(sender, endpoints, hold)
    )
    if (others.length === 0) return
    general = [...general, ...others]
    // The holds stand already: should the store not take this, the leases end by themselves.
    yield* Effect.ignoreLogged(follow(yield* Clock.currentTimeMillis))
  })

  const publish: LaneHolds["publish"] = (asked) =>
    Effect.suspend(() => {
      const signals = Signal.between(cell.context, published, cell.state.throttle)
      published = cell.state.throttle
      return signals.length + asked.length === 0 ? Effect.void : tell(signals, asked)
    })

  /**
   * Placing is idempotent, and an escalation belongs to the medium it began; so what stands is told again, as if it had just come. That also makes up
   * for a crash between the step that kept it and the one that told of it.
   */
  const restore = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const { throttle } = cell.state
    const unheld = { ...throttle, ladder: SenderLadder.initial, backoff: Backoff.initial }
    const stands = SenderLadder.holds(throttle.ladder, nowMillis)
    const signals = Signal.between(cell.context, unheld, throttle).filter((signal) => {
      if (signal._tag === "HoldBegan") return HoldRules.stands(signal.hold, nowMillis)
      return signal._tag === "Escalated" && stands && throttle.ladder.rung === "medium"
    })
    if (signals.length > 0) yield* tell(signals, [])
  }).pipe(Effect.withSpan("LaneHolds.restore"))

  const around: LaneHolds = { refresh, recall, publish, restore, version: () => version }
  return around
})
