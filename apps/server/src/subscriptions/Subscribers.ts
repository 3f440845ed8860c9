import * as Described from "@sluice/client/Subscriptions"
import type { Subscription } from "@sluice/engine/ports/Subscriptions"
import { Subscribing } from "@sluice/engine/subscriptions/Subscribing"
import { Clock, Effect } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import * as Views from "./Views.ts"

const view = Effect.fnUntraced(function* (one: Subscription) {
  const subscribing = yield* Subscribing
  return Views.subscription(one, yield* subscribing.waiting(one.id), yield* Clock.currentTimeMillis)
})

/** Who asks, and about which subscription. */
const named = Effect.fnUntraced(function* (request: FastifyRequest) {
  const { id } = yield* Input.path(Described.SubscriptionPath, request)
  return { id, caller: yield* CurrentCaller, subscribing: yield* Subscribing }
})

/** The subscriptions that the caller may see. */
export const list = Effect.fn("Subscribers.list")(function* () {
  const subscribing = yield* Subscribing
  const all = yield* subscribing.list(yield* CurrentCaller)
  return { subscriptions: yield* Effect.forEach(all, view) }
})

/** One of them. */
export const get = Effect.fn("Subscribers.get")(function* (request: FastifyRequest) {
  const { caller, id, subscribing } = yield* named(request)
  return yield* view(yield* subscribing.find(caller, id))
})

/** Makes one. */
export const create = Effect.fn("Subscribers.create")(function* (request: FastifyRequest) {
  const subscribing = yield* Subscribing
  const { accountId = null, name, target, types = null } = yield* Input.body(Described.NewSubscription, request)
  const { appSecret: secret = null, ...place } = { appSecret: undefined, ...target }
  const made = yield* subscribing.create(yield* CurrentCaller, { accountId, name, types, secret, target: place })
  return Views.made(made, 0, yield* Clock.currentTimeMillis)
})

/** Removes one. */
export const remove = Effect.fn("Subscribers.remove")(function* (request: FastifyRequest) {
  const { caller, id, subscribing } = yield* named(request)
  yield* subscribing.remove(caller, id)
  return { removed: true }
})

/** Replaces its secret. */
export const rotate = Effect.fn("Subscribers.rotate")(function* (request: FastifyRequest) {
  const { caller, id, subscribing } = yield* named(request)
  const { overlapSeconds } = yield* Input.body(Described.Rotation, request)
  const made = yield* subscribing.rotate(caller, id, overlapSeconds * 1_000)
  return Views.made(made, yield* subscribing.waiting(id), yield* Clock.currentTimeMillis)
})

/** Tells it again. */
export const enable = Effect.fn("Subscribers.enable")(function* (request: FastifyRequest) {
  const { caller, id, subscribing } = yield* named(request)
  return yield* view(yield* subscribing.enable(caller, id))
})

/** Hands a test event over. */
export const test = Effect.fn("Subscribers.test")(function* (request: FastifyRequest) {
  const { caller, id, subscribing } = yield* named(request)
  return Views.tested(yield* subscribing.test(caller, id))
})

/** What was handed over, and what waits. */
export const deliveries = Effect.fn("Subscribers.deliveries")(function* (request: FastifyRequest) {
  const { caller, id, subscribing } = yield* named(request)
  const { cursor = null, limit, state } = yield* Input.query(Described.DeliveryQuery, request)
  const states = state === undefined ? (["pending", "delivered", "abandoned"] as const) : [state]
  const found = yield* subscribing.deliveries(caller, id, { states, beforeCursor: cursor, limit })
  return {
    deliveries: found.map(Views.delivery),
    next: found.length < limit ? null : (found.at(-1)?.cursor ?? null)
  }
})
