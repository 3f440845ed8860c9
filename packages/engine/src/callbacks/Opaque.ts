/**
 * What travels with a send as opaque callback data, and comes back with each of its statuses: `<message id>.<attempt>` (RT-04).
 *
 * The id alone would say which message a status is about, and leave open which of its attempts: a failure of the first, told late, would
 * fail the second.
 */
export interface Opaque {
  readonly messageId: string
  /** Null in data of the first form, which was the id alone; such statuses still come for what was sent then. */
  readonly attempt: number | null
}

const form = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.([1-9]\d{0,8}))?$/

/**
 * The callback data of one attempt at a message (RT-04).
 *
 * @param attempt from 1.
 */
export const write = (messageId: string, attempt: number): string => `${messageId}.${attempt}`

/** Null for data that is not ours: a number may be used from elsewhere too. */
export const read = (text: string | null): Opaque | null => {
  const [, messageId, attempt] = form.exec(text ?? "") ?? []
  return messageId === undefined ? null : { messageId, attempt: attempt === undefined ? null : Number(attempt) }
}
