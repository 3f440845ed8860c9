/**
 * Lets so many through at a time, the others in order of arrival. Plain functions, because hundreds wait at once: a fiber for each that waits would cost
 * more memory than what it waits for, and Effect's semaphore wakes all of them to look at every end (WH-06).
 */
export interface Turnstile {
  /**
   * Runs `work` when it is its turn; its turn ends when the promise does. It must not reject. Where the turn does not come in time, `late` is run in its
   * place, at once, and takes no turn.
   */
  readonly pass: (work: () => Promise<void>, late: () => void) => void
}

interface Waiting {
  readonly work: () => Promise<void>
  readonly late: () => void
  readonly untilMillis: number
}

/**
 * @param count at least 1.
 * @param waitMillisMax the longest that anybody waits.
 */
export const make = (count: number, waitMillisMax: number): Turnstile => {
  let free = count
  const waiting: Array<Waiting> = []
  /** For the first that waits: nobody behind it is late before it is. */
  let alarm: NodeJS.Timeout | null = null

  const watch = (): void => {
    if (alarm !== null) clearTimeout(alarm)
    const [first] = waiting
    alarm = first === undefined ? null : setTimeout(dismiss, Math.max(1, first.untilMillis - performance.now())).unref()
  }
  const dismiss = (): void => {
    const nowMillis = performance.now()
    const count = waiting.findIndex(({ untilMillis }) => untilMillis > nowMillis)
    for (const { late } of waiting.splice(0, count === -1 ? waiting.length : count)) late()
    watch()
  }

  const start = (work: () => Promise<void>): void => void work().then(leave, leave)
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) free++
    else {
      watch()
      start(next.work)
    }
  }
  return {
    pass: (work, late) => {
      if (free === 0) {
        waiting.push({ work, late, untilMillis: performance.now() + waitMillisMax })
        if (waiting.length === 1) watch()
        return
      }
      free--
      start(work)
    }
  }
}
