/**
 * When a stretch of a campaign's list is counted again: how many of its messages are sent, delivered, read, failed.
 *
 * Statuses come fast at first and then ever more seldom, for weeks. So a stretch is counted again when a tenth of the time since its last
 * message was handed over has passed: what is shown is never older than that, a list of any length costs a bounded number of counts,
 * and a list that has come to rest costs none.
 */

const soonestMillis = 1_000
const share = 0.1

/** The platform tells nothing of a message that is older: callbacks are repeated for a week, and a message lives a day or two. */
const keptMillis = 30 * 86_400_000

/**
 * @param fedMillis when the last message of the stretch was handed over.
 * @param isSettled nothing more can come of any of its messages.
 * @param isOpen some of them wait or are under way; where one was put back into the queue, that is so at any age.
 * @returns epoch milliseconds; null when it need not be counted again.
 */
export const nextMillis = (fedMillis: number, isSettled: boolean, nowMillis: number, isOpen = false): number | null => {
  const ageMillis = nowMillis - fedMillis
  if (isSettled || (ageMillis > keptMillis && !isOpen)) return null
  return nowMillis + Math.max(soonestMillis, Math.round(ageMillis * share))
}
