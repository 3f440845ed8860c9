/**
 * Lets so many through at a time, the others in order of arrival. Plain functions, because hundreds wait at once: a fiber for each that waits would cost
 * more memory than what it waits for, and Effect's semaphore wakes all of them to look at every end (WH-06).
 */
export interface Turnstile {
  /** Runs `work` when it is its turn; its turn ends when the promise does. It must not reject. */
  readonly pass: (work: () => Promise<void>) => void
}

/** @param count at least 1. */
export const make = (count: number): Turnstile => {
  let free = count
  const waiting: Array<() => Promise<void>> = []

  const start = (work: () => Promise<void>): void => void work().then(leave, leave)
  const leave = (): void => {
    const work = waiting.shift()
    if (work === undefined) free++
    else start(work)
  }
  return {
    pass: (work) => {
      if (free === 0) return void waiting.push(work)
      free--
      start(work)
    }
  }
}
