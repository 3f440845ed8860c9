import * as Subject from "./Subject.ts"

/**
 * The messages that were accepted: what a gateway's own record is compared with. Bounded; the oldest are forgotten.
 */
export interface Entry {
  /** Place in the order of acceptance, from 0; pages are asked for by it. */
  readonly index: number
  readonly wamid: string
  readonly opaque: string | null
  /** What its callback data names (`Subject`): equal for every attempt at one message. */
  readonly subject: string | null
  readonly phoneNumberId: string
  /** `to` as it was given, and the id it was taken to mean. */
  readonly to: string
  readonly waId: string
  readonly type: string
  readonly atMillis: number
  /** How many with the same subject had been accepted before this one. */
  readonly repeats: number
  /** The last status that is planned, and the code of a planned failure. */
  readonly planned: "delivered" | "read" | "failed"
  readonly errorCode: number | null
  /** The furthest status whose callback was acknowledged. */
  readonly told: "accepted" | "sent" | "delivered" | "read" | "failed"
}

/** The record of one run: `tell` and `giveUp` alone change an entry, and the bound alone takes one out. */
export interface Ledger {
  readonly add: (entry: Omit<Entry, "index" | "subject" | "told">) => Entry
  readonly get: (wamid: string) => Entry | undefined
  /** Every entry of this subject, oldest first. */
  readonly bySubject: (subject: string) => ReadonlyArray<Entry>
  /** Entries with an index above `after`, oldest first. */
  readonly page: (after: number, limit: number) => ReadonlyArray<Entry>
  /** A callback was acknowledged; a status never moves back, a failure is kept. */
  readonly tell: (wamid: string, status: Exclude<Entry["told"], "accepted">) => void
  /** Word that it failed is on its way, whether or not that is acknowledged: from now on it may be sent again. */
  readonly giveUp: (wamid: string) => void
  readonly isGivenUp: (wamid: string) => boolean
}

const rank = { accepted: 0, sent: 1, delivered: 2, read: 3, failed: 4 } as const

/** Forgotten entries are cut off in blocks of this many. */
const cutAt = 4_096

/** An empty record of the newest `entriesMax` messages. Indices go on counting when old ones are forgotten. */
export const make = (entriesMax: number): Ledger => {
  let entries: Array<Entry> = []
  /** Index of the first entry in `entries`, and of the first that is not forgotten. */
  let base = 0
  let first = 0
  const indexOf = new Map<string, number>()
  const bySubject = new Map<string, Array<number>>()
  const givenUp = new Set<string>()

  const at = (index: number): Entry | undefined => (index < first ? undefined : entries[index - base])

  const forgetOldest = (): void => {
    const oldest = entries[first - base]
    first++
    if (oldest === undefined) return
    indexOf.delete(oldest.wamid)
    givenUp.delete(oldest.wamid)
    const same = oldest.subject === null ? undefined : bySubject.get(oldest.subject)
    same?.shift()
    if (oldest.subject !== null && same?.length === 0) bySubject.delete(oldest.subject)
    if (first - base < cutAt) return
    entries = entries.slice(first - base)
    base = first
  }

  return {
    add: (facts) => {
      const subject = Subject.of(facts.opaque)
      const entry: Entry = { ...facts, subject, index: base + entries.length, told: "accepted" }
      entries.push(entry)
      indexOf.set(entry.wamid, entry.index)
      if (subject !== null) {
        const same = bySubject.get(subject)
        if (same === undefined) bySubject.set(subject, [entry.index])
        else same.push(entry.index)
      }
      if (entry.index - first >= entriesMax) forgetOldest()
      return entry
    },
    get: (wamid) => at(indexOf.get(wamid) ?? -1),
    bySubject: (subject) => (bySubject.get(subject) ?? []).map(at).filter((entry) => entry !== undefined),
    page: (after, limit) => {
      const start = Math.max(after + 1, first) - base
      return entries.slice(start, start + limit)
    },
    tell: (wamid, status) => {
      const entry = at(indexOf.get(wamid) ?? -1)
      if (entry !== undefined && rank[status] > rank[entry.told]) {
        entries[entry.index - base] = { ...entry, told: status }
      }
    },
    giveUp: (wamid) => {
      if (at(indexOf.get(wamid) ?? -1) !== undefined) givenUp.add(wamid)
    },
    isGivenUp: (wamid) => givenUp.has(wamid)
  }
}
