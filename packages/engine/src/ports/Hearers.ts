import { Effect } from "effect"
import type { Scope } from "effect"
import type { NewMessage } from "./Outbox.ts"

/** Who wants to hear of a sender's new messages in this process: what a store keeps for `Lanes.hear`. */
export interface Hearers {
  /** As `Lanes.hear`. */
  readonly hear: (senderId: string, heard: () => void) => Effect.Effect<void, never, Scope.Scope>
  /** Messages of these senders were queued; of anybody, where nobody can tell whose. */
  readonly tell: (senderIds: ReadonlySet<string> | "anybody") => void
}

/** Nobody listens yet. */
export const make = (): Hearers => {
  const listening = new Map<string, Set<() => void>>()

  const tellOne = (senderId: string): void => {
    for (const heard of listening.get(senderId) ?? []) heard()
  }

  return {
    hear: (senderId, heard) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          const hearers = listening.get(senderId) ?? new Set()
          listening.set(senderId, hearers.add(heard))
        }),
        () =>
          Effect.sync(() => {
            const hearers = listening.get(senderId)
            hearers?.delete(heard)
            if (hearers?.size === 0) listening.delete(senderId)
          })
      ),
    tell: (senderIds) => {
      for (const senderId of senderIds === "anybody" ? [...listening.keys()] : senderIds) tellOne(senderId)
    }
  }
}

/** The senders of those that may leave at once: only of these is anybody told. */
export const sendersOf = (messages: ReadonlyArray<NewMessage>): ReadonlySet<string> => {
  const senders = new Set<string>()
  for (const { acceptedMillis, dueMillis, senderId } of messages) if (dueMillis <= acceptedMillis) senders.add(senderId)
  return senders
}
