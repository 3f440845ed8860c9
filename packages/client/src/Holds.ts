import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import { HoldView } from "./Operations.ts"
import * as Problem from "./Problem.ts"

/** What one sender sent in the time before a hold: counts alone (RL-07). */
export const SendSummary = Schema.Struct({
  senderId: Schema.String,
  sends: Schema.Int,
  accepted: Schema.Int,
  refused: Schema.Int,
  /** Those that nobody answered, or not yet. */
  unanswered: Schema.Int,
  /** The most within any minute. */
  busiestMinute: Schema.Int,
  firstAt: Schema.DateTimeUtc,
  lastAt: Schema.DateTimeUtc,
  /** By their code, the most frequent first. */
  refusals: Schema.Array(
    Schema.Struct({
      code: Schema.NullOr(Schema.Int),
      httpStatus: Schema.NullOr(Schema.Int),
      count: Schema.Int
    })
  )
}).annotations({ identifier: "SendSummary" })
export type SendSummary = typeof SendSummary.Type

/** Who looked at a hold, when, and what they found. */
const Review = Schema.Struct({ by: Schema.String, at: Schema.DateTimeUtc, note: Schema.String }).annotations({
  identifier: "HoldReview"
})

/** A hold with what it is judged by. */
export const HoldDetail = Schema.Struct({
  ...HoldView.fields,
  /** Null before the first review. */
  review: Schema.NullOr(Review),
  /** When somebody ended it; null where nobody did. */
  clearedAt: Schema.NullOr(Schema.DateTimeUtc),
  /** The span that is summed up: the hour before it began. */
  sendsFrom: Schema.DateTimeUtc,
  sendsUntil: Schema.DateTimeUtc,
  /** One entry a sender that sent in it. */
  sends: Schema.Array(SendSummary),
  /** What a review of it gives back, to show that the hour was read (RL-07); null where it needs none. */
  evidence: Schema.NullOr(Schema.String)
}).annotations({ identifier: "HoldDetail" })
export type HoldDetail = typeof HoldDetail.Type

/** What the reviewer found; kept with the hold. */
export const ReviewRequest = Schema.Struct({
  note: Schema.optionalWith(Limit.upTo(1_000), { exact: true, default: () => "" }),
  /** The `evidence` that the hold is shown with; a hold that is shown with one does not end without it. */
  evidence: Schema.optionalWith(Limit.upTo(64), { exact: true })
}).annotations({ identifier: "HoldReviewRequest" })

/** What the review did: the hold ends at a time, or is over. */
export const Reviewed = Schema.Struct({
  /** False where the hold has to last on: a medium lasts an hour at least (RL-06). */
  over: Schema.Boolean,
  endsAt: Schema.DateTimeUtc
}).annotations({ identifier: "HoldReviewed" })
export type Reviewed = typeof Reviewed.Type

const Path = Schema.Struct({ id: Schema.NumberFromString.pipe(Schema.int(), Schema.positive()) })

/** One hold, whatever became of it, with the sends that led to it. */
export const show = HttpApiEndpoint.get("show", "/v1/holds/:id")
  .setPath(Path)
  .addSuccess(HoldDetail)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "A hold, with what its senders sent in the hour before it")

/** An operator has looked at it. */
export const review = HttpApiEndpoint.post("review", "/v1/holds/:id/review")
  .setPath(Path)
  .setPayload(ReviewRequest)
  .addSuccess(Reviewed)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(409))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Let a hold end that awaits a review")
  .annotate(
    OpenApi.Description,
    "Who, when and the note stay with the hold. A medium or severe hold asks for the evidence that it is shown with: whoever lets it end has read the hour before it. What ends by the clock alone is not lifted early: that would make it worse."
  )

/** Holds before the people who judge them. */
export class Holds extends HttpApiGroup.make("holds")
  .add(show)
  .add(review)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "holds")
  .annotate(OpenApi.Description, "What stops messages, and the review that lets it end") {}
