/**
 * Whom a portfolio has written to in the moving day, outside their service windows (CLOUD_API 3.4).
 *
 * A recipient who wrote within the last day may be answered without being counted. A recipient counts until a day has
 * passed since the last message that counted. Both maps stay in the order of time, so that the oldest are forgotten first.
 */
export interface UniqueRecipients {
  readonly admits: (recipient: string, atMillis: number) => boolean
  readonly sent: (recipient: string, atMillis: number) => void
  readonly received: (from: string, atMillis: number) => void
}

const forget = (times: Map<string, number>, atMillis: number, windowMillis: number): void => {
  for (const [recipient, time] of times) {
    if (atMillis - time < windowMillis) return
    times.delete(recipient)
  }
}

const note = (times: Map<string, number>, recipient: string, atMillis: number): void => {
  times.delete(recipient)
  times.set(recipient, atMillis)
}

/**
 * Nobody has been written to, and nobody has written.
 *
 * @param most recipients at one time; null is unlimited, and then nothing is remembered.
 */
export const make = (most: number | null, windowMillis: number): UniqueRecipients => {
  const counted = new Map<string, number>()
  const wrote = new Map<string, number>()
  const windowOpen = (recipient: string, atMillis: number): boolean => {
    const time = wrote.get(recipient)
    return time !== undefined && atMillis - time < windowMillis
  }
  return {
    admits: (recipient, atMillis) => {
      if (most === null || windowOpen(recipient, atMillis)) return true
      forget(counted, atMillis, windowMillis)
      return counted.has(recipient) || counted.size < most
    },
    sent: (recipient, atMillis) => {
      if (most !== null && !windowOpen(recipient, atMillis)) note(counted, recipient, atMillis)
    },
    received: (from, atMillis) => {
      if (most === null) return
      forget(wrote, atMillis, windowMillis)
      note(wrote, from, atMillis)
    }
  }
}
