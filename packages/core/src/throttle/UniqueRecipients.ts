import type * as Pacing from "../policy/Pacing.ts"
import * as Book from "./internal/Book.ts"
import * as Calendar from "./internal/Calendar.ts"

/**
 * Unique recipients outside the service window in any moving day, as one lane sees its part of the portfolio's tier (CLOUD_API 3.4).
 *
 * **What is counted.** The platform counts the recipients that got at least one message outside their service window within the last
 * 24 h. So a recipient takes a slot from the departure of such a message until 24 h after the answer of the last one (ADR 5), and further
 * messages to it take no other: they are free now, and keep the slot for longer. Inside the service window nothing is counted at all.
 * A message that failed is counted like any other: it is not known what the platform made of it.
 *
 * **Who may use how many slots** is not decided here: `slots` is the whole tier for a lane that sends alone, and otherwise its lease of the
 * business's shared budget (SharedBudget). A recipient that two lanes serve is counted by both, which never exceeds the tier and is
 * rare, since a conversation stays with its sender (RL-10).
 *
 * **Personal data.** Recipients are in it as the caller names them, in memory alone, and it is rebuilt from recent sends. Nothing of it is
 * stored or shared: the shared row knows numbers of slots.
 *
 * A step costs the same at any size: a book of recipients, and their last answers in order, from which those are skipped that
 * a later one has replaced.
 */
export interface State {
  readonly recipients: Book.Book<Recipient>
  /** Slots in use as of the last step; by the clock some may have become free since. */
  readonly occupied: number
  readonly answers: Calendar.Calendar
}

/** What is known of one recipient of the last day. */
export interface Recipient {
  readonly flying: number
  /** The latest moment at which the last answered message can have arrived; -Infinity before the first answer. */
  readonly lastMillis: number
}

/** No recipient is counted: every slot is free. */
export const initial: State = { recipients: Book.empty(), occupied: 0, answers: Calendar.empty }

/**
 * How many the portfolio may reach in a moving day; null is unlimited.
 *
 * @param tier as the platform names it (`TIER_2K`); null or an unknown name counts as the lowest tier of the policy.
 */
export const capacity = (policy: Pacing.UniqueRecipients, tier: string | null): number | null => {
  const known = tier === null ? undefined : policy.tiers[tier]
  if (known !== undefined) return known
  const limits = Object.values(policy.tiers).filter((limit) => limit !== null)
  return limits.length === 0 ? null : Math.min(...limits)
}

const isCounted = (windowMillis: number, of: Recipient | undefined, nowMillis: number): boolean =>
  of !== undefined && (of.flying > 0 || of.lastMillis + windowMillis > nowMillis)

/** Is the entry the recipient's last answer, and nothing of its in flight? Then its slot becomes free a window later. */
const frees = (state: State, atMillis: number, key: string): boolean => {
  const of = Book.get(state.recipients, key)
  return of !== undefined && of.flying === 0 && of.lastMillis === atMillis
}

/** Slots in use at `nowMillis`. */
export const inUse = (policy: Pacing.UniqueRecipients, state: State, nowMillis: number): number => {
  let occupied = state.occupied
  for (let i = state.answers.from; i < state.answers.to; i++) {
    const atMillis = Calendar.millisAt(state.answers, i)
    if (atMillis + policy.windowMillis > nowMillis) break
    if (frees(state, atMillis, Calendar.keyAt(state.answers, i))) occupied--
  }
  return occupied
}

/**
 * When a message to the recipient may leave: at or before `nowMillis` means now; Infinity, that only an answer or more slots can tell.
 *
 * @param slots how many recipients this lane may have counted at a time.
 */
export const freeMillis = (
  policy: Pacing.UniqueRecipients,
  slots: number,
  state: State,
  key: string,
  nowMillis: number
): number => {
  if (state.occupied < slots) return nowMillis
  if (isCounted(policy.windowMillis, Book.get(state.recipients, key), nowMillis)) return nowMillis
  let excess = state.occupied + 1 - slots
  for (let i = state.answers.from; i < state.answers.to; i++) {
    const atMillis = Calendar.millisAt(state.answers, i)
    if (frees(state, atMillis, Calendar.keyAt(state.answers, i)) && --excess === 0)
      return atMillis + policy.windowMillis
  }
  return Number.POSITIVE_INFINITY
}

/** Without what is over by the clock. */
const settled = (policy: Pacing.UniqueRecipients, state: State, nowMillis: number): State => {
  const { answers } = state
  let from = answers.from
  let { occupied, recipients } = state
  for (; from < answers.to; from++) {
    const atMillis = Calendar.millisAt(answers, from)
    if (atMillis + policy.windowMillis > nowMillis) break
    const key = Calendar.keyAt(answers, from)
    const of = Book.get(recipients, key)
    if (of === undefined || of.flying > 0 || of.lastMillis !== atMillis) continue
    recipients = Book.remove(recipients, key, of)
    occupied--
  }
  return from === answers.from ? state : { recipients, occupied, answers: Calendar.dropped(answers, from) }
}

/** A message outside the service window departs, admitted or not. */
export const departed = (policy: Pacing.UniqueRecipients, state: State, key: string, atMillis: number): State => {
  const now = settled(policy, state, atMillis)
  const of = Book.get(now.recipients, key)
  return {
    recipients: Book.set(
      now.recipients,
      key,
      of === undefined
        ? { flying: 1, lastMillis: Number.NEGATIVE_INFINITY }
        : { flying: of.flying + 1, lastMillis: of.lastMillis },
      of
    ),
    occupied: of === undefined ? now.occupied + 1 : now.occupied,
    answers: now.answers
  }
}

/** It is answered: `atMillis` is the latest moment at which it can have arrived. One that is not in flight changes nothing. */
export const answered = (state: State, key: string, atMillis: number): State => {
  const of = Book.get(state.recipients, key)
  if (of === undefined || of.flying === 0) return state
  // A clock that steps back is read as standing still, so that the answers stay in order.
  const lastMillis = Math.max(of.lastMillis, atMillis, Calendar.newestMillis(state.answers))
  const next: State = {
    recipients: Book.set(state.recipients, key, { flying: of.flying - 1, lastMillis }, of),
    occupied: state.occupied,
    // Of two answers at one moment one entry tells.
    answers: lastMillis === of.lastMillis ? state.answers : Calendar.append(state.answers, lastMillis, key)
  }
  return Calendar.size(next.answers) > answersMax(next.occupied) ? compacted(next) : next
}

/**
 * Of four entries three may be replaced by later ones, so that removing them costs an answer a third of a look at most, and the list is never
 * longer than four for each recipient; below a thousand they cost nothing worth the while.
 */
const answersMax = (occupied: number): number => Math.max(1_024, 4 * occupied)

/** Without any entry that a later one has replaced. */
const compacted = (state: State): State => ({
  ...state,
  answers: Calendar.filter(state.answers, (atMillis, key) => Book.get(state.recipients, key)?.lastMillis === atMillis)
})
