import type * as Failure from "../failure/Failure.ts"
import type * as Pacing from "../policy/Pacing.ts"
import * as Backoff from "./Backoff.ts"
import * as ContinuousRun from "./ContinuousRun.ts"
import type * as Hold from "./Hold.ts"
import * as Pair from "./Pair.ts"
import * as Reputation from "./Reputation.ts"
import * as SenderLadder from "./SenderLadder.ts"
import * as SenderWindow from "./SenderWindow.ts"
import * as Throughput from "./Throughput.ts"
import * as Book from "./internal/Book.ts"
import * as admission from "./internal/admission.ts"
import * as facts from "./internal/facts.ts"

/**
 * The throttle of one sender: may this message leave now, and if not, when (SPEC RL-01 to RL-08; CLOUD_API 3.4).
 *
 * It composes the machines beside it, and works for every policy: a limit that the policy does not know (null) does not bind.
 *
 * **The promise.** Nothing exceeds the platform's limits as the platform counts them, at arrival. A send counts from its departure, without
 * end while it is in flight, and for a window after its answer. So the owner evolves `Departed` before the bytes leave and exactly one
 * `Answered` or `Refused` for each, with the moment at which it stopped waiting if nothing came. A departure that did not happen after
 * all is answered like any other.
 *
 * **Clocks** show whole milliseconds, so an answer stamped `t` came before `t + 1`: that is the latest arrival everywhere below.
 *
 * **One owner.** Between an `Admitted` and the next `decide` lies the `Departed` of the first: two decisions on one state may admit what
 * together is too much.
 */

/** What the throttle of one sender stands on. Plain data; may change between calls. */
export interface Context {
  /** The store's key of this sender: what its own holds are filed under. */
  readonly sender: string
  readonly pacing: Pacing.Pacing
  readonly standing: Standing
  /** IANA name of the business's time zone, for peak hours (RL-01). An unknown name has no peak hours. */
  readonly timeZone: string
}

/** What the platform grants a sender: its tier by the guide (SPEC RL-01), its throughput by the Cloud API (CLOUD_API 3.4). */
export interface Standing {
  readonly tier: "initial" | "raised"
  readonly throughput: "standard" | "upgraded" | "coexistence"
}

/** A message that would like to leave now. */
export interface Request {
  readonly id: string
  /** The recipient's key: anything that is equal for equal recipients. */
  readonly recipient: string
  /** RL-02. */
  readonly units: number
  readonly kind: "text" | "media"
  /** Key of the template it uses, for holds on templates; null without one. */
  readonly template: string | null
  /** The number of the severe hold whose probe this message is (RL-06); null for all ordinary traffic. Only a text may be one. */
  readonly probeOf: number | null
  // What placed holds of single messages are recognised by; a hold whose mark a request leaves out does not cover it.
  /** What stored holds know the recipient by: a keyed hash; left out, it is `recipient`. */
  readonly recipientKey?: string
  /** For holds on marketing; left out, every template counts as marketing. */
  readonly category?: "marketing" | "utility" | "authentication" | "service"
  /** Key of business and destination country. */
  readonly country?: string
  /** Key of the flow it carries. */
  readonly flow?: string
  /** It is bulk traffic, of a campaign or a batch; left out, it is a message by itself. */
  readonly bulk?: boolean
  /** The endpoint through which it would leave. */
  readonly endpoint?: string
}

/** The limits that make a message wait; every other refusal is a hold. */
export type Limit = "window" | "spacing" | "buffer" | "rest" | "cooldown" | "throughput" | "pair"

/**
 * May this message leave now?
 *
 * - `Admitted`: yes; `departure` is the fact to evolve with (and to save) before it leaves.
 * - `Waits`: not before `untilMillis`, which is later than now and exact: asked again then, with nothing else happening, the message is
 *   admitted or another limit is named. With scope `pair` another recipient may go first.
 * - `AwaitsAnswer`: the answer of a send in flight frees it: ask again after the next `Answered` or `Refused`. Answers come within seconds;
 *   that limits may become wider by the hour before one does is not waited for.
 * - `Held`: a hold binds; `untilMillis` null means that somebody's act ends it. Where `Hold.reach(hold.scope)` is `message`, others may go
 *   first.
 */
export type Decision = { readonly _tag: "Admitted"; readonly departure: Departed } | Obstacle

/** What keeps a message back. */
export type Obstacle =
  | { readonly _tag: "Waits"; readonly untilMillis: number; readonly limit: Limit; readonly scope: "pair" | "sender" }
  | { readonly _tag: "AwaitsAnswer"; readonly limit: Limit; readonly scope: "pair" | "sender" }
  | { readonly _tag: "Held"; readonly untilMillis: number | null; readonly hold: Hold.Hold }

