import * as LaneLook from "./LaneLook.ts"

/**
 * Where in its queue a lane looks (SPEC RL-05, RL-07).
 *
 * As a rule at the front. Where more is kept back there than a look shows (a template that is held, the day's recipients used up), what stands behind
 * would never be seen. Then a look shows less of the front, where whatever is more urgent comes in, and besides a part that moves: it stays where
 * something can leave, goes on where nothing can, and begins anew behind the front when the queue ends. So every message is seen in the end,
 * however many in front of it are kept back, and a look costs no more than it did.
 */

/** A message's place among those that are due, in the order in which a lane takes them. */
export interface Place {
  readonly priority: number
  /** Milliseconds of the epoch. */
  readonly dueMillis: number
  readonly id: string
}

/** Whether `a` is taken later than `b`. */
export const isBehind = (a: Place, b: Place): boolean => {
  if (a.priority !== b.priority) return a.priority > b.priority
  return a.dueMillis === b.dueMillis ? a.id > b.id : a.dueMillis > b.dueMillis
}

/** Which part a look shows besides the front: what is behind `after`, or right behind the front where that is null. No part at all: null. */
export type Aim = { readonly after: Place | null } | null

/** How many messages a look shows of the front, and of the part that moves. */
export interface View {
  readonly frontMax: number
  readonly partMax: number
}

/** @param keptBack how many candidates something of their own kept back, by the last round that told (`LaneLook.isTelling`). */
export const view = (rhythm: LaneLook.Rhythm, keptBack: number, aim: Aim): View =>
  aim === null
    ? { frontMax: LaneLook.shownMax(rhythm, keptBack), partMax: 0 }
    : { frontMax: rhythm.peekMax, partMax: rhythm.keptBackMax }

/** What a look has shown of a part that it asked for. */
export interface Seen {
  readonly isFull: boolean
  /** Null when it was empty. */
  readonly last: Place | null
}

/**
 * What the rounds since a look have found: the first message that can leave, or only waits for the sender; that there is none, so that all are kept
 * back; or nothing, since the sender itself waits and not all were asked about.
 */
export type Found = Place | "none" | "unknown"

/**
 * Where the next look goes.
 *
 * @param before the view of the last look.
 */
export const next = (rhythm: LaneLook.Rhythm, aim: Aim, before: View, front: Seen, part: Seen, found: Found): Aim => {
  if (!front.isFull) return null
  if (aim === null) {
    const isWidest = before.frontMax >= LaneLook.shownMax(rhythm, Infinity)
    return isWidest && found === "none" ? { after: front.last } : null
  }
  if (found === "unknown") return aim
  if (found !== "none") return front.last !== null && isBehind(found, front.last) ? aim : null
  if (part.isFull) return { after: part.last }
  // The whole queue was seen, or its end: then its beginning is next.
  return aim.after === null ? null : { after: null }
}
