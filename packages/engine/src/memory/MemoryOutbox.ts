import * as MessageState from "@sluice/core/delivery/MessageState"
import * as Tries from "@sluice/core/retry/Tries"
import type { Context } from "effect"
import { Effect, Option, Order, Struct } from "effect"
import * as Hearers from "../ports/Hearers.ts"
import type { Depth, Enqueued, Message, NewMessage, Outbox, UncertainPlace, UncertainSend } from "../ports/Outbox.ts"
import * as Reopening from "./internal/Reopening.ts"
import type { State } from "./internal/State.ts"

const newestFirst: Order.Order<Message> = Order.reverse(Order.mapInput(Order.string, (message: Message) => message.id))

const placeOrder: Order.Order<UncertainPlace> = Order.combine(
  Order.mapInput(Order.number, (place: UncertainPlace) => place.startedMillis),
  Order.mapInput(Order.string, (place: UncertainPlace) => place.messageId)
)

const placeOf = ({ message, startedMillis }: UncertainSend): UncertainPlace => ({
  startedMillis,
  messageId: message.id
})

const depthOrder: Order.Order<Depth> = Order.combineAll([
  Order.mapInput(Order.string, (depth: Depth) => depth.senderId),
  Order.mapInput(Order.string, (depth: Depth) => depth.state),
  Order.mapInput(Order.string, (depth: Depth) => depth.delivery ?? "")
])

const asQueued = (row: NewMessage): Message => ({
  ...row,
  state: "queued",
  delivery: null,
  attempts: 0,
  firstAttemptMillis: null,
  attemptsBeforePlan: 0,
  unsent: 0,
  tries: Tries.none,
  heldMillis: 0,
  failedAttempt: 0,
  wamid: null,
  failure: null,
  updatedMillis: row.acceptedMillis
})

/** The outbox of a memory store. */
export const make = (state: State): Context.Tag.Service<Outbox> => {
  const { hearers, journal, messages } = state
  const enqueueOne = (row: NewMessage): Enqueued => {
    const known =
      messages.table.get(row.id) ??
      (row.idempotencyKey === null ? undefined : messages.ofKey(row.accountId, row.idempotencyKey))
    if (known !== undefined) {
      return { _tag: "Repeated", id: known.id, sameRequest: known.requestDigest === row.requestDigest }
    }
    messages.table.put(row.id, asQueued(row))
    messages.tell(row.id, [
      { atMillis: row.acceptedMillis, kind: "accepted", data: { dueMillis: row.dueMillis, ...row.dealt } }
    ])
    return { _tag: "Queued", id: row.id }
  }

  const reopenIfOpen = (id: string): void => {
    const message = messages.table.get(id)
    if (message !== undefined && MessageState.isOpen(message.state)) Reopening.reopen(state, id)
  }

  const depths = (states?: ReadonlyArray<MessageState.State>): ReadonlyArray<Depth> => {
    const groups = new Map<string, Depth>()
    for (const { delivery: furthest, dueMillis, senderId, state, units } of messages.table.values()) {
      if (states !== undefined && !states.includes(state)) continue
      const delivery = state === "queued" ? null : furthest
      const key = JSON.stringify([senderId, state, delivery])
      const group = groups.get(key)
      groups.set(key, {
        senderId,
        state,
        delivery,
        count: (group?.count ?? 0) + 1,
        units: (group?.units ?? 0) + units,
        firstDueMillis: state === "queued" ? Math.min(group?.firstDueMillis ?? dueMillis, dueMillis) : null
      })
    }
    return [...groups.values()].sort(depthOrder)
  }

  return {
    enqueue: (rows) =>
      Effect.tap(
        journal.step(() => rows.map(enqueueOne)),
        () => Effect.sync(() => hearers.tell(Hearers.sendersOf(rows)))
      ),
    find: (id) => journal.step(() => Option.fromNullable(messages.table.get(id))),
    findAll: (keys) => journal.step(() => keys.map((key) => messages.find(key) ?? null)),
    usedKeys: (accountId, keys) =>
      journal.step(() => new Set(keys.filter((key) => messages.ofKey(accountId, key) !== undefined))),
    history: (id) =>
      journal.step(() => ({
        events: messages.events(id),
        attempts: messages.attempts(id).map(Struct.omit("messageId", "senderId", "counted"))
      })),
    list: ({ accountId, beforeId, limit, recipient, senderId, states }) =>
      journal.step(() =>
        [...messages.table.values()]
          .filter(
            (message) =>
              (accountId === undefined || message.accountId === accountId) &&
              (senderId === undefined || message.senderId === senderId) &&
              (recipient === undefined || message.recipient === recipient) &&
              (states === undefined || states.includes(message.state)) &&
              (beforeId === undefined || message.id < beforeId)
          )
          .sort(newestFirst)
          .slice(0, limit)
      ),
    // A transaction, so that a rule that breaks on one message leaves the others as they were.
    modify: (keys, f) =>
      journal.transaction(
        journal.step(() => {
          // All keys are looked up before anything is changed; later keys of one message see what the earlier ones made of it.
          const known = keys.map(messages.find)
          const unknown = known.flatMap((found, index) => {
            const message = found === undefined ? undefined : messages.table.get(found.id)
            if (message === undefined) return keys.slice(index, index + 1)
            const change = f(message, index)
            if (change !== null) messages.change(message, change)
            return []
          })
          for (const before of known)
            if (before !== undefined && !MessageState.isOpen(before.state)) reopenIfOpen(before.id)
          return unknown
        })
      ),
    uncertainSince: ({ after, beforeMillis, limit, senderIds }) =>
      journal.step(() => {
        const found: Array<UncertainSend> = []
        for (const message of messages.table.values()) {
          if (senderIds?.includes(message.senderId) === false) continue
          const last = messages.attempt(message.id, message.attempts)
          if (message.state !== "uncertain" || last === undefined || last.answeredMillis !== null) continue
          if (last.startedMillis >= beforeMillis) continue
          const send = { message, startedMillis: last.startedMillis }
          if (after === undefined || placeOrder(placeOf(send), after) > 0) found.push(send)
        }
        return found.sort(Order.mapInput(placeOrder, placeOf)).slice(0, limit)
      }),
    depths: (states) => journal.step(() => depths(states))
  }
}
