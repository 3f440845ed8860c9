/**
 * Who was given the last message to a person, here and a moment ago: a message that is accepted while the one before it is still on its way
 * into the store must go to the same sender, and the store cannot tell yet.
 */
export interface Lately {
  /** Null where it was too long ago for the store not to know. */
  readonly senderOf: (accountId: string, recipient: string, nowMillis: number) => string | null
  readonly given: (accountId: string, recipient: string, senderId: string, nowMillis: number) => void
}

/** Conversations that are remembered; a batch has fewer. */
const conversationsMax = 20_000

/**
 * Nothing remembered yet. It is bounded: beyond a fixed number of conversations, the one that was dealt to longest ago is forgotten.
 *
 * @param rememberMillis longer than anything takes from being dealt to being durable.
 */
export const make = (rememberMillis: number): Lately => {
  const given = new Map<string, { readonly senderId: string; readonly atMillis: number }>()
  const keyOf = (accountId: string, recipient: string): string => `${accountId} ${recipient}`
  return {
    senderOf: (accountId, recipient, nowMillis) => {
      const found = given.get(keyOf(accountId, recipient))
      return found === undefined || nowMillis - found.atMillis > rememberMillis ? null : found.senderId
    },
    given: (accountId, recipient, senderId, atMillis) => {
      const key = keyOf(accountId, recipient)
      // Taken out first: the oldest stands first in the map.
      given.delete(key)
      given.set(key, { senderId, atMillis })
      if (given.size <= conversationsMax) return
      const [oldest] = given.keys()
      if (oldest !== undefined) given.delete(oldest)
    }
  }
}
