import type * as Pacing from "@sluice/core/policy/Pacing"

/**
 * How many messages the rules let through at all: what a sender could do that knew everything, on a network without delay. It knows the
 * figures of the policy and nothing of the throttle.
 *
 * What the gateway adds of its own takes nothing away here: the warning and the pause (RL-04), and every margin for what a network does.
 */
export interface Rules {
  readonly windowMillis: number
  /** Messages that a window holds. */
  readonly messagesMax: number
  readonly runMillis: number
  readonly gapMillis: number
}

/** The rules for texts of a new sender (RL-01, RL-02, RL-08). */
export const rulesOf = ({ continuousSending, senderWindow }: Pacing.Pacing): Rules => {
  if (continuousSending === null || senderWindow === null) throw new Error("the guide's rules have figures")
  const { initialUnits, textUnits, windowMillis } = senderWindow
  const { gapMillis, runMillis } = continuousSending
  return { windowMillis, messagesMax: Math.floor(initialUnits / textUnits), runMillis, gapMillis }
}

/** When messages arrive, in milliseconds from the start and in the order of time; it never ends. */
export type Course = Generator<number, never, void>

/**
 * The best course with even spacing (RL-01, RL-05, RL-08): one message every window ÷ limit, until one more would make ten minutes of the
 * run; then the pause that ends a run.
 *
 * No other course is ahead of it at any moment: within a run nothing is faster, and the longest runs cost the fewest pauses.
 */
export const even = function* ({ gapMillis, messagesMax, runMillis, windowMillis }: Rules): Course {
  const spacingMillis = windowMillis / messagesMax
  for (let startMillis = 0; ;) {
    let atMillis = startMillis
    for (; atMillis - startMillis < runMillis; atMillis += spacingMillis) yield atMillis
    startMillis = atMillis - spacingMillis + Math.max(gapMillis, spacingMillis)
  }
}

/**
 * The best course without it (RL-01, RL-08): all that a window holds at one instant, and again when the window is over. Where a pause that
 * ends a run is no longer than a window, as in the guide, no run ever lasts.
 *
 * No other course has more, since this one leaves no room in any window.
 */
export const bunched = function* ({ messagesMax, windowMillis }: Rules): Course {
  for (let atMillis = 0; ; atMillis += windowMillis) {
    for (let message = 0; message < messagesMax; message++) yield atMillis
  }
}

/** How many messages of a course arrive before `spanMillis`. */
export const within = (course: Course, spanMillis: number): number => {
  let count = 0
  for (const atMillis of course) {
    if (atMillis >= spanMillis) return count
    count++
  }
  return count
}
