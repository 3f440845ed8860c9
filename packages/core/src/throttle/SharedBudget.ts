import { Data, Either, Schema } from "effect"
import type * as Pacing from "../policy/Pacing.ts"

/**
 * The row of a budget that many lanes share, cut into leases, so that no row is touched per message (DESIGN.md, the kernel; ADR 7).
 *
 * A budget is a number of **slots** and a window: no more than `capacity` uses (unique recipients, requests) within any one window. A lease is
 * some of the slots for one holder until a time. The holder keeps its own uses within any window at or below its slots, and begins
 * none after the lease has ended. Since the slots of all leases never exceed the capacity, neither do the uses.
 *
 * What becomes of a slot:
 * - free -- `claim` --> leased, to one holder
 * - leased -- `claim` of its holder --> leased under a new number: what is not in use may shrink, grow, or stay
 * - leased -- `giveBack` --> free at once where it was not in use; otherwise returning
 * - leased -- its time ends, or `revoked` --> returning, **all of it**: how much was used is not known
 * - returning -- `claim` of its holder --> leased again: the holder knows what it used, and brings it along
 * - returning -- a window later, when whatever it was used for has left every window --> free
 *
 * So nothing returns twice: a holder has at most one entry, every claim gives it a new number, and whoever comes with another is told
 * `StaleLease` and changes nothing. A holder that crashes returns its slots a window after its lease at the latest; its
 * successor gets them at once, by claiming under the same holder.
 *
 * A hold on the scope revokes all leases at once and closes the row until the hold is over: it grants nothing meanwhile.
 *
 * The row is plain JSON and knows holders and counts, no recipients.
 */
export const Entry = Schema.Struct({
  holder: Schema.String,
  /** The lane's own fence: a claim with a lower one comes from a predecessor. */
  fence: Schema.Int,
  /** Of the lease. */
  number: Schema.Int,
  slots: Schema.Int,
  /** While leased, the end of the lease; while returning, when the slots are free. */
  untilMillis: Schema.Number,
  returning: Schema.Boolean
})
export type Entry = typeof Entry.Type

/** A row of a budget that lanes share; as it is stored. */
export const State = Schema.Struct({
  /** Of the newest lease. */
  number: Schema.Int,
  entries: Schema.Array(Entry),
  /** The hold that closed the row; null while it is open. */
  closed: Schema.NullOr(Schema.Struct({ number: Schema.Int, untilMillis: Schema.NullOr(Schema.Number) }))
})
export type State = typeof State.Type

/** A row without leases: the whole capacity is free. */
export const initial: State = { number: 0, entries: [], closed: null }

/** What the budget stands on; may change between calls. A capacity that falls takes nothing from a holder that has it in use. */
export interface Terms {
  readonly capacity: number
  readonly windowMillis: number
  readonly leasing: Pacing.Leasing
}

/** A piece of the budget for one holder: spendable before `untilMillis`. */
export const Lease = Schema.Struct({
  number: Schema.Int,
  slots: Schema.Int,
  untilMillis: Schema.Number
})
export type Lease = typeof Lease.Type

/** An act under a lease that is no longer its holder's: it changes nothing. */
export class StaleLease extends Data.TaggedError("StaleLease")<{
  readonly holder: string
  readonly given: number
  /** Number, or fence, of the holder's newest; null when the row knows none. */
  readonly newest: number | null
}> {
  override get message(): string {
    return `lease ${this.given} of ${this.holder} is not the newest (${this.newest ?? "none is known"})`
  }
}

/** A holder asks for slots. */
export interface Claim {
  readonly holder: string
  /** Grows with every owner of the lane; an owner that was replaced cannot claim. */
  readonly fence: number
  /** Slots it has in use now, which its new lease must contain. */
  readonly inUse: number
  /** Slots it would like beyond those; 0 gives back all that is not in use. */
  readonly wanted: number
}

/**
 * What a claim gets:
 *
 * - `Granted`: a lease with room beyond what is in use (or with none, where none was wanted).
 * - `Exhausted`: nothing beyond what is in use is free; `lease` holds just that. Ask again at `untilMillis`, when slots may be free.
 * - `Closed`: a hold stands; until `untilMillis`, null when somebody's act ends it.
 */
export type Outcome =
  | { readonly _tag: "Granted"; readonly lease: Lease }
  | { readonly _tag: "Exhausted"; readonly lease: Lease; readonly untilMillis: number }
  | { readonly _tag: "Closed"; readonly untilMillis: number | null }

const returns = (terms: Terms, entry: Entry, sinceMillis: number): Entry => ({
  ...entry,
  untilMillis: sinceMillis + terms.leasing.graceMillis + terms.windowMillis,
  returning: true
})

