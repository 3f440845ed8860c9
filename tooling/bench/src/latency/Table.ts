import * as Contest from "../Contest.ts"

/** What a contestant's messages waited, in milliseconds. */
export interface Entrant {
  readonly name: string
  readonly delays: ReadonlyArray<number>
}

/** So that a delay of nothing has a rate as well. */
const leastMillis = 0.001

const percentile = ({ delays }: Entrant, share: number): number =>
  Math.max(leastMillis, Contest.quantile(delays, share))

/** Name, median, 99th percentile and longest. */
const named = (entrant: Entrant): string => {
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => percentile(entrant, share).toFixed(1))
  return `${entrant.name} (p50 ${p50}, p99 ${p99}, max ${max} ms)`
}

/** The 99th percentiles as rates, so that more is better: the ratio is the peer's ÷ the subject's. */
const of = (title: string, subject: Entrant, peers: ReadonlyArray<Entrant>): Contest.Result => {
  const own = percentile(subject, 0.99)
  return {
    title,
    unit: "1000 / p99 in ms",
    subject: { name: named(subject), perSecond: 1_000 / own },
    peers: peers.map((peer) => {
      const p99 = percentile(peer, 0.99)
      const ratio = p99 / own
      return {
        name: named(peer),
        perSecond: 1_000 / p99,
        ratio,
        ratioLow: ratio,
        ratioHigh: ratio,
        floor: null,
        holds: true
      }
    })
  }
}

/**
 * The 99th percentile beside the longest that was promised, as rates, so that more is better: the ratio is the promise ÷ what was measured.
 *
 * @param floor the ratio below which the benchmark fails.
 * @param besides what else was measured at that pace, to be told.
 */
export const promised = (
  title: string,
  subject: Entrant,
  promise: { readonly millisMax: number; readonly floor: number },
  besides: ReadonlyArray<Entrant>
): Contest.Result => {
  const told = of(title, subject, besides)
  const { floor, millisMax } = promise
  const perSecond = 1_000 / millisMax
  const ratio = told.subject.perSecond / perSecond
  const kept = { name: `${millisMax} ms`, perSecond, ratio, ratioLow: ratio, ratioHigh: ratio }
  return { ...told, peers: [{ ...kept, floor, holds: ratio >= floor }, ...told.peers] }
}
