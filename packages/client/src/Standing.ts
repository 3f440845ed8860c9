import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import { Day } from "./Day.ts"
import * as Problem from "./Problem.ts"

/** A request for a higher limit, complete (ST-01). */
const RaiseRequest = Schema.Struct({
  /** Units a minute. */
  fromUnits: Schema.Number,
  toUnits: Schema.Number,
  registeredAt: Schema.DateTimeUtc,
  dailyMessages: Schema.Number,
  complaintShare: Schema.Number,
  forecastMonthly: Schema.Array(Schema.Int),
  /** 0 to 1. */
  approvalOdds: Schema.Number,
  /** The request as it is handed in. */
  text: Schema.String
}).annotations({ identifier: "RaiseRequest" })

/** Whether to ask for a higher limit, and what stands in the way (ST-01). */
const Advice = Schema.Struct({
  verdict: Schema.Literal("raised", "must-wait", "may-ask"),
  /** How pressing the volume is. */
  urgency: Schema.Literal("none", "advised", "urgent"),
  /** Every condition that fails. */
  failing: Schema.Array(Schema.Struct({ condition: Schema.String, says: Schema.String })),
  /** Ready to be handed in; null while conditions fail. */
  request: Schema.NullOr(RaiseRequest)
}).annotations({ identifier: "RaiseAdvice" })

/** How a sender stands with its recipients (SPEC ST-01 to ST-03). */
export const StandingView = Schema.Struct({
  senderId: Schema.String,
  accountId: Schema.String,
  businessId: Schema.String,
  number: Schema.String,
  /** The limit that it has. */
  tier: Schema.Literal("initial", "raised"),
  /** Null while nobody has said. */
  registeredAt: Schema.NullOr(Schema.DateTimeUtc),
  forecastMonthly: Schema.NullOr(Schema.Array(Schema.Int)),
  /** Mean of the last seven whole days. */
  dailyMessages: Schema.Number,
  /** Over the last seven days; the share, 0 to 1, is null where nothing was sent. */
  complaints: Schema.Struct({ sent: Schema.Int, complaints: Schema.Int, share: Schema.NullOr(Schema.Number) }),
  /** Null where the policy has no limit that is raised on request. */
  advice: Schema.NullOr(Advice),
  raise: Schema.Literal("none", "asked", "watching", "raised", "put-back"),
  /** When a raise was asked for that nobody has answered yet. */
  askedAt: Schema.NullOr(Schema.DateTimeUtc),
  /** Of a raised limit: until when complaints put it back (ST-02). */
  watchedUntil: Schema.NullOr(Schema.DateTimeUtc),
  /** When and at which share the limit was put back. */
  putBack: Schema.NullOr(Schema.Struct({ at: Schema.DateTimeUtc, share: Schema.Number })),
  /** Of the whole business (ST-03); null before its first message. */
  firstWeek: Schema.NullOr(
    Schema.Struct({
      state: Schema.Literal("calm", "alerted", "stopped", "over"),
      liveAt: Schema.DateTimeUtc,
      /** The end of the week. A stop outlives it: it ends by a review of its hold. */
      until: Schema.DateTimeUtc,
      /** 0 to 1; null where it is not watched any more, or nothing was sent. */
      share: Schema.NullOr(Schema.Number)
    })
  )
}).annotations({ identifier: "Standing" })
export type StandingView = typeof StandingView.Type

/** Complaints by UTC day, of each day all of them so far: a repeat changes nothing, a later figure replaces the one before. */
export const ComplaintReport = Schema.Struct({
  days: Schema.Array(Schema.Struct({ day: Day, complaints: Limit.whole(0, 1_000_000_000) })).pipe(
    Schema.minItems(1),
    Schema.maxItems(60)
  )
}).annotations({ identifier: "ComplaintReport" })

/** What Sluice cannot know by itself; what is left out stays. */
export const StandingDescription = Schema.Struct({
  registeredAt: Schema.optionalWith(Schema.DateTimeUtc, { exact: true }),
  /** When the business went live with this number; the day of its first message unless told otherwise. */
  liveAt: Schema.optionalWith(Schema.DateTimeUtc, { exact: true }),
  /** Messages expected in each of the coming months. */
  forecastMonthly: Schema.optionalWith(
    Schema.Array(Limit.whole(1, 1_000_000_000)).pipe(Schema.minItems(1), Schema.maxItems(12)),
    { exact: true }
  )
}).annotations({ identifier: "StandingDescription" })

/** What became of a raise: it was asked for, granted or declined. */
export const RaiseStep = Schema.Struct({ step: Schema.Literal("asked", "granted", "declined") }).annotations({
  identifier: "RaiseStep"
})

const Path = Schema.Struct({ id: Limit.Name })

/** The senders that the caller may use. */
export const list = HttpApiEndpoint.get("list", "/v1/standing")
  .addSuccess(Schema.Struct({ standing: Schema.Array(StandingView) }))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "How every sender stands")

/** 404 (`sender-unknown`) also for a sender of another account. */
export const show = HttpApiEndpoint.get("show", "/v1/standing/:id")
  .setPath(Path)
  .addSuccess(StandingView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "How one sender stands: complaints, advice on a raise, observation, first week")

const changing = <const Name extends string>(name: Name, path: `/${string}`) =>
  HttpApiEndpoint.post(name, path)
    .setPath(Path)
    .addSuccess(StandingView)
    .addError(Problem.at(400))
    .addError(Problem.at(404))
    .addError(Problem.at(413))
    .addError(Problem.at(415))
    .annotate(Access.RoleNeeded, "operator")

/** 422 (`report-refused`) for a day that has not begun, or that no rule looks back to any more: then no day of the report is taken. */
export const report = changing("report", "/v1/standing/:id/complaints")
  .setPayload(ComplaintReport)
  .addError(Problem.at(422))
  .annotate(OpenApi.Summary, "Report how many recipients complained, by day")
  .annotate(
    OpenApi.Description,
    "Judged at once: after a raise too many put the limit back, in the first week they stop bulk traffic (ST-02, ST-03)."
  )

/** What advice and first week are judged by (SPEC ST-01, ST-03); judged anew at once. 404 (`sender-unknown`) for a sender that is not the caller's. */
export const describe = changing("describe", "/v1/standing/:id")
  .setPayload(StandingDescription)
  .annotate(OpenApi.Summary, "Say since when a sender is registered and live, and what it will send")

/** Sluice asks nobody for a raise: people do, and tell here (SPEC ST-01). 409 (`raise-conflict`) where the raise is not where this could happen. */
export const raise = changing("raise", "/v1/standing/:id/raise")
  .setPayload(RaiseStep)
  .addError(Problem.at(409))
  .annotate(OpenApi.Summary, "Record that a raise was asked for, granted or declined")
  .annotate(OpenApi.Description, "A limit that was granted holds at once, and is watched for seven days (ST-02).")

/** How senders stand with their recipients. */
export class Standing extends HttpApiGroup.make("standing")
  .add(list)
  .add(show)
  .add(report)
  .add(describe)
  .add(raise)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "standing")
  .annotate(OpenApi.Description, "What recipients think of a sender, and the limits that follow from it") {}
