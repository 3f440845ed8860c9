import * as Bound from "./Bound.ts"
import * as Contest from "./Contest.ts"
import type { Outcome } from "./Outcome.ts"
import { percent } from "./Table.ts"

/** What Sluice has to reach in every scenario. */
export const floors = {
  refusedMax: 0,
  /** Of what the rules let through in the same time. */
  evenShareMin: 0.95,
  /** The same without even spacing: what that costs must not grow. */
  bunchedShareMin: 0.9
} as const

/** Whether one got more through: more messages, or as many and the last of them sooner. */
const isAhead = (one: Outcome, other: Outcome): boolean =>
  one.through > other.through ||
  (one.through === other.through &&
    (one.finishMillis ?? Number.POSITIVE_INFINITY) < (other.finishMillis ?? Number.POSITIVE_INFINITY))

/** Every floor that a result breaks, in words; empty where all hold. */
export const broken = ({ foretold, others, scenario, sluice }: Contest.Result): ReadonlyArray<string> => {
  const even = Contest.share(Bound.even, scenario, sluice)
  const bunched = Contest.share(Bound.bunched, scenario, sluice)
  const ahead = others.filter((other) => !isAhead(sluice, other))
  return [
    ...(sluice.refused <= floors.refusedMax ? [] : [`${sluice.refused} refused, ${sluice.trips} limits tripped`]),
    ...ahead.map(({ contestant, through }) => `${contestant}: ${through} through, Sluice ${sluice.through}`),
    ...(even >= floors.evenShareMin ? [] : [`${percent(even)} of what the rules allow`]),
    ...(bunched >= floors.bunchedShareMin ? [] : [`${percent(bunched)} of what the rules allow in bursts`]),
    ...(foretold.differing === 0 ? [] : [`${foretold.differing} messages left at another time than foretold`])
  ]
}
