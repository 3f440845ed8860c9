/**
 * Who may be written to freely: recipients who wrote to a sender within the last 24 h (CLOUD_API 3.3, 131047).
 * Kept in the order of time, so that the oldest are forgotten first.
 */
export interface ServiceWindows {
  readonly opened: (phoneNumberId: string, from: string, atMillis: number) => void
  readonly isOpen: (phoneNumberId: string, recipient: string, atMillis: number) => boolean
}

const windowMillis = 24 * 3_600_000

/** Nobody has written yet. Times are virtual epoch millis and come in their order. */
export const make = (): ServiceWindows => {
  const times = new Map<string, number>()
  return {
    opened: (phoneNumberId, from, atMillis) => {
      for (const [key, time] of times) {
        if (atMillis - time < windowMillis) break
        times.delete(key)
      }
      const key = `${phoneNumberId} ${from}`
      times.delete(key)
      times.set(key, atMillis)
    },
    isOpen: (phoneNumberId, recipient, atMillis) => {
      const time = times.get(`${phoneNumberId} ${recipient}`)
      return time !== undefined && atMillis - time < windowMillis
    }
  }
}
