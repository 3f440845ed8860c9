import { type HoldDetail, ReviewRequest, type Reviewed } from "@sluice/client/Holds"
import type { HoldView } from "@sluice/client/Operations"
import { HoldDesk } from "@sluice/engine/holds/HoldDesk"
import type { PlacedHold } from "@sluice/engine/ports/Holds"
import { Clock, Effect, Schema } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { iso, isoOrNull } from "../messages/Views.ts"

type View = (typeof HoldView)["Encoded"]

const viewOf = ({ hold, id }: PlacedHold): View => ({
  id,
  scope: hold.scope,
  key: hold.key,
  level: hold.level,
  since: iso(hold.sinceMillis),
  until: isoOrNull(hold.untilMillis),
  needsReview: hold.needsReview,
  reason: hold.reason
})

const Path = Schema.Struct({ id: Schema.NumberFromString.pipe(Schema.int(), Schema.positive()) })

/** The holds in force that concern the caller. */
export const list = Effect.fn("Holding.list")(function* () {
  const caller = yield* CurrentCaller
  const desk = yield* HoldDesk
  return { holds: (yield* desk.list(caller)).map(viewOf) }
})

/** One hold, with the sends that led to it. */
export const show = Effect.fn("Holding.show")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* HoldDesk
  const { id } = yield* Input.path(Path, request)
  const { fromMillis, placed, sends, untilMillis } = yield* desk.show(caller, id)
  const { clearedMillis, review } = placed
  const detail: (typeof HoldDetail)["Encoded"] = {
    ...viewOf(placed),
    review: review === null ? null : { by: review.by, at: iso(review.atMillis), note: review.note },
    clearedAt: isoOrNull(clearedMillis),
    sendsFrom: iso(fromMillis),
    sendsUntil: iso(untilMillis),
    sends: sends.map(({ firstMillis, lastMillis, ...counts }) => ({
      ...counts,
      firstAt: iso(firstMillis),
      lastAt: iso(lastMillis)
    }))
  }
  return detail
})

/** The caller has looked at a hold, and lets it end. */
export const review = Effect.fn("Holding.review")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* HoldDesk
  const { id } = yield* Input.path(Path, request)
  const { note } = yield* Input.body(ReviewRequest, request)
  const reviewed = yield* desk.review(caller, id, note)
  // Read after the review: one that ends the hold at once names the moment at which it was made.
  const nowMillis = yield* Clock.currentTimeMillis
  const endsMillis = reviewed._tag === "Cleared" ? nowMillis : reviewed.endsMillis
  const answer: (typeof Reviewed)["Encoded"] = { over: endsMillis <= nowMillis, endsAt: iso(endsMillis) }
  return answer
})