/** As of `nowMillis`: leases that have ended return, what has returned is gone. */
const settled = (terms: Terms, state: State, nowMillis: number): ReadonlyArray<Entry> =>
  state.entries
    .map((entry) =>
      entry.returning || nowMillis < entry.untilMillis ? entry : returns(terms, entry, entry.untilMillis)
    )
    .filter((entry) => nowMillis < entry.untilMillis)

const slotsOf = (entries: ReadonlyArray<Entry>): number => entries.reduce((sum, { slots }) => sum + slots, 0)

/** Slots that nobody has at `nowMillis`; below 0 while a capacity that fell is still in use. */
export const free = (terms: Terms, state: State, nowMillis: number): number =>
  terms.capacity - slotsOf(settled(terms, state, nowMillis))

/** Does a hold keep the row closed? */
export const isClosed = (state: State, nowMillis: number): boolean =>
  state.closed !== null && (state.closed.untilMillis === null || nowMillis < state.closed.untilMillis)

/** How many slots a lane had better ask for beyond those in use: a slice of the capacity, and one at least. */
export const slice = (terms: Terms): number => Math.max(1, Math.ceil(terms.capacity * terms.leasing.sliceShare))

/** A holder claims; what it had comes home first, so this also prolongs, grows, shrinks and takes over after a crash. */
export const claim = (
  terms: Terms,
  state: State,
  { fence, holder, inUse, wanted }: Claim,
  nowMillis: number
): Either.Either<readonly [Outcome, State], StaleLease> => {
  const entries = settled(terms, state, nowMillis)
  const own = entries.find((entry) => entry.holder === holder)
  if (own !== undefined && fence < own.fence) {
    return Either.left(new StaleLease({ holder, given: fence, newest: own.fence }))
  }
  if (isClosed(state, nowMillis)) {
    return Either.right([
      { _tag: "Closed", untilMillis: state.closed?.untilMillis ?? null },
      { ...state, entries }
    ])
  }
  const others = entries.filter((entry) => entry !== own)
  const available = Math.max(0, terms.capacity - slotsOf(others))
  // What is in use was leased, or has left its window: never more than came home, unless the capacity fell meanwhile.
  const slots = Math.max(Math.min(inUse, own?.slots ?? 0), Math.min(inUse + wanted, available))
  const lease: Lease = { number: state.number + 1, slots, untilMillis: nowMillis + terms.leasing.leaseMillis }
  const next: State = {
    number: lease.number,
    entries: slots === 0 ? others : [...others, { holder, fence, ...lease, returning: false }],
    closed: null
  }
  if (slots > inUse || wanted === 0) return Either.right([{ _tag: "Granted", lease }, next])
  const changes = others.map((entry) => entry.untilMillis)
  const untilMillis = Math.min(lease.untilMillis, ...changes)
  return Either.right([{ _tag: "Exhausted", lease, untilMillis }, next])
}

/** A holder ends its lease: what is not in use is free at once, the rest a window later. */
export const giveBack = (
  terms: Terms,
  state: State,
  ended: { readonly holder: string; readonly number: number; readonly inUse: number },
  nowMillis: number
): Either.Either<State, StaleLease> => {
  const entries = settled(terms, state, nowMillis)
  const own = entries.find((entry) => entry.holder === ended.holder)
  if (own === undefined || own.number !== ended.number) {
    return Either.left(
      new StaleLease({ holder: ended.holder, given: ended.number, newest: own === undefined ? null : own.number })
    )
  }
  const rest = returns(terms, { ...own, slots: Math.min(own.slots, ended.inUse) }, nowMillis)
  const kept = own.returning ? { ...rest, untilMillis: Math.min(rest.untilMillis, own.untilMillis) } : rest
  // Used up: a second return under this number finds no lease.
  const closed = { ...kept, number: 0 }
  const others = entries.filter((entry) => entry !== own)
  return Either.right({ ...state, entries: closed.slots === 0 ? others : [...others, closed] })
}

/** A hold is placed on the scope: every lease ends now, and the row is closed until the hold is over. */
export const revoked = (
  terms: Terms,
  state: State,
  hold: { readonly number: number; readonly untilMillis: number | null },
  nowMillis: number
): State => ({
  number: state.number,
  entries: settled(terms, state, nowMillis).map((entry) =>
    entry.returning ? entry : returns(terms, entry, nowMillis)
  ),
  closed: state.closed !== null && state.closed.number > hold.number ? state.closed : { ...hold }
})

/** The hold with this number, or a newer one, is over: the row grants again. */
export const reopened = (state: State, number: number): State =>
  state.closed === null || state.closed.number > number ? state : { ...state, closed: null }
