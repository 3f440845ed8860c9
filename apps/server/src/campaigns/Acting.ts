import { CampaignRequest } from "@sluice/client/Campaign"
import { CampaignPath, ListQuery } from "@sluice/client/Campaigns"
import type { DaySpan } from "@sluice/core/policy/Pacing"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import { DateTime, Effect, Either } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { RequestInvalid } from "../http/Refusals.ts"
import * as Views from "./Views.ts"

const emptyHours = new RequestInvalid({
  findings: [
    {
      path: "hours.to",
      code: "out-of-range",
      rule: null,
      message: "must be later than hours.from",
      suggestion: "hours across midnight are not kept: leave them out, or choose those of one day"
    }
  ]
})

const spanOf = (hours: CampaignRequest["hours"]): Either.Either<DaySpan | null, RequestInvalid> => {
  if (hours === undefined) return Either.right(null)
  const span = Views.spanOf(hours)
  return span.startMinute < span.endMinute ? Either.right(span) : Either.left(emptyHours)
}

/** Makes a campaign. */
export const create = Effect.fn("Acting.create")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const campaigning = yield* Campaigning
  const body = yield* Input.body(CampaignRequest, request)
  const standing = yield* campaigning.create(caller, {
    name: body.name,
    senderIds: body.senderIds,
    plannedMillis: body.startAt === undefined ? null : DateTime.toEpochMillis(body.startAt),
    hours: yield* spanOf(body.hours),
    stopAbove: body.stopAbove ?? null
  })
  return Views.campaign(standing)
})

/** A page of campaigns, newest first. One more than asked for is read, to know whether there is another page. */
export const page = Effect.fn("Acting.page")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const campaigning = yield* Campaigning
  const { cursor, limit } = yield* Input.query(ListQuery, request)
  const found = yield* campaigning.list(caller, {
    limit: limit + 1,
    ...(cursor === undefined ? {} : { beforeId: cursor })
  })
  const shown = found.slice(0, limit)
  const next = found.length > limit ? (shown.at(-1)?.campaign.id ?? null) : null
  return { campaigns: shown.map(Views.campaign), next }
})

/** What it will come to, or was foreseen to. */
export const forecast = Effect.fn("Acting.forecast")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const campaigning = yield* Campaigning
  const { id } = yield* Input.path(CampaignPath, request)
  return Views.forecast(yield* campaigning.forecast(caller, id))
})

/** Looks at a campaign, or does one of the things that can be done to it. */
export const one = Effect.fn("Acting.one")(function* (
  request: FastifyRequest,
  act: "get" | "start" | "pause" | "resume" | "cancel"
) {
  const caller = yield* CurrentCaller
  const campaigning = yield* Campaigning
  const { id } = yield* Input.path(CampaignPath, request)
  return Views.campaign(yield* campaigning[act](caller, id))
})
