import type { Receiving } from "../policy/Receiving.ts"

/**
 * Whether the silence after a send is an answer (SPEC RT-04): from the callbacks of others, when was the channel on which its status would have come
 * open for certain?
 *
 * That somebody else's callback arrives now says nothing about a status that was due a while ago. Had our door been shut then, the platform would
 * have put the status off, and would come again in its own time, while everything new arrives at once. What does say something:
 *
 * 1. The longest time since the send in which nothing arrived is taken for an outage, whether it was one or not: nobody can see from here whether the
 *    door, the network or the platform was at fault. Where callbacks come all the time there is none, and the channel was open when the status was
 *    due (WH-04).
 * 2. A platform repeats what it could not deliver with growing waits, each in proportion to the time that has passed since its first try (CLOUD_API
 *    3.6). So what an outage has held up has come again after a time that follows from when the outage ended: a wait as long as everything before
 *    it, where waits double.
 * 3. Something that arrives after that time shows that the door was open then as well.
 *
 * So a gateway with traffic learns soon that nothing was held up, an outage costs about its own length, and the less arrives, the longer it takes. What
 * is not covered: a second, shorter outage that meets just the repeat of what the first has held up.
 */

/** A span in which no callback of an account arrived, between two that did. */
export interface Gap {
  readonly fromMillis: number
  readonly untilMillis: number
}

/** The terms of a policy on which it is judged. */
export type Terms = Pick<Receiving, "deliveredAbroadMillisMax" | "repeatMillis" | "repeatFactor">

/** The longest of the gaps after `sinceMillis`, the earliest of equals; without one an empty one there. */
const longest = (gaps: ReadonlyArray<Gap>, sinceMillis: number): Gap => {
  let found: Gap = { fromMillis: sinceMillis, untilMillis: sinceMillis }
  for (const { fromMillis, untilMillis } of gaps) {
    const gap = { fromMillis: Math.max(fromMillis, sinceMillis), untilMillis }
    if (gap.untilMillis - gap.fromMillis > found.untilMillis - found.fromMillis) found = gap
  }
  return found
}

/**
 * The moment from which on silence is an answer for a send that began at `startedMillis`, provided that something arrives then or later.
 *
 * @param gaps those that are longer than a status usually takes (`deliveredAbroadMillisMax`), in any order; shorter ones change nothing.
 */
export const tellingMillis = (terms: Terms, startedMillis: number, gaps: ReadonlyArray<Gap>): number => {
  const dueMillis = startedMillis + terms.deliveredAbroadMillisMax
  const openMillis = Math.max(dueMillis, longest(gaps, startedMillis).untilMillis)
  return openMillis + terms.repeatMillis + (terms.repeatFactor - 1) * (openMillis - startedMillis)
}
