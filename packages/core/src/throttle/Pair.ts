import type * as Pacing from "../policy/Pacing.ts"
import * as Backoff from "./Backoff.ts"
import * as Book from "./internal/Book.ts"

/**
 * The limit of one recipient on one sender: a message every interval (0 is no limit), and a burst that borrows from the intervals to come (CLOUD_API 3.4:
 * 6 s and 45; the guide: 6 s and 1, RL-05).
 *
 * A recipient whose quota is whole may get a burst: up to `burst` messages, as long as they leave within `burstMillis` of the first. Then
 * nothing until all of it is paid back, an interval a message: a burst of 20 takes two minutes. The platform's own window for a burst is a
 * whole interval; the policy's is shorter, so that what leaves within it also arrives within it.
 *
 * **What is counted.** The platform applies the rule when a message arrives, which lies between departure and answer. The debt runs from the
 * answer, the latest moment; what is in flight has no such moment yet, so after a burst only its answer can free the pair. With a
 * burst of 1 a recipient has one message in flight at a time, and the interval runs from its answer.
 *
 * The book of recipients costs a step the same at any size, and is bounded: an entry that has paid back equals no entry, and whenever the set has doubled those are removed. Held in memory only and rebuilt from recent sends:
 * recipients are personal data and stay out of the ledger's rows.
 */
export interface State {
  readonly entries: Book.Book<Entry>
  /** The size at which paid-back entries are removed next. */
  readonly pruneSize: number
}

/** What is known of one recipient. */
export interface Entry {
  /** When everything that is answered will be paid back. */
  readonly tatMillis: number
  readonly flying: number
  /** Departure of the first message since the quota was last whole, and how many left since then. */
  readonly burstSinceMillis: number
  readonly burstCount: number
  readonly backoff: Backoff.State
}

/** Below this, scanning the set to shrink it is not worth the while. */
const pruneSizeMin = 1_024

/** No recipient owes anything: every first message goes at once. */
export const empty: State = { entries: Book.empty(), pruneSize: pruneSizeMin }

const fresh: Entry = {
  tatMillis: 0,
  flying: 0,
  // A recipient that is known by its answers only (after a restart) has no burst left until it has paid back.
  burstSinceMillis: Number.NEGATIVE_INFINITY,
  burstCount: 0,
  backoff: Backoff.initial
}

/** The recipient's entry; null when nothing is owed and nothing is in flight. */
export const entry = (state: State, recipient: string): Entry | null => Book.get(state.entries, recipient) ?? null

/** How long a send is remembered after its answer at most: a whole burst, paid back. */
export const memoryMillis = (limit: Pacing.PairLimit): number => limit.burst * limit.intervalMillis

const isWhole = (of: Entry, atMillis: number): boolean => of.flying === 0 && of.tatMillis <= atMillis

/** When a message to the recipient conforms: at or before `nowMillis` means now; Infinity, that only an answer can tell. */
export const freeMillis = (limit: Pacing.PairLimit, of: Entry, nowMillis: number): number => {
  const inBurst = of.burstCount < limit.burst && nowMillis <= of.burstSinceMillis + limit.burstMillis
  if (inBurst || isWhole(of, nowMillis)) return nowMillis
  return of.flying > 0 ? Number.POSITIVE_INFINITY : of.tatMillis
}

const owes = (of: Entry, atMillis: number): boolean =>
  of.flying > 0 || of.tatMillis > atMillis || of.backoff.untilMillis > atMillis

/** Without the entries that have paid back. */
export const pruned = (state: State, atMillis: number): State => {
  const entries = Book.filter(state.entries, (of) => owes(of, atMillis))
  return { entries, pruneSize: Math.max(pruneSizeMin, 2 * Book.size(entries)) }
}

/** Does the policy limit pairs at all? Refusals of the platform hold a pair either way. */
const isLimited = (limit: Pacing.PairLimit): boolean => limit.intervalMillis > 0

/** A message to this recipient leaves. Nothing is kept of it under a policy without a limit on pairs. */
export const departed = (limit: Pacing.PairLimit, state: State, recipient: string, atMillis: number): State => {
  if (!isLimited(limit)) return state
  const stood = Book.get(state.entries, recipient)
  const of = stood ?? fresh
  const whole = isWhole(of, atMillis)
  const going: Entry = {
    tatMillis: of.tatMillis,
    flying: of.flying + 1,
    burstSinceMillis: whole ? atMillis : of.burstSinceMillis,
    burstCount: whole ? 1 : of.burstCount + 1,
    backoff: of.backoff
  }
  const next: State = {
    entries: Book.set(state.entries, recipient, going, stood),
    pruneSize: state.pruneSize
  }
  return Book.size(next.entries) < next.pruneSize ? next : pruned(next, atMillis)
}

interface Send {
  readonly recipient: string
  readonly departedMillis: number
}

const landed = (limit: Pacing.PairLimit, of: Entry, backoff: Backoff.State, atMillis: number): Entry => ({
  tatMillis: Math.max(of.tatMillis, atMillis) + limit.intervalMillis,
  flying: Math.max(0, of.flying - 1),
  burstSinceMillis: of.burstSinceMillis,
  burstCount: of.burstCount,
  backoff
})

/** A send is answered and was not refused for the pair: `atMillis` is the latest moment at which it can have arrived. */
export const answered = (limit: Pacing.PairLimit, state: State, send: Send, atMillis: number): State => {
  const stood = Book.get(state.entries, send.recipient)
  if (stood === undefined && !isLimited(limit)) return state
  const of = stood ?? fresh
  const next = landed(limit, of, Backoff.passed(of.backoff, send), atMillis)
  return { entries: Book.set(state.entries, send.recipient, next, stood), pruneSize: state.pruneSize }
}

/** A send is refused for the pair: nothing goes to this recipient until the rest is over. */
export const refused = (
  limit: Pacing.PairLimit,
  backoff: Pacing.Backoff,
  state: State,
  send: Send,
  askedMillis: number,
  atMillis: number
): State => {
  const stood = Book.get(state.entries, send.recipient)
  const of = stood ?? fresh
  const rests = Backoff.refused(backoff, of.backoff, send, askedMillis, atMillis)
  const next = landed(limit, of, rests, atMillis)
  return { entries: Book.set(state.entries, send.recipient, next, stood), pruneSize: state.pruneSize }
}
