import type * as Contest from "../Contest.ts"
import { quantile } from "../Contest.ts"
import type { Load } from "./Load.ts"

/**
 * Sends requests at an even rate, whether or not the ones before have been answered, and answers how long each took from the moment at which
 * it was due: a server that stalls is not spared what it kept waiting.
 */
export const at = async (
  load: Load,
  requests: ReadonlyArray<Buffer>,
  perSecond: number
): Promise<ReadonlyArray<number>> => {
  const start = performance.now()
  const took: Array<Promise<number>> = []
  for (const [index, request] of requests.entries()) {
    const due = start + (index * 1_000) / perSecond
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    took.push(
      load.ask(request).then((status) => {
        if (status !== 200) throw new Error(`answered ${status}`)
        return performance.now() - due
      })
    )
  }
  return Promise.all(took)
}

/**
 * The 99th percentile beside the longest that was promised, as rates, so that more is better: the ratio is the promise ÷ what was measured.
 *
 * @param isJudged whether a broken promise is a fault; otherwise it is told alone.
 */
export const promised = (
  title: string,
  tookMillis: ReadonlyArray<number>,
  millisMax: number,
  isJudged: boolean
): Contest.Result => {
  const p99 = Math.max(0.001, quantile(tookMillis, 0.99))
  const ratio = millisMax / p99
  return {
    title,
    unit: "1000 / p99 in ms",
    subject: { name: "sluice", perSecond: 1_000 / p99 },
    peers: [
      {
        name: `${millisMax} ms`,
        perSecond: 1_000 / millisMax,
        ratio,
        ratioLow: ratio,
        ratioHigh: ratio,
        floor: isJudged ? 1 : null,
        holds: !isJudged || ratio >= 1
      }
    ]
  }
}
