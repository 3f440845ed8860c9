import type { Context } from "effect"
import { Order } from "effect"
import type { Asked, Conversations, Known, Movable } from "../ports/Conversations.ts"
import type { Message } from "../ports/Outbox.ts"
import * as Messages from "./internal/Messages.ts"
import type { State } from "./internal/State.ts"

const byRecipient: Order.Order<Movable> = Order.mapInput(Order.string, (one: Movable) => one.recipient)

const isUntouched = ({ attempts, dealt, state }: Message): boolean =>
  state === "queued" && attempts === 0 && dealt !== undefined

/** What is open between a sender and a person, where it may move; null where it may not. */
const movable = (open: ReadonlyArray<Message>): Movable | null => {
  const [first] = open
  const pool = first?.dealt?.pool
  if (first === undefined || pool === undefined) return null
  if (!open.every((message) => isUntouched(message) && message.dealt?.pool === pool)) return null
  return {
    accountId: first.accountId,
    recipient: first.recipient,
    pool,
    units: open.reduce((sum, { units }) => sum + units, 0),
    needsWindow: open.some(({ content }) => content.type !== "template")
  }
}

/** Conversations of a memory store. */
export const make = ({ journal, messages, windows }: State): Context.Tag.Service<Conversations> => {
  const openOf = (senderId: string, recipient: string): ReadonlyArray<Message> =>
    messages.open(senderId, recipient).flatMap((id) => messages.table.get(id) ?? [])

  const known = (asked: Asked, recipient: string): Known => {
    const [last] = [...messages.table.values()]
      .filter(
        (message) =>
          message.accountId === asked.accountId &&
          message.recipient === recipient &&
          asked.senderIds.includes(message.senderId) &&
          message.senderId !== asked.leaving
      )
      .sort((a, b) => Order.string(b.id, a.id))
    const heard = asked.senderIds.flatMap((senderId) => {
      const lastMillis = windows.get(Messages.pair(senderId, recipient))
      return lastMillis === undefined || lastMillis < asked.heardSinceMillis ? [] : [{ senderId, lastMillis }]
    })
    return {
      lastSenderId: last?.senderId ?? null,
      isOpen: last !== undefined && openOf(last.senderId, recipient).length > 0,
      heardBy: heard
        .sort((a, b) => b.lastMillis - a.lastMillis || Order.string(a.senderId, b.senderId))
        .map(({ senderId }) => senderId)
    }
  }

  return {
    known: (asked) => journal.step(() => asked.recipients.map((recipient) => known(asked, recipient))),
    movable: ({ after, limit, senderId }) =>
      journal.step(() => {
        const queued = messages.queues.get(senderId)?.items ?? []
        return [...new Set(queued.map(({ recipient }) => recipient))]
          .flatMap((recipient) => movable(openOf(senderId, recipient)) ?? [])
          .filter(({ recipient }) => after === undefined || recipient > after)
          .sort(byRecipient)
          .slice(0, limit)
      }),
    move: ({ fromSenderId, moves, nowMillis }) =>
      journal.step(() => {
        let moved = 0
        for (const { dealt, recipient, toSenderId } of moves) {
          const open = openOf(fromSenderId, recipient)
          if (movable(open) === null) continue
          for (const message of open) {
            const data = { ...dealt, senderId: toSenderId }
            messages.change(
              { ...message, senderId: toSenderId, dealt },
              { events: [{ atMillis: nowMillis, kind: "dealt", data }] }
            )
          }
          moved += open.length
        }
        return moved
      })
  }
}
