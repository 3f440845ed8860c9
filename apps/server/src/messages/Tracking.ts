import type { MessagePage } from "@sluice/client/Message"
import { ListQuery, MessagePath } from "@sluice/client/Messages"
import { Messages } from "@sluice/engine/messages/Messages"
import { Effect } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import * as Views from "./Views.ts"

/** One message with its history, and why it is where it is. */
export const one = Effect.fn("Tracking.one")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const messages = yield* Messages
  const { id } = yield* Input.path(MessagePath, request)
  return Views.detail(yield* messages.explain(caller, id))
})

/** A page of messages, newest first. One more than asked for is read, to know whether there is another page. */
export const page = Effect.fn("Tracking.page")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const messages = yield* Messages
  const { cursor, limit, recipient, senderId, state } = yield* Input.query(ListQuery, request)
  const found = yield* messages.list(caller, {
    limit: limit + 1,
    ...(cursor === undefined ? {} : { beforeId: cursor }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(senderId === undefined ? {} : { senderId }),
    ...(state === undefined ? {} : { states: state })
  })
  const shown = found.slice(0, limit)
  const next = found.length > limit ? (shown.at(-1)?.id ?? null) : null
  const answer: (typeof MessagePage)["Encoded"] = { messages: shown.map(Views.message), next }
  return answer
})

/** Takes a queued message back. */
export const cancel = Effect.fn("Tracking.cancel")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const messages = yield* Messages
  const { id } = yield* Input.path(MessagePath, request)
  return Views.message(yield* messages.cancel(caller, id))
})

/** Queues a failed or dead message again. */
export const retry = Effect.fn("Tracking.retry")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const messages = yield* Messages
  const { id } = yield* Input.path(MessagePath, request)
  return Views.message(yield* messages.retry(caller, id))
})
