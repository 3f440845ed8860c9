import { Schema } from "effect"
import type * as Pacing from "../policy/Pacing.ts"

/**
 * Several senders take turns (SPEC RL-10): a round robin that is weighted by free budget, with conversations that stay.
 *
 * Each turn every sender that can take the message is credited with its share of all free budget; the one with most credit goes, and pays
 * one. The credits sum to zero, so a sender's turns follow its budget closely at any time, and nobody with a budget waits for ever. A
 * sender that cannot take the message keeps its credit as it is.
 *
 * A message of a conversation goes to the conversation's sender while that sender is free, outside the turns: what it costs shows in
 * that sender's free budget, and so in its later shares.
 *
 * The turns choose a lane, they admit nothing: each sender's own limits do that when the message leaves.
 */
export const State = Schema.Struct({
  /** Credit by sender in turns, about -1 to 1; absent is 0. */
  credits: Schema.Record({ key: Schema.String, value: Schema.Number })
})
export type State = typeof State.Type

/** Nobody has credit: the first turn goes by free budget alone. */
export const initial: State = { credits: {} }

/** One sender of the pool, as it stands now. */
export interface Sender {
  readonly senderId: string
  /** What it may still send: units of its window less what is queued for it. Zero and less is none. */
  readonly freeUnits: number
  /** When a hold, a rest or a full window ends; null when it is free now. Infinity where only somebody's act ends it. */
  readonly heldUntilMillis: number | null
  /** Names of the templates that are approved for it. */
  readonly templates: ReadonlySet<string>
}

/** What has to be sent. */
export interface Request {
  readonly units: number
  /** Template it uses; null when none. */
  readonly template: string | null
  /** Sender of the conversation that it belongs to; null when there is none yet. */
  readonly conversationSenderId: string | null
}

/**
 * `Stays`: the conversation's own sender takes it. `Turns`: the sender whose turn it is; `leaves` names the conversation's sender when that
 * one was not free. `Waits`: none is free; the first will be at `untilMillis` (null when no clock tells). `Impossible`: no sender of the
 * pool has the template, or there is none at all.
 */
export type Decision =
  | { readonly _tag: "Stays"; readonly senderId: string }
  | { readonly _tag: "Turns"; readonly senderId: string; readonly leaves: string | null }
  | { readonly _tag: "Waits"; readonly untilMillis: number | null }
  | { readonly _tag: "Impossible"; readonly reason: "no senders" | "template" }

const isFree = (sender: Sender, units: number): boolean =>
  sender.heldUntilMillis === null && sender.freeUnits > 0 && sender.freeUnits >= units

/** Credits that differ by less than this are equal: sums of shares leave binary dust, and ties must not hang on it. */
const dust = 1e-9

const knows = (sender: Sender, template: string | null): boolean => template === null || sender.templates.has(template)

/** By name, so that the order in which a store lists them does not matter. */
const ordered = (senders: ReadonlyArray<Sender>): ReadonlyArray<Sender> =>
  senders.toSorted((a, b) => (a.senderId < b.senderId ? -1 : a.senderId > b.senderId ? 1 : 0))

/** Each candidate's credit with its share of this turn. */
const credited = (state: State, candidates: ReadonlyArray<Sender>): ReadonlyArray<readonly [string, number]> => {
  const total = candidates.reduce((sum, sender) => sum + sender.freeUnits, 0)
  return candidates.map(
    ({ freeUnits, senderId }) => [senderId, (state.credits[senderId] ?? 0) + freeUnits / total] as const
  )
}

const firstEnd = (senders: ReadonlyArray<Sender>): number | null => {
  const ends = senders.flatMap(({ heldUntilMillis }) => (heldUntilMillis === null ? [] : [heldUntilMillis]))
  const end = Math.min(...ends)
  return Number.isFinite(end) ? end : null
}

/** Who sends this? The same arguments give the same answer: there is no chance in it. */
export const decide = (state: State, senders: ReadonlyArray<Sender>, request: Request): Decision => {
  if (senders.length === 0) return { _tag: "Impossible", reason: "no senders" }
  const able = ordered(senders).filter((sender) => knows(sender, request.template))
  if (able.length === 0) return { _tag: "Impossible", reason: "template" }
  const free = able.filter((sender) => isFree(sender, request.units))
  const { conversationSenderId } = request
  if (conversationSenderId !== null && free.some(({ senderId }) => senderId === conversationSenderId)) {
    return { _tag: "Stays", senderId: conversationSenderId }
  }
  const [first, ...others] = credited(state, free)
  if (first === undefined) return { _tag: "Waits", untilMillis: firstEnd(able) }
  const [senderId] = others.reduce((best, other) => (other[1] > best[1] + dust ? other : best), first)
  return { _tag: "Turns", senderId, leaves: conversationSenderId }
}

/** The turn that `decide` gave was taken, with the same arguments. Senders that left the pool are forgotten. */
export const evolve = (state: State, senders: ReadonlyArray<Sender>, request: Request, decision: Decision): State => {
  if (decision._tag !== "Turns") return state
  const free = ordered(senders).filter((sender) => knows(sender, request.template) && isFree(sender, request.units))
  const after = new Map(credited(state, free))
  const credits: Record<string, number> = {}
  for (const { senderId } of ordered(senders)) {
    const credit = after.get(senderId) ?? state.credits[senderId] ?? 0
    credits[senderId] = senderId === decision.senderId ? credit - 1 : credit
  }
  return { credits }
}

/** Whether a pool has the size that is advised: with fewer, one hold stops too much; with more, each is too seldom used to stay known. */
export type PoolSize =
  | { readonly _tag: "AsAdvised" }
  | { readonly _tag: "TooFew"; readonly missing: number }
  | { readonly _tag: "TooMany"; readonly surplus: number }

/** The pool's size against the policy's 3 to 5. Advice only: the turns work with any number. */
export const poolSize = (policy: Pacing.Pacing, senders: number): PoolSize => {
  if (senders < policy.rotationSendersMin) return { _tag: "TooFew", missing: policy.rotationSendersMin - senders }
  return senders > policy.rotationSendersMax
    ? { _tag: "TooMany", surplus: senders - policy.rotationSendersMax }
    : { _tag: "AsAdvised" }
}
