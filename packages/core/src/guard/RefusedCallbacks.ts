import { Schema } from "effect"
import { Provider } from "../callback/providers/Provider.ts"
import * as Verdict from "../callback/signature/Verdict.ts"

/**
 * What was refused at the doors for callbacks, and why (SPEC GD-03, WH-01, WH-02): counts for people who ask why nothing arrives.
 *
 * Anybody may call a door, so it holds nothing that whoever calls has chosen: no path, no header's value, no body. One tally stands for each door and
 * reason, which bounds it whatever comes.
 */

/**
 * Why a callback was refused before anything in it was read: what is wrong with its proof (`Verdict.Reason`), or
 *
 * - `plain-http`: it did not come over HTTPS, or nobody who is trusted says that it did;
 * - `provider-unknown`: its address names no provider;
 * - `account-unknown`: its address names an account that is not configured;
 * - `other-provider`: its account is configured at another provider.
 */
export const Reason = Schema.Literal(
  "plain-http",
  "provider-unknown",
  "account-unknown",
  "other-provider",
  ...Verdict.Reason.literals
)
export type Reason = typeof Reason.Type

const isOfProof = Schema.is(Verdict.Reason)

const apart: Readonly<Record<Exclude<Reason, Verdict.Reason>, string>> = {
  "plain-http": "it came over plain HTTP; a proxy that ends TLS has to be counted in SLUICE_TRUST_PROXY_HOPS",
  "provider-unknown": "its address names no provider",
  "account-unknown": "its address names no account that is configured",
  "other-provider": "its address names another provider than the account's"
}

/** A reason, in words for an operator. */
export const words = (reason: Reason): string =>
  isOfProof(reason) ? `the proof in its header is not good: ${Verdict.words[reason]}` : apart[reason]

/** Refusals at one door for one reason, and what the last of them looked like. */
export const Tally = Schema.Struct({
  /** Whose door; null where the address named no provider. */
  door: Schema.NullOr(Provider),
  reason: Reason,
  count: Schema.Int,
  firstMillis: Schema.Number,
  lastMillis: Schema.Number,
  /** Whether the last had the header that the provider's proof comes in; null where nobody can tell which that is. */
  lastHadProof: Schema.NullOr(Schema.Boolean),
  /** Null where it did not come so far that anybody counted, and said nothing of it. */
  lastBodyBytes: Schema.NullOr(Schema.Int)
})
export type Tally = typeof Tally.Type

/** The tallies of one account, or of all that is not configured. */
export const State = Schema.Array(Tally)
export type State = typeof State.Type

export const initial: State = []

/** After a day without one, the next begins a new count: "since" then tells of this trouble, and not of one that is mended. */
const quietMillisMax = 86_400_000

/** So long after the last a tally is told. */
const keptMillis = 30 * 86_400_000

/** One refusal. */
export const once = (
  refusal: Pick<Tally, "door" | "reason" | "lastHadProof" | "lastBodyBytes">,
  atMillis: number
): Tally => ({ ...refusal, count: 1, firstMillis: atMillis, lastMillis: atMillis })

const isSame = (a: Tally, b: Tally): boolean => a.door === b.door && a.reason === b.reason

/** Two counts of the same, such as of two processes: one where they touch, else the later. */
const together = (a: Tally, b: Tally): Tally => {
  const [earlier, later] = a.lastMillis <= b.lastMillis ? [a, b] : [b, a]
  if (later.firstMillis - earlier.lastMillis > quietMillisMax) return later
  return {
    ...later,
    count: earlier.count + later.count,
    firstMillis: Math.min(earlier.firstMillis, later.firstMillis)
  }
}

/** With one tally more. */
export const add = (state: State, tally: Tally): State => {
  const at = state.findIndex((one) => isSame(one, tally))
  return at === -1 ? [...state, tally] : state.map((one, n) => (n === at ? together(one, tally) : one))
}

/** What two saw of the same. */
export const merge = (a: State, b: State): State => b.reduce(add, a)

/** What is still told, the newest first. */
export const told = (state: State, nowMillis: number): State =>
  state.filter(({ lastMillis }) => lastMillis > nowMillis - keptMillis).toSorted((a, b) => b.lastMillis - a.lastMillis)

const looked: Readonly<Record<"true" | "false" | "null", string>> = {
  true: "with the header of its proof",
  false: "without the header of its proof",
  null: "of unknown proof"
}

/** One line of it for people, without times. */
export const line = ({ count, door, lastBodyBytes, lastHadProof, reason }: Tally): string => {
  const bytes = lastBodyBytes === null ? "a body of unknown length" : `a body of ${lastBodyBytes} bytes`
  return `${count} at ${door ?? "no provider's door"}: ${words(reason)} (${reason}); the last came ${looked[`${lastHadProof}`]} and ${bytes}`
}

/** How many there are in all. */
export const count = (state: State): number => state.reduce((total, tally) => total + tally.count, 0)
