import * as AccountLadder from "@sluice/core/throttle/AccountLadder"
import type { Hold } from "@sluice/core/throttle/Hold"
import { Clock, Effect, Either, Option, Schema } from "effect"
import type { Sender } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as UntilStored from "./UntilStored.ts"

const stateOf = Schema.decodeUnknownOption(AccountLadder.State)

const ladderState = (json: unknown): AccountLadder.State => Option.getOrElse(stateOf(json), () => AccountLadder.initial)

/** How soon a refused question is put again where the ladder names no time. */
const againMillis = 60_000

/** The probes of a lane under a severe hold. */
export interface LaneProbe {
  /** Asks for the account's next probe, which one lane gets: true when this one has it now, and its next text is the probe. */
  readonly take: (hold: Hold) => Effect.Effect<boolean, StoreUnavailable>
  /** The hold that the lane's next text probes; null when it has no probe to send. */
  readonly held: () => Hold | null
  /** The probe has left as this message, or could not. */
  readonly left: (messageId: string | null) => void
  /** The message that is under way as a probe; null when none is. */
  readonly flying: () => string | null
  /** The probe was answered. Accepted, its probe ends the hold for everybody; refused or silent, the next is due one interval later. */
  readonly answered: (messageId: string, accepted: boolean) => Effect.Effect<void>
}

/**
 * Severe holds are probed (SPEC RL-06): after a day one text may leave, and after every further half day another. The account's row hands the probe
 * out by one atomic step, so of all lanes one sends it; the hold is not asked about again before the row said it would be worth while.
 */
export const make = Effect.fn("LaneProbe.make")(function* (sender: Sender) {
  const holds = yield* Holds
  const ledger = yield* LedgerStore
  const { ladder } = sender.policy.pacing
  let due: Hold | null = null
  let flying: { readonly messageId: string; readonly hold: Hold } | null = null
  let nextMillis = Number.NEGATIVE_INFINITY

  const take: LaneProbe["take"] = Effect.fn("LaneProbe.take")(function* (hold) {
    const nowMillis = yield* Clock.currentTimeMillis
    const isDue = hold.level === "severe" && hold.scope === "account" && due === null && flying === null
    if (ladder === null || !isDue || nowMillis < Math.max(nextMillis, hold.sinceMillis + ladder.severeMillisMin)) {
      return false
    }
    const answer = yield* ledger.modify("account", hold.key, (json) => {
      const state = ladderState(json)
      const probe = AccountLadder.probe(ladder, state, nowMillis)
      if (probe._tag !== "Granted" || probe.number !== hold.number) return [probe, json]
      return [probe, Either.getOrElse(AccountLadder.probeLeft(ladder, state, probe.number, nowMillis), () => json)]
    })
    nextMillis = answer._tag === "NotYet" ? answer.untilMillis : nowMillis + againMillis
    if (answer._tag !== "Granted" || answer.number !== hold.number) return false
    due = hold
    yield* Effect.logInfo(`severe hold ${hold.number}: one text probes it`)
    return true
  })

  const answered: LaneProbe["answered"] = Effect.fn("LaneProbe.answered")(function* (messageId, accepted) {
    if (ladder === null || flying === null || flying.messageId !== messageId) return
    const { hold } = flying
    flying = null
    const nowMillis = yield* Clock.currentTimeMillis
    if (!accepted) return yield* Effect.logWarning(`severe hold ${hold.number}: its probe was not accepted`)
    // Told again after a lost answer of the store, it finds the hold ended, and changes nothing.
    const ending = holds.rule("account", hold.key, (json) => {
      const next = AccountLadder.probeAnswered(ladder, ladderState(json), hold.number, true, nowMillis)
      if (Either.isLeft(next)) return { answer: undefined, next: json, holds: [] }
      const over = AccountLadder.hold(ladder, next.right, hold.key)
      return { answer: undefined, next: next.right, holds: over === null ? [] : [over] }
    })
    yield* UntilStored.retry(ending)
    yield* Effect.logInfo(`severe hold ${hold.number}: its probe was accepted, and it is over`)
  })

  const probe: LaneProbe = {
    take,
    held: () => due,
    left: (messageId) => {
      if (due !== null && messageId !== null) flying = { messageId, hold: due }
      due = null
    },
    flying: () => flying?.messageId ?? null,
    answered
  }
  return probe
})
