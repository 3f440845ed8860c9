import * as Budget from "@sluice/core/routing/Budget"
import * as Rotation from "@sluice/core/routing/Rotation"
import type { Known } from "../ports/Conversations.ts"
import type { Dealt } from "../ports/Outbox.ts"

/**
 * Which sender of a pool a message is given to when it is accepted (SPEC RL-10).
 *
 * 1. What may only go to somebody who wrote lately goes through a number to which they did, where there is one.
 * 2. A message stays behind an earlier one to the same person that is not done: order goes before everything else.
 * 3. A conversation stays with its sender while that one is free.
 * 4. Everything else takes turns, weighted by free budget (`Rotation`).
 *
 * **Free** is who is not held and has budget left. A sender's budget is what its limits let through in one window; once nobody has any left,
 * the next window is dealt, and so on. So the queues grow in step, each as its limits drain it, and a list of any length is dealt at once.
 *
 * Where everybody is held, the message waits at the one that is free first; it is dealt again if another is free before that (`Redealing`).
 */

/** One sender of the pool, as it stands. */
export interface Standing {
  readonly senderId: string
  /** Units that its limits let through in one window (RL-02, RL-03). */
  readonly budgetUnits: number
  /** Units that wait at it, with those of its window that are in use. */
  readonly queuedUnits: number
  /** When a hold or a rest ends: Infinity where only somebody's act ends it; null when it is free. */
  readonly heldUntilMillis: number | null
}

/** What has to be sent. */
export interface Row {
  readonly units: number
  /** Whether it may only go to somebody who wrote lately (CLOUD_API 3.3, 131047). */
  readonly needsWindow: boolean
  readonly known: Known
}

/** Whom it is given to, and why. */
export interface Choice extends Pick<Dealt, "because" | "leaves"> {
  readonly senderId: string
  /** It cannot leave at once there, whatever it is given to. */
  readonly isHeld: boolean
}

const isHeld = ({ heldUntilMillis }: Standing): boolean => heldUntilMillis !== null

/** Sums of units such as 1.8 leave binary dust, which must not open another window. */
const dust = 1e-9

/** How many windows a sender needs for what it has and `units` more. What is larger than a window goes when nothing else is in use. */
const windowsFor = ({ budgetUnits, queuedUnits }: Standing, units: number): number =>
  queuedUnits <= 0 ? 1 : Math.max(1, Math.ceil((queuedUnits + units) / budgetUnits - dust))

/** The fewest windows in which anybody has room. */
const horizonOf = (free: ReadonlyArray<Standing>, units: number): number =>
  free.reduce((least, standing) => Math.min(least, windowsFor(standing, units)), Number.POSITIVE_INFINITY)

const untilMillis = ({ heldUntilMillis }: Standing): number => heldUntilMillis ?? Number.NEGATIVE_INFINITY

const isSooner = (a: Standing, b: Standing): boolean => {
  if (untilMillis(a) !== untilMillis(b)) return untilMillis(a) < untilMillis(b)
  const [waitsA, waitsB] = [a.queuedUnits / a.budgetUnits, b.queuedUnits / b.budgetUnits]
  return waitsA === waitsB ? a.senderId < b.senderId : waitsA < waitsB
}

const soonest = (candidates: ReadonlyArray<Standing>, leaves: string | null): Choice | null => {
  const [first, ...others] = candidates
  if (first === undefined) return null
  const { heldUntilMillis, senderId } = others.reduce((best, other) => (isSooner(other, best) ? other : best), first)
  return { senderId, because: "soonest", leaves: leaves === senderId ? null : leaves, isHeld: heldUntilMillis !== null }
}

const noTemplates: ReadonlySet<string> = new Set()

/**
 * Deals one message: whom it goes to, and the turns after it. The same arguments give the same answer.
 *
 * @returns null for an empty pool.
 */
export const deal = (
  turns: Rotation.State,
  pool: ReadonlyArray<Standing>,
  { known, needsWindow, units }: Row
): readonly [choice: Choice | null, turns: Rotation.State] => {
  const open = needsWindow ? pool.filter(({ senderId }) => known.heardBy.includes(senderId)) : []
  const candidates = open.length > 0 ? open : pool
  const last = candidates.find(({ senderId }) => senderId === known.lastSenderId)
  if (known.isOpen && last !== undefined) {
    return [{ senderId: last.senderId, because: "order", leaves: null, isHeld: isHeld(last) }, turns]
  }

  const conversationSenderId = known.heardBy[0] ?? known.lastSenderId
  const windows = horizonOf(
    candidates.filter((standing) => !isHeld(standing)),
    units
  )
  if (windows === Number.POSITIVE_INFINITY) return [soonest(candidates, conversationSenderId), turns]

  const senders = candidates.map(({ budgetUnits, heldUntilMillis, queuedUnits, senderId }): Rotation.Sender => ({
    senderId,
    freeUnits: Budget.freeUnits(budgetUnits * windows, queuedUnits, units),
    heldUntilMillis,
    templates: noTemplates
  }))
  const request = { units, template: null, conversationSenderId }
  const decision = Rotation.decide(turns, senders, request)
  switch (decision._tag) {
    case "Stays":
      return [{ senderId: decision.senderId, because: "conversation", leaves: null, isHeld: false }, turns]
    case "Turns": {
      const { leaves, senderId } = decision
      const because = open.length > 0 ? "window" : "turn"
      return [{ senderId, because, leaves, isHeld: false }, Rotation.evolve(turns, senders, request, decision)]
    }
    case "Waits":
    case "Impossible":
      return [soonest(candidates, conversationSenderId), turns]
  }
}
