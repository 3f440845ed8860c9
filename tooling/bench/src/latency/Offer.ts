import { Effect, Random } from "effect"

/**
 * When each of the messages is offered, in milliseconds from the start: gaps as between callers who know nothing of each other (exponential), the
 * same for every contestant and in every run.
 */
export const schedule = (seed: string, perSecond: number, count: number): Float64Array => {
  const random = Random.make(seed)
  const offsets = new Float64Array(count)
  let atMillis = 0
  for (let index = 0; index < count; index++) {
    atMillis -= (Math.log1p(-Effect.runSync(random.next)) * 1_000) / perSecond
    offsets[index] = atMillis
  }
  return offsets
}

/** Numbers of the messages, each somebody else's. */
export const recipient = (index: number): string => `+49151${10_000_000 + index}`
