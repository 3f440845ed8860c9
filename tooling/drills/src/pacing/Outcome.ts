import type * as Judge from "@sluice/simulator/judge/Judge"
import type { Log } from "./Platform.ts"
import * as Scenario from "./Scenario.ts"

/** What a contestant made of a scenario. Times are milliseconds from its start. */
export interface Outcome {
  readonly contestant: string
  /** Messages accepted before the end. */
  readonly through: number
  /** 429s. */
  readonly refused: number
  /** Limits tripped: the 429s that began something. The others ran into what had begun. */
  readonly trips: number
  /** The worst hold there was. */
  readonly worst: Judge.Hold["level"] | null
  /** How long a sender was held, on average over the senders. */
  readonly heldMillis: number
  /** When the last message was accepted; null when not all were before the end. */
  readonly finishMillis: number | null
  /** When each was accepted, in the order of time. */
  readonly acceptedMillis: ReadonlyArray<number>
}

/** The worst first. */
const levels: ReadonlyArray<Judge.Hold["level"]> = ["severe", "medium", "cooldown", "light", "media"]

/** How long at least one of the spans lasts. */
export const unionMillis = (spans: ReadonlyArray<readonly [fromMillis: number, untilMillis: number]>): number => {
  let sum = 0
  let coveredMillis = Number.NEGATIVE_INFINITY
  for (const [fromMillis, untilMillis] of spans.toSorted(([a], [b]) => a - b)) {
    sum += Math.max(0, untilMillis - Math.max(fromMillis, coveredMillis))
    coveredMillis = Math.max(coveredMillis, untilMillis)
  }
  return sum
}

const heldMillis = (scenario: Scenario.Scenario, holds: ReadonlyArray<Judge.Hold>): number => {
  const endMillis = Scenario.endMillis(scenario)
  const each = Scenario.queues(scenario).map(({ sender }) =>
    unionMillis(
      holds
        // Every sender is of the one business and the one account.
        .filter(({ id, scope }) => scope !== "sender" || id === sender)
        .map(({ sinceMillis, untilMillis }) => [Math.min(sinceMillis, endMillis), Math.min(untilMillis, endMillis)])
    )
  )
  return each.reduce((sum, millis) => sum + millis, 0) / each.length
}

export const of = (
  contestant: string,
  scenario: Scenario.Scenario,
  { acceptedMillis, holds, refusals }: Log
): Outcome => {
  const accepted = acceptedMillis.map((atMillis) => atMillis - Scenario.startMillis)
  return {
    contestant,
    through: accepted.length,
    refused: refusals.length,
    trips: refusals.filter(({ kind }) => kind === "limit").length,
    worst: levels.find((level) => holds.some((hold) => hold.level === level)) ?? null,
    heldMillis: heldMillis(scenario, holds),
    finishMillis: accepted.length === Scenario.queued(scenario) ? (accepted.at(-1) ?? 0) : null,
    acceptedMillis: accepted
  }
}
