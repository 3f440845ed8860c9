import * as MessageState from "@sluice/core/delivery/MessageState"
import type { Context } from "effect"
import { Order } from "effect"
import type { Looks, PlannedLook, Unreported } from "../ports/Looks.ts"
import type { State } from "./internal/State.ts"

const dueOrder: Order.Order<PlannedLook> = Order.combine(
  Order.mapInput(Order.number, (look: PlannedLook) => look.dueMillis),
  Order.mapInput(Order.string, (look: PlannedLook) => look.messageId)
)

/** The looks for missing statuses of a memory store. */
export const make = ({ journal, looks, messages }: State): Context.Tag.Service<Looks> => ({
  unreported: ({ afterMillis, senderIds, untilMillis }) =>
    journal.step(() =>
      senderIds
        .flatMap((senderId) => messages.sends(senderId))
        .flatMap(({ messageId, number, startedMillis }): ReadonlyArray<Unreported> => {
          const message = messages.table.get(messageId)
          if (startedMillis <= afterMillis || startedMillis > untilMillis || message?.attempts !== number) return []
          const { delivery, state } = message
          return MessageState.mayBeThere(state) && (delivery === null || delivery === "sent")
            ? [{ message, startedMillis }]
            : []
        })
        .sort((a, b) => a.startedMillis - b.startedMillis || Order.string(a.message.id, b.message.id))
    ),
  plan: (planned) =>
    journal.step(() => {
      for (const look of planned) looks.put(look.messageId, look)
    }),
  due: (nowMillis, limit) =>
    journal.step(() =>
      [...looks.values()]
        .filter(({ dueMillis }) => dueMillis <= nowMillis)
        .sort(dueOrder)
        .flatMap((look) => {
          const message = messages.table.get(look.messageId)
          return message === undefined ? [] : [{ ...look, message }]
        })
        .slice(0, limit)
    ),
  forget: (messageIds) =>
    journal.step(() => {
      for (const id of messageIds) looks.remove(id)
    })
})
