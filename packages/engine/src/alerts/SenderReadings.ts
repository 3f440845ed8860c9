import type { Place } from "@sluice/core/alert/AlertRule"
import type { Reading } from "@sluice/core/alert/Condition"
import * as Measure from "@sluice/core/alert/Measure"
import * as Classification from "@sluice/core/failure/Classification"
import * as Failure from "@sluice/core/failure/Failure"
import type { Cause } from "@sluice/core/failure/Failure"
import type { Provider } from "@sluice/core/failure/Provider"
import * as Told from "@sluice/core/standing/Told"
import * as Allowance from "@sluice/core/throttle/Allowance"
import * as Recovery from "@sluice/core/throttle/Recovery"
import * as SenderWindow from "@sluice/core/throttle/SenderWindow"
import { Option, Schema } from "effect"
import * as HoldKeys from "../dispatch/HoldKeys.ts"
import type { Sender } from "../ports/Directory.ts"
import type { PlacedHold } from "../ports/Holds.ts"
import type { SendCount, SenderStats } from "../ports/SendStats.ts"
import type { Facts } from "./Facts.ts"

/** One thing that was measured. */
export interface Taken {
  readonly measure: Measure.Measure
  readonly place: Place
  readonly reading: Reading | null
}

/** The worst first: what an alert on a hold is declared over. */
const levels = ["severe", "medium", "restriction", "fix", "unexplained", "light", "throttle"] as const

/** The worst level of some holds of one scope and key, or none. */
export const levelOf = (holds: ReadonlyArray<PlacedHold>, scope: PlacedHold["hold"]["scope"], key: string): Reading => {
  const found = new Set(holds.flatMap(({ hold }) => (hold.scope === scope && hold.key === key ? [hold.level] : [])))
  return { _tag: "State", state: levels.find((level) => found.has(level)) ?? "none" }
}

/** Why a send failed, by its answer or by what a callback told of it later; null where it did not, or nobody knows. */
const causeOf = (provider: Provider, { code, httpStatus, outcome, toldCause, toldCode }: SendCount): Cause | null => {
  if (outcome === "refused") return Classification.classify({ provider, httpStatus, code }).cause
  if (toldCause === null) return null
  const known = Failure.Cause.literals.find((cause) => cause === toldCause)
  return known ?? Classification.classify({ provider, httpStatus: null, code: toldCode }).cause
}

/** Sends that ended, and of those how many failed for each cause (SF-07). */
export const endings = (
  provider: Provider,
  { counts }: SenderStats
): { readonly ended: number; readonly uncertain: number; readonly causes: ReadonlyMap<Cause, number> } => {
  const causes = new Map<Cause, number>()
  let [ended, uncertain] = [0, 0]
  for (const one of counts) {
    if (one.outcome === "uncertain") uncertain += one.count
    if (one.outcome === "accepted" || one.outcome === "refused") ended += one.count
    const cause = causeOf(provider, one)
    if (cause !== null) causes.set(cause, (causes.get(cause) ?? 0) + one.count)
  }
  return { ended, uncertain, causes }
}

const keptOf = Schema.decodeUnknownOption(Recovery.Kept)

/** Use of the sender's window (RL-04), by what its lane keeps with every departure. */
const windowShare = (sender: Sender, kept: unknown, nowMillis: number): Reading | null => {
  const { pacing } = sender.policy
  if (pacing.senderWindow === null) return null
  const { reputation, window } = Option.getOrElse(keptOf(kept), () => ({
    reputation: null,
    window: SenderWindow.initial
  }))
  const terms = { pacing, standing: { tier: sender.tier }, timeZone: sender.timeZone }
  const allowance = Allowance.at(terms, pacing.senderWindow, reputation?.factor ?? 1, nowMillis)
  return { _tag: "Value", value: SenderWindow.share(allowance, window, nowMillis) }
}

/**
 * How long messages are due that nothing holds: from the oldest that is due, or from the last send where that is later. A sender that works its
 * way through a long list at its pace leaves nothing lying. No reading while a hold explains it.
 */
const lag = ({ holds, nowMillis, queued, stats }: Facts, sender: Sender): Reading | null => {
  const keys = HoldKeys.lane(sender)
  if (holds.some(({ hold }) => keys.some(({ key, scope }) => hold.scope === scope && hold.key === key))) return null
  const first = queued.find(({ senderId }) => senderId === sender.id)?.firstDueMillis ?? null
  if (first === null) return { _tag: "Value", value: 0 }
  const last = stats.get(sender.id)?.lastMillis ?? first
  return { _tag: "Value", value: Math.max(0, nowMillis - Math.max(first, last)) }
}

const quality = ({ words }: Facts, { accountId, id }: Sender): Reading | null => {
  const known = words.find(
    ({ subject }) => subject.kind === "sender" && subject.accountId === accountId && subject.id === id
  )
  const said = known === undefined ? null : Told.text(known.state, "quality")
  return said === null ? null : { _tag: "State", state: said }
}

const observations = {
  Initial: "initial",
  Watching: "watching",
  PutBack: "put-back",
  Raised: "raised"
} as const

/** Where the observation of a raise is (ST-02). */
const observation = ({ standings }: Facts, { id }: Sender): Reading => {
  const known = standings.find(({ senderId }) => senderId === id)?.state.observation
  return { _tag: "State", state: observations[known?._tag ?? "Initial"] }
}

/** Everything that belongs to one number: what it stands for, and what is measured of it. */
export const of = (facts: Facts, sender: Sender, provider: Provider, place: Place): ReadonlyArray<Taken> => {
  const stats = facts.stats.get(sender.id)
  const { causes, ended } =
    stats === undefined ? { causes: new Map<Cause, number>(), ended: 0 } : endings(provider, stats)
  const media = levelOf(facts.holds, "media", sender.id)
  const failures = Failure.Cause.literals.map((cause): Taken => ({
    measure: `send.failures.${cause}`,
    place,
    reading: { _tag: "Part", part: causes.get(cause) ?? 0, whole: ended }
  }))
  return [
    { measure: "sender.hold", place, reading: levelOf(facts.holds, "sender", sender.id) },
    {
      measure: "sender.mediaBreaker",
      place,
      reading: { _tag: "State", state: media._tag === "State" && media.state !== "none" ? "open" : "closed" }
    },
    {
      measure: "sender.windowShare",
      place,
      reading: windowShare(sender, facts.ledgers.get(sender.id), facts.nowMillis)
    },
    { measure: "sender.observation", place, reading: observation(facts, sender) },
    { measure: "sender.quality", place, reading: quality(facts, sender) },
    { measure: "queue.lagMillis", place, reading: lag(facts, sender) },
    ...failures
  ]
}

/** Codes of these sends that the catalogue does not know, each by its name (CLOUD_API 3.3). */
export const unknownCodes = (provider: Provider, { counts }: SenderStats): ReadonlyArray<string> =>
  counts.flatMap(({ code, httpStatus, outcome, toldCode }) => {
    const evidence =
      outcome === "refused"
        ? { provider, httpStatus, code }
        : toldCode === null
          ? null
          : { provider, httpStatus: null, code: toldCode }
    const key = evidence === null ? null : Failure.unknownKey(Classification.classify(evidence))
    return key === null ? [] : [key]
  })

/** Whether a cause speaks of a provider that is down; a limit never does. */
export const isOutage = (cause: Cause): boolean => Measure.tellsOfOutage({ cause })
