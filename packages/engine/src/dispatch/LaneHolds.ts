import * as AccountLadder from "@sluice/core/throttle/AccountLadder"
import * as BusinessLadder from "@sluice/core/throttle/BusinessLadder"
import type { Hold } from "@sluice/core/throttle/Hold"
import type { Escalation } from "@sluice/core/throttle/Ladder"
import * as Signal from "@sluice/core/throttle/Signal"
import * as Throttle from "@sluice/core/throttle/Throttle"
import { Effect, Option, Schema } from "effect"
import type { Sender } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import type { HoldKey } from "../ports/Lanes.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as TemplateKey from "./TemplateKey.ts"
import * as UntilStored from "./UntilStored.ts"

/** Whose holds bind a sender: its own, its business's, its account's, and those of the account's app and token. */
export const keysOf = (sender: Sender): ReadonlyArray<HoldKey> => [
  { scope: "sender", key: sender.id },
  { scope: "business", key: sender.businessId },
  { scope: "account", key: sender.accountId },
  { scope: "app", key: sender.accountId },
  { scope: "token", key: sender.accountId }
]

/** What the sender's own throttle keeps by itself: its rungs of the ladder and its rests. The rows of these are for others to see. */
const isOwn = (hold: Hold): boolean => hold.scope === "sender" && hold.level !== "fix" && hold.level !== "restriction"

/** The severe that this escalation made the business hand up; null when it did not. */
const severeOf = (state: BusinessLadder.State, escalation: Escalation): Escalation | null =>
  state.handedUp?.atMillis === escalation.atMillis ? BusinessLadder.escalation(state) : null

const businessState = Schema.decodeUnknownOption(BusinessLadder.State)
const accountState = Schema.decodeUnknownOption(AccountLadder.State)

/**
 * The holds around one lane (SPEC RL-06, RL-07): it makes the lane's own known to all, hands mediums and severes up, and takes over
 * the ones that others place or clear.
 */
export const make = Effect.fn("LaneHolds.make")(function* (sender: Sender, context: Throttle.Context) {
  const holds = yield* Holds
  const ledger = yield* LedgerStore
  const modify = <A>(scope: Hold["scope"], key: string, f: (state: unknown) => readonly [A, unknown]) =>
    UntilStored.retry(ledger.modify(scope, key, f))
  const place = (hold: Hold) => UntilStored.retry(holds.place(hold))
  const ladder = sender.policy.pacing.ladder
  const keys = keysOf(sender)
  let known: ReadonlyArray<Hold> = []

  const follow = (state: Throttle.State, hold: Hold): Throttle.State =>
    Throttle.evolve(context, state, { _tag: "HoldPlaced", hold })

  const concerns = ({ key, scope }: Hold): boolean =>
    scope === "template"
      ? TemplateKey.isOf(key, sender.accountId)
      : keys.some((own) => own.scope === scope && own.key === key)

  /**
   * Takes over what is in force at `nowMillis`, and nothing else: whatever was known is dropped first, so that a hold which was cleared,
   * or which hid another of its scope and key, leaves no trace.
   */
  const refresh = (state: Throttle.State, nowMillis: number): Effect.Effect<Throttle.State, StoreUnavailable> =>
    Effect.map(holds.active(nowMillis), (active) => {
      const dropped = known.reduce(
        (next, { key, scope }) =>
          Throttle.evolve(context, next, { _tag: "HoldCleared", scope, key, number: Number.POSITIVE_INFINITY }),
        state
      )
      known = active.map((placed) => placed.hold).filter((hold) => concerns(hold) && !isOwn(hold))
      return known.reduce(follow, dropped)
    })

  /** One step up the ladder: the row above takes the escalation by its own atomic step. */
  const escalate = Effect.fn("LaneHolds.escalate")(function* (escalation: Escalation) {
    if (ladder === null) return []
    const { businessId, accountId } = sender
    const [medium, severe] = yield* modify("business", businessId, (json) => {
      const before = Option.getOrElse(businessState(json), () => BusinessLadder.initial)
      const after = BusinessLadder.escalated(ladder, before, escalation)
      // Told again after a lost answer of the store, it is the same hold once more: placing it is idempotent.
      return [[BusinessLadder.hold(ladder, after, businessId), severeOf(after, escalation)] as const, after]
    })
    if (severe === null) return medium === null ? [] : [medium]
    const whole = yield* modify("account", accountId, (json) => {
      const before = Option.getOrElse(accountState(json), () => AccountLadder.initial)
      const after = AccountLadder.escalated(ladder, before, severe)
      return [AccountLadder.hold(ladder, after, accountId), after]
    })
    return [medium, whole].filter((hold) => hold !== null)
  })

  /** Makes known, as soon as the store takes it, what the step from `before` to `after` means to others, and places `asked` (holds that a failure asks for). */
  const publish = (
    before: Throttle.State,
    after: Throttle.State,
    asked: ReadonlyArray<Hold>
  ): Effect.Effect<Throttle.State> =>
    Effect.gen(function* () {
      const began: Array<Hold> = []
      for (const signal of Signal.between(context, before, after)) {
        switch (signal._tag) {
          case "HoldBegan":
            began.push(signal.hold)
            yield* Effect.logWarning(`held: ${signal.hold.level}, ${signal.hold.reason}`)
            continue
          case "Escalated":
            began.push(...(yield* escalate(signal.escalation)))
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
      const placed = [...began, ...asked]
      yield* Effect.forEach(placed, place, { discard: true })
      const others = placed.filter((hold) => !isOwn(hold))
      known = [...known, ...others]
      return others.reduce(follow, after)
    })

  return { refresh, publish } as const
})
