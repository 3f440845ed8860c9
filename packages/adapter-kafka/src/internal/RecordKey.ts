/**
 * What a callback is filed under: the sender it is about, or the account where it names none.
 *
 * All callbacks of a sender go to one partition, and so are handed over in the order of their arrival. The same bytes always have the same
 * key, so that a repeat meets its first copy.
 */

/** How the Cloud API names the sender, in every callback about messages (CLOUD_API, callbacks). */
const field = Buffer.from('"phone_number_id"')

/** Ids of the platform are digits; what is longer or other is no id. */
const idPattern = /^\s*:\s*"(\d{1,32})"/

/** From the field to the end of the longest id, with some room for white space. */
const windowBytes = 64

/**
 * The first sender that the bytes name, without reading them as JSON: that would cost more than everything else at the door.
 *
 * A text that quotes the field cannot be mistaken for it: its quotes are escaped, so the bytes differ. A callback of several senders goes
 * by its first.
 */
const senderOf = (body: Uint8Array): string | null => {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const at = bytes.indexOf(field)
  if (at < 0) return null
  const after = at + field.length
  return idPattern.exec(bytes.toString("latin1", after, after + windowBytes))?.[1] ?? null
}

/** `account/sender`, or `account` alone. */
export const of = (accountId: string, body: Uint8Array): string => {
  const sender = senderOf(body)
  return sender === null ? accountId : `${accountId}/${sender}`
}
