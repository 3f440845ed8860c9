import type * as Failure from "../failure/Failure.ts"
import * as RetryPlan from "./RetryPlan.ts"

/**
 * What one message has used up of its plans (SPEC RT-01, RT-04): how often it failed under each retry schedule, and how often it was sent again
 * out of uncertainty (`resent`). Absent is 0. Stored with the message, small JSON; a replay begins with none.
 *
 * Each schedule counts its own failures alone: a message that was throttled ten times has all its tries left when the platform stumbles for the
 * first time. Tries that never left, or whose outcome stays unknown, fail under no schedule and are in none of the counts.
 */
export type Tries = { readonly [Kind in RetryPlan.ScheduleName | "resent"]?: number }

/** Nothing has been tried. */
export const none: Tries = {}

const of = (tries: Tries, kind: keyof Tries): number => Math.max(0, tries[kind] ?? 0)

const oneMore = (tries: Tries, kind: keyof Tries): Tries => ({ ...tries, [kind]: of(tries, kind) + 1 })

/** How often a failure of this kind came before: 0 for one that no schedule retries. */
export const before = (tries: Tries, failure: Pick<Failure.Failure, "retry" | "wait">): number => {
  const name = RetryPlan.scheduleNameOf(failure)
  return name === null ? 0 : of(tries, name)
}

/** The counts after this failure; as they were, where no schedule retries it. */
export const failed = (tries: Tries, failure: Pick<Failure.Failure, "retry" | "wait">): Tries => {
  const name = RetryPlan.scheduleNameOf(failure)
  return name === null ? tries : oneMore(tries, name)
}

/** How often it was sent again although an earlier send of it may have arrived. */
export const resends = (tries: Tries): number => of(tries, "resent")

/** The counts once it is sent again out of uncertainty. */
export const resent = (tries: Tries): Tries => oneMore(tries, "resent")
