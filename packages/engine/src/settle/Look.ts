import * as MessageState from "@sluice/core/delivery/MessageState"
import * as StatusLooks from "@sluice/core/delivery/StatusLooks"
import { Data } from "effect"
import type { Sender } from "../ports/Directory.ts"
import type { MissedStatus, PlannedLook, Unreported } from "../ports/Looks.ts"
import type { Change, Message } from "../ports/Outbox.ts"

/**
 * One look for a missing status, from what is stored of it to what is stored after it (SPEC WH-05). Pure; when and how often is decided by
 * core's `StatusLooks`.
 */

/** A look that is to be made now. */
export interface Due {
  readonly message: Message
  readonly sender: Sender
  readonly state: Extract<StatusLooks.State, { readonly _tag: "Awaiting" }>
}

/** What is next for a planned look: it is made now, it is put off, or nothing is looked for any more. */
export type Next = Data.TaggedEnum<{
  Due: Due
  Later: { readonly look: PlannedLook }
  Over: { readonly messageId: string }
}>
const { Due, Later, Over } = Data.taggedEnum<Next>()

/** The first look for a message that is missed: at once, its usual time has passed. */
export const first = ({ message, startedMillis }: Unreported, nowMillis: number): PlannedLook => {
  const initial = StatusLooks.initial(startedMillis)
  const state = message.delivery === null ? initial : StatusLooks.reported(initial, message.delivery, startedMillis)
  return { messageId: message.id, dueMillis: nowMillis, state }
}

const told = (state: StatusLooks.State, { delivery }: Message, atMillis: number): StatusLooks.State =>
  delivery === null ? state : StatusLooks.reported(state, delivery, atMillis)

const planned = (
  message: Message,
  sender: Sender,
  state: StatusLooks.State,
  route: StatusLooks.Route,
  nowMillis: number
): Next => {
  const decision = StatusLooks.decide(sender.policy.receiving, state, route, nowMillis)
  if (decision._tag === "Rests" || state._tag !== "Awaiting") return Over({ messageId: message.id })
  return decision._tag === "Looks"
    ? Due({ message, sender, state })
    : Later({ look: { messageId: message.id, dueMillis: decision.untilMillis, state } })
}

/**
 * What becomes of a planned look now, after what was told of the message by itself. It is over where the platform cannot have the message.
 *
 * @param sender null where it is no longer configured: then nobody looks.
 */
export const decide = (
  { message, state }: MissedStatus,
  sender: Sender | null,
  route: StatusLooks.Route,
  nowMillis: number
): Next =>
  sender === null || !MessageState.mayBeThere(message.state)
    ? Over({ messageId: message.id })
    : planned(message, sender, told(state, message, nowMillis), route, nowMillis)

/**
 * After a look: its entry in the history, and what is next.
 *
 * @param due the message as it is then, with what the look found.
 */
export const made = (
  { message, sender, state }: Due,
  route: StatusLooks.Route,
  nowMillis: number
): readonly [change: Change | null, next: Next] => {
  if (!MessageState.mayBeThere(message.state)) return [null, Over({ messageId: message.id })]
  const after = told(state, message, nowMillis)
  const found = after !== state
  const next = found ? after : StatusLooks.missed(sender.policy.receiving, state, nowMillis)
  const data = {
    number: state.looks + 1,
    status: state.status,
    source: route.providerAnswers ? "provider" : "stored-callbacks",
    found,
    last: next._tag === "GivenUp"
  }
  return [{ events: [{ atMillis: nowMillis, kind: "looked", data }] }, planned(message, sender, next, route, nowMillis)]
}
