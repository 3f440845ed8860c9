import { type HoldDetail, ReviewRequest, type Reviewed } from "@sluice/client/Holds"
import { HoldsQuery, type HoldView } from "@sluice/client/Operations"
import { HoldDesk } from "@sluice/engine/holds/HoldDesk"
import { type ListPlace, listPlace, type PlacedHold } from "@sluice/engine/ports/Holds"
import { Clock, Effect, Either, Schema } from "effect"
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

/** Where a page ends: whether its last hold is of a single recipient, and its number. */
const Cursor = Schema.TemplateLiteralParser(
  Schema.Literal("hold", "recipient"),
  "-",
  Schema.NonNegativeInt
).annotations({
  message: () => "must be the next of the page before"
})

const cursorOf = ({ id, isOfRecipient }: ListPlace): string => `${isOfRecipient ? "recipient" : "hold"}-${id}`

const after = (cursor: string | undefined) =>
  cursor === undefined
    ? Either.right(null)
    : Either.map(Input.decode(Cursor, cursor, "query.cursor"), ([kind, , id]): ListPlace => ({
        isOfRecipient: kind === "recipient",
        id
      }))

/** A page of the holds in force that concern the caller. One more than asked for is read, to know whether there is another page. */
export const list = Effect.fn("Holding.list")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* HoldDesk
  const { cursor, limit } = yield* Input.query(HoldsQuery, request)
  const found = yield* desk.page(caller, { after: yield* after(cursor), limit: limit + 1 })
  const shown = found.slice(0, limit)
  const last = found.length > limit ? shown.at(-1) : undefined
  return { holds: shown.map(viewOf), next: last === undefined ? null : cursorOf(listPlace(last)) }
})

/** One hold, with the sends that led to it. */
export const show = Effect.fn("Holding.show")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* HoldDesk
  const { id } = yield* Input.path(Path, request)
  const { evidence, fromMillis, placed, sends, untilMillis } = yield* desk.show(caller, id)
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
    })),
    evidence
  }
  return detail
})

/** The caller has looked at a hold, and lets it end. */
export const review = Effect.fn("Holding.review")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* HoldDesk
  const { id } = yield* Input.path(Path, request)
  const { evidence, note } = yield* Input.body(ReviewRequest, request)
  const reviewed = yield* desk.review(caller, id, note, evidence ?? null)
  // Read after the review: one that ends the hold at once names the moment at which it was made.
  const nowMillis = yield* Clock.currentTimeMillis
  const endsMillis = reviewed._tag === "Cleared" ? nowMillis : reviewed.endsMillis
  const answer: (typeof Reviewed)["Encoded"] = { over: endsMillis <= nowMillis, endsAt: iso(endsMillis) }
  return answer
})
