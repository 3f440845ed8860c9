import type { Depth } from "../api/Shapes.ts"

/** What waits at one sender. */
export interface Waiting {
  readonly senderId: string
  readonly queued: number
  readonly underway: number
  /** When the first of the queued ones is due; null where none waits. */
  readonly firstDueAt: string | null
}

/** One entry a sender that has anything open, by name. */
export const waiting = (depths: ReadonlyArray<Depth>): ReadonlyArray<Waiting> => {
  const found = new Map<string, Waiting>()
  for (const { count, firstDueAt, senderId, state } of depths) {
    const before = found.get(senderId) ?? { senderId, queued: 0, underway: 0, firstDueAt: null }
    found.set(
      senderId,
      state === "queued"
        ? { ...before, queued: before.queued + count, firstDueAt: firstDueAt ?? before.firstDueAt }
        : { ...before, underway: before.underway + count }
    )
  }
  return [...found.values()].toSorted((a, b) => (a.senderId < b.senderId ? -1 : 1))
}
