import { type CallbackCounts, type Depth, QueueQuery, type SenderView } from "@sluice/client/Operations"
import * as MessageState from "@sluice/core/delivery/MessageState"
import * as Standing from "@sluice/core/standing/Told"
import * as Caller from "@sluice/engine/access/Caller"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Directory, type Told } from "@sluice/engine/ports/Directory"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Clock, Effect } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { AccountRefused } from "../http/Refusals.ts"
import { iso, isoOrNull } from "../messages/Views.ts"

/** The senders that the caller may use. */
const ownSenders = Effect.gen(function* () {
  const caller = yield* CurrentCaller
  const directory = yield* Directory
  const all = yield* directory.senders
  return all.filter((sender) => Caller.mayUse(caller, sender.accountId))
})

type View = (typeof SenderView)["Encoded"]

const toldView = ({ account, configured, number }: Told, nowMillis: number): View["told"] => ({
  quality: Standing.text(number, "quality"),
  wabaId: Standing.text(number, "wabaId"),
  account: Standing.accountStatus(account, nowMillis),
  restrictions: Standing.restrictions(account, nowMillis).map(({ sinceMillis, type, untilMillis }) => ({
    type,
    since: iso(sinceMillis),
    until: isoOrNull(untilMillis)
  })),
  violation: Standing.text(account, "violation"),
  configured
})

/** How many messages are in which state, by sender. Senders that are no longer configured are seen by keys of all accounts. */
export const queue = Effect.fn("Operating.queue")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const outbox = yield* Outbox
  const { all } = yield* Input.query(QueueQuery, request)
  const counted = yield* outbox.depths(all ? undefined : MessageState.open)
  const own = new Set((yield* ownSenders).map(({ id }) => id))
  const depths = counted
    .filter(({ senderId }) => caller.accountId === null || own.has(senderId))
    .map(({ firstDueMillis, ...depth }): (typeof Depth)["Encoded"] => ({
      ...depth,
      firstDueAt: isoOrNull(firstDueMillis)
    }))
  return { depths }
})

/** The numbers that send. */
export const senders = Effect.fn("Operating.senders")(function* () {
  const own = yield* ownSenders
  const nowMillis = yield* Clock.currentTimeMillis
  return {
    senders: own.map(({ messagingTier, policy, told, ...sender }): View => ({
      ...sender,
      messagingTier: messagingTier ?? null,
      told: told === undefined ? null : toldView(told, nowMillis),
      policy: policy.name
    }))
  }
})

/** Callbacks by verdict. They are counted over all accounts, so a key of one account may not see them. */
export const callbackCounts = Effect.fn("Operating.callbackCounts")(function* () {
  const caller = yield* CurrentCaller
  if (caller.accountId !== null) return yield* new AccountRefused()
  const log = yield* CallbackLog
  const counts = yield* log.counts
  const answer: (typeof CallbackCounts)["Encoded"] = {
    counts,
    oldestPendingAt: isoOrNull(yield* log.oldestPendingMillis)
  }
  return answer
})
