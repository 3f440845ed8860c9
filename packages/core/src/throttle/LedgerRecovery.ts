import { Option, Schema } from "effect"
import * as Calls from "./Calls.ts"
import type * as Ledger from "./Ledger.ts"
import * as Recovery from "./Recovery.ts"
import * as UniqueRecipients from "./UniqueRecipients.ts"
import * as Usage from "./Usage.ts"
import { callScopes, initial } from "./internal/shared.ts"

/**
 * What of a ledger outlives its lane, and how the next owner takes over (SPEC RT-03; ADR 5, ADR 7).
 *
 * A store keeps `Kept` with each departure: what the throttle keeps, and beside it the last reports of usage. Whoever knows the throttle alone
 * reads its part of the same JSON, and what the throttle alone has written is read without reports. Unique recipients and requests are
 * rebuilt from sends, as pairs are. Leases are not kept: the row knows them, and the next owner claims them under the lane's key
 * and its own, higher fence, with what it has in use by the sends.
 */
export const Kept = Schema.Struct({
  ...Recovery.Kept.fields,
  usage: Schema.Struct({ business: Usage.State, app: Usage.State })
})
export type Kept = typeof Kept.Type

/** What the store keeps of a state. The value is its own JSON, and names no recipient. */
export const keep = (state: Ledger.State): Kept => ({
  ...Recovery.keep(state.throttle),
  usage: state.shared.usage
})

/** A send of the recent past; `counted` is the recipient where it was outside the service window. */
export interface Send extends Recovery.Send {
  readonly counted: string | null
}

/**
 * How far back the sends given to `recover` must reach, by their answers, in milliseconds: all of them, those that are their recipient's only one in that
 * time, and those with `counted`.
 */
export const memoryMillis = (
  context: Ledger.Context
): { readonly all: number; readonly alone: number; readonly counted: number } => {
  const { sharedCalls, uniqueRecipients } = context.pacing
  const rates = callScopes.map((scope) => sharedCalls[scope]).filter((rate) => rate !== null)
  const callsMillis = Math.max(0, ...rates.map(Calls.memoryMillis))
  return {
    all: Math.max(Recovery.memoryMillis(context), callsMillis),
    alone: Math.max(Recovery.aloneMillis(context), callsMillis),
    counted: uniqueRecipients === null ? 0 : uniqueRecipients.windowMillis
  }
}

const usageOf = Schema.decodeUnknownOption(Schema.Struct({ usage: Kept.fields.usage }))

const unique = (context: Ledger.Context, sends: ReadonlyArray<Landed>): UniqueRecipients.State => {
  const policy = context.pacing.uniqueRecipients
  if (policy === null) return UniqueRecipients.initial
  let state = UniqueRecipients.initial
  for (const { counted, latestMillis } of sends) {
    if (counted === null) continue
    state = UniqueRecipients.departed(policy, state, counted, latestMillis)
    state = UniqueRecipients.answered(state, counted, latestMillis)
  }
  return state
}

const calls = (
  context: Ledger.Context,
  scope: (typeof callScopes)[number],
  sends: ReadonlyArray<Landed>,
  nowMillis: number
): Calls.State => {
  const rate = context.pacing.sharedCalls[scope]
  if (rate === null) return Calls.initial
  return sends
    .filter(({ latestMillis }) => latestMillis + Calls.memoryMillis(rate) > nowMillis)
    .reduce((state, { latestMillis }) => Calls.answered(rate, Calls.departed(state), latestMillis), Calls.initial)
}

interface Landed extends Send {
  readonly latestMillis: number
}

/**
 * The state that the next owner starts with: what is in flight counts as answered now, and it holds no lease yet.
 *
 * @param kept the newest `Kept` as the store gives it back; what cannot be read is made up for by the sends.
 * @param sends every send that was answered within `memoryMillis`, and every send without an answer; in no order.
 */
export const recover = (
  context: Ledger.Context,
  kept: unknown,
  sends: ReadonlyArray<Send>,
  nowMillis: number
): Ledger.State => {
  const landed = sends
    .map((send): Landed => ({ ...send, latestMillis: (send.answeredMillis ?? nowMillis) + 1 }))
    .sort((a, b) => a.latestMillis - b.latestMillis)
  return {
    throttle: Recovery.recover(context, kept, sends, nowMillis),
    shared: {
      ...initial,
      unique: unique(context, landed),
      calls: {
        business: calls(context, "business", landed, nowMillis),
        account: calls(context, "account", landed, nowMillis),
        app: calls(context, "app", landed, nowMillis)
      },
      usage: Option.match(usageOf(kept), { onNone: () => initial.usage, onSome: ({ usage }) => usage })
    }
  }
}
