import type { Load } from "./Load.ts"

/** What requests at an even rate took, one figure each, in their order. */
export interface Paced {
  /** From the moment at which it was due to its answer, in milliseconds: a server that stalls is not spared what it kept waiting. */
  readonly tookMillis: ReadonlyArray<number>
  /** How much of that it waited for the sender itself, which shares the cores. */
  readonly lateMillis: ReadonlyArray<number>
}

/** Sends requests at an even rate, whether or not the ones before have been answered. */
export const at = async (load: Load, requests: ReadonlyArray<Buffer>, perSecond: number): Promise<Paced> => {
  const start = performance.now()
  const took: Array<Promise<number>> = []
  const lateMillis: Array<number> = []
  for (const [index, request] of requests.entries()) {
    const due = start + (index * 1_000) / perSecond
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    lateMillis.push(performance.now() - due)
    took.push(
      load.ask(request).then((status) => {
        if (status !== 200) throw new Error(`answered ${status}`)
        return performance.now() - due
      })
    )
  }
  return { tookMillis: await Promise.all(took), lateMillis }
}