/** A request leaves. One that leaves although nothing admitted it (another program's) is told the same way and counted. */
export interface Departed {
  readonly _tag: "Departed"
  readonly id: string
  readonly recipient: string
  readonly units: number
  readonly atMillis: number
  /** The recipient where the message counts against the portfolio's unique recipients; kept for its answer (Ledger). */
  readonly counted?: string
}

/** Any answer that is no throttle: accepted, failed, or given up waiting for (uncertain). */
export interface Answered {
  readonly _tag: "Answered"
  readonly id: string
  readonly atMillis: number
}

/** The answer is a 429 or a throttle code about this sender or this pair (`refusal` tells); other scopes come as `HoldPlaced`. */
export interface Refused {
  readonly _tag: "Refused"
  readonly id: string
  readonly scope: "pair" | "sender"
  /** What the answer and the catalogue ask to wait at least, 0 where they ask nothing; it wins where it is longer (RL-07). */
  readonly askedMillis: number
  readonly atMillis: number
}

/** A hold that concerns this sender is placed or changed by others: wider scopes, a template's, or an operator's on the sender. */
export interface HoldPlaced {
  readonly _tag: "HoldPlaced"
  readonly hold: Hold.Hold
}

/** The placed hold of this scope and key, with this number or an older one, is no more. */
export interface HoldCleared {
  readonly _tag: "HoldCleared"
  readonly scope: Hold.Scope
  readonly key: string
  readonly number: number
}

/** Facts. Answers of sends that are not in flight, and departures of sends that are, change nothing. */
export type Event = Departed | Answered | Refused | HoldPlaced | HoldCleared

/** A send without an answer. */
export interface Flight {
  readonly recipient: string
  readonly thousandths: number
  readonly departedMillis: number
  /** As its departure told; null where it counts no recipient. */
  readonly counted: string | null
}

/** Made by `initial` and `Recovery.recover`, changed by `evolve` alone; immutable, and bounded by what the limits let fly. */
export interface State {
  readonly flights: Book.Book<Flight>
  readonly window: SenderWindow.State
  readonly run: ContinuousRun.State
  readonly reputation: Reputation.State
  readonly throughput: Throughput.State
  readonly pairs: Pair.State
  readonly ladder: SenderLadder.State
  readonly backoff: Backoff.State
  /** Placed by others. */
  readonly holds: ReadonlyArray<Hold.Hold>
}

/** A sender that never sent. */
export const initial = (context: Context): State => ({
  flights: Book.empty(),
  window: SenderWindow.initial,
  run: ContinuousRun.initial,
  reputation: Reputation.initial(context.pacing.senderWindow),
  throughput: Throughput.initial,
  pairs: Pair.empty,
  ladder: SenderLadder.initial,
  backoff: Backoff.initial,
  holds: []
})

/** What keeps a message back; null when nothing does. Holds first, then the limits of the sender, then the pair's. */
export const obstacle: (context: Context, state: State, request: Request, nowMillis: number) => Obstacle | null =
  admission.obstacle

/** May this message leave now? */
export const decide = (context: Context, state: State, request: Request, nowMillis: number): Decision => {
  const { id, recipient, units } = request
  return (
    obstacle(context, state, request, nowMillis) ?? {
      _tag: "Admitted",
      departure: { _tag: "Departed", id, recipient, units, atMillis: nowMillis }
    }
  )
}

/** What the throttle itself holds on this failure: the sender, the pair, or nothing of its own (then `Hold.fromFailure` is asked). */
export const refusal = (failure: Pick<Failure.Failure, "retry" | "scope">): "pair" | "sender" | null => {
  if (failure.retry !== "throttle") return null
  if (failure.scope === "pair") return "pair"
  return failure.scope === "phone_number" ? "sender" : null
}

/** The state after a fact. Total: a fact that says nothing new gives back the same state. */
export const evolve = (context: Context, state: State, event: Event): State => {
  switch (event._tag) {
    case "Departed":
      return facts.departed(context, state, event)
    case "Answered":
    case "Refused": {
      const flight = Book.get(state.flights, event.id)
      return flight === undefined ? state : facts.answered(context, state, event, flight)
    }
    case "HoldPlaced":
      return facts.placed(state, event.hold)
    case "HoldCleared": {
      const { key, number, scope } = event
      const holds = state.holds.filter((hold) => hold.scope !== scope || hold.key !== key || hold.number > number)
      return holds.length === state.holds.length ? state : { ...state, holds }
    }
  }
}
