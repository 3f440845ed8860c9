import type * as Step from "../Step.ts"
import type * as Summary from "../Summary.ts"
import type { Lane } from "./Lane.ts"

/** Brings together what the lanes and the list have counted. */

/** How many of the messages that never leave are named. */
const namedMax = 100

const senderOf = (lane: Lane, startMillis: number): Summary.SenderSummary => {
  const { outsideWindow: _, waits, ...told } = lane.told()
  const spanMillis = told.lastMillis === null ? 0 : told.lastMillis - startMillis
  const paceMillis = (told.lastMillis ?? 0) - (told.firstMillis ?? 0)
  return {
    sender: lane.sender.context.sender,
    ...told,
    perMinute: paceMillis > 0 ? ((told.departures - 1) * 60_000) / paceMillis : 0,
    binding: waits.map(({ limit, millis, scope }) => ({
      limit,
      scope,
      share: spanMillis > 0 ? millis / spanMillis : 0
    }))
  }
}

const least = (times: ReadonlyArray<number | null>): number | null =>
  times.reduce((first, at) => (at === null || (first !== null && first <= at) ? first : at), null)

const most = (times: ReadonlyArray<number | null>): number | null =>
  times.reduce((last, at) => (at === null || (last !== null && last >= at) ? last : at), null)

/** Counts what never leaves. */
export interface StayTally {
  readonly add: (stay: Step.Stay) => void
  readonly total: () => Summary.Stays
}

export const stayTally = (): StayTally => {
  const first: Array<Step.Stay> = []
  const byObstacle: Partial<Record<Step.Obstacle["_tag"], number>> = {}
  let count = 0
  return {
    add: (stay) => {
      count++
      byObstacle[stay.obstacle._tag] = (byObstacle[stay.obstacle._tag] ?? 0) + 1
      if (first.length < namedMax) first.push(stay)
    },
    total: () => ({ count, byObstacle: { ...byObstacle }, first: [...first] })
  }
}

export const summaryOf = (lanes: ReadonlyArray<Lane>, stays: Summary.Stays, startMillis: number): Summary.Summary => {
  const senders = lanes.map((lane) => senderOf(lane, startMillis))
  return {
    startMillis,
    firstMillis: least(senders.map(({ firstMillis }) => firstMillis)),
    finishMillis: most(senders.map(({ lastMillis }) => lastMillis)),
    departures: senders.reduce((sum, { departures }) => sum + departures, 0),
    units: senders.reduce((sum, { units }) => sum + Math.round(units * 1_000), 0) / 1_000,
    outsideWindow: lanes.reduce((sum, lane) => sum + lane.told().outsideWindow, 0),
    holds: senders.reduce((sum, { holds }) => sum + holds, 0),
    senders,
    stays
  }
}
