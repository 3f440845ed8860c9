import type { Context } from "effect"
import { Option, Order } from "effect"
import type { Delivery, Handover, Subscription, Subscriptions } from "../ports/Subscriptions.ts"
import type { QueuedEvent, State } from "./internal/State.ts"

const key = (subscriptionId: string, eventId: string): string => `${subscriptionId} ${eventId}`

const oldestFirst: Order.Order<QueuedEvent> = Order.combine(
  Order.mapInput(Order.number, (event: QueuedEvent) => event.delivery.dueMillis ?? 0),
  Order.mapInput(Order.number, (event: QueuedEvent) => event.number)
)

const created: Order.Order<Subscription> = Order.combine(
  Order.mapInput(Order.number, (subscription: Subscription) => subscription.createdMillis),
  Order.mapInput(Order.string, (subscription: Subscription) => subscription.id)
)

/** Subscribers and their queues of a memory store. */
export const make = (state: State): Context.Tag.Service<Subscriptions> => {
  const { feed, journal, nextQueued, queuedEvents, subscriptions } = state
  const of = (subscriptionId: string): ReadonlyArray<QueuedEvent> =>
    [...queuedEvents.values()].filter((event) => event.subscriptionId === subscriptionId)
  const due = (subscriptionId: string, nowMillis: number): ReadonlyArray<QueuedEvent> =>
    of(subscriptionId)
      .filter(({ delivery }) => delivery.dueMillis !== null && delivery.dueMillis <= nowMillis)
      .toSorted(oldestFirst)
  const pending = (subscriptionId: string): number =>
    of(subscriptionId).filter(({ delivery }) => delivery.state === "pending").length
  const enabled = (id: string): boolean => subscriptions.get(id)?.subscription.standing._tag === "Enabled"
  const change = (event: QueuedEvent, delivery: Partial<Delivery>): void =>
    queuedEvents.put(key(event.subscriptionId, event.delivery.eventId), {
      ...event,
      delivery: { ...event.delivery, ...delivery }
    })

  return {
    add: (subscription) =>
      journal.step(() => {
        feed.open()
        subscriptions.put(subscription.id, { subscription, position: feed.end() })
      }),
    find: (id) => journal.step(() => Option.fromNullable(subscriptions.get(id)?.subscription)),
    list: (accountId) =>
      journal.step(() =>
        [...subscriptions.values()]
          .map(({ subscription }) => subscription)
          .filter((one) => accountId === null || one.accountId === accountId)
          .sort(created)
      ),
    modify: (id, f) =>
      journal.step(() => {
        const found = subscriptions.get(id)
        if (found === undefined) return Option.none()
        const changed = f(found.subscription)
        if (changed === null) return Option.some(found.subscription)
        const { secrets, standing } = changed
        const subscription = { ...found.subscription, secrets, standing }
        subscriptions.put(id, { ...found, subscription })
        return Option.some(subscription)
      }),
    remove: (id) =>
      journal.step(() => {
        const there = subscriptions.get(id) !== undefined
        if (there) subscriptions.remove(id)
        for (const { delivery } of of(id)) queuedEvents.remove(key(id, delivery.eventId))
        return there
      }),
    hasten: (id, nowMillis) =>
      journal.step(() => {
        for (const event of of(id)) {
          if (event.delivery.state === "pending" && (event.delivery.dueMillis ?? 0) > nowMillis) {
            change(event, { dueMillis: nowMillis })
          }
        }
      }),
    withWork: (nowMillis) =>
      journal.step(() =>
        [...subscriptions.values()]
          .filter(
            ({ position, subscription: { id } }) =>
              enabled(id) &&
              (due(id, nowMillis).length > 0 ||
                feed.after({ afterPosition: position, limit: 1, accountId: null }).position !== position)
          )
          .map(({ subscription }) => subscription)
          .sort(created)
          .map(({ id }) => id)
      ),
    fill: ({ bodyOf, nowMillis, readMax, subscriptionId, waitingMax }) =>
      journal.step(() => {
        const found = subscriptions.get(subscriptionId)
        if (found === undefined || !enabled(subscriptionId)) return 0
        const room = waitingMax - pending(subscriptionId)
        if (room <= 0) return 0
        const { subscription } = found
        const reading = { afterPosition: found.position, limit: Math.min(room, readMax), accountId: null }
        const { events, position } = feed.after(reading)
        for (const event of events) {
          const body = bodyOf(subscription, event)
          if (body === null || queuedEvents.get(key(subscriptionId, event.id)) !== undefined) continue
          const number = nextQueued()
          queuedEvents.put(key(subscriptionId, event.id), {
            subscriptionId,
            number,
            body,
            delivery: {
              eventId: event.id,
              type: event.type,
              accountId: event.accountId,
              state: "pending",
              attempts: 0,
              dueMillis: nowMillis,
              status: null,
              detail: null,
              queuedMillis: nowMillis,
              updatedMillis: nowMillis,
              cursor: String(number)
            }
          })
        }
        subscriptions.put(subscriptionId, { ...found, position })
        return events.length
      }),
    claim: ({ leaseMillis, limit, nowMillis, subscriptionId }) =>
      journal.step(() =>
        (enabled(subscriptionId) ? due(subscriptionId, nowMillis).slice(0, limit) : []).map((event): Handover => {
          const attempt = event.delivery.attempts + 1
          change(event, { attempts: attempt, dueMillis: nowMillis + leaseMillis })
          const { accountId, eventId } = event.delivery
          return { subscriptionId, eventId, accountId, body: event.body, attempt }
        })
      ),
    record: (subscriptionId, outcomes) =>
      journal.step(() => {
        for (const { atMillis, attempt, detail, dueMillis, eventId, state, status } of outcomes) {
          const event = queuedEvents.get(key(subscriptionId, eventId))
          if (event === undefined || event.delivery.state === "delivered") continue
          if (state !== "delivered" && (event.delivery.state !== "pending" || event.delivery.attempts !== attempt))
            continue
          const again = state === "pending" ? dueMillis : null
          change(event, { state, dueMillis: again, status, detail, updatedMillis: atMillis })
        }
      }),
    deliveries: ({ beforeCursor, limit, states, subscriptionId }) =>
      journal.step(() =>
        of(subscriptionId)
          .filter(
            ({ delivery, number }) => states.includes(delivery.state) && number < Number(beforeCursor ?? Infinity)
          )
          .toSorted((a, b) => b.number - a.number)
          .slice(0, limit)
          .map(({ delivery }) => delivery)
      ),
    waiting: (subscriptionId) => journal.step(() => pending(subscriptionId)),
    forget: (beforeMillis) =>
      journal.step(() => {
        for (const { delivery, subscriptionId } of queuedEvents.values()) {
          if (delivery.queuedMillis < beforeMillis) queuedEvents.remove(key(subscriptionId, delivery.eventId))
        }
      })
  }
}
