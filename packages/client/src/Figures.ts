import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import * as Hold from "@sluice/core/throttle/Hold"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Problem from "./Problem.ts"

/** The span that figures are of; the end is not in it. */
const span = { from: Schema.DateTimeUtc, until: Schema.DateTimeUtc }
const stepped = { ...span, stepSeconds: Schema.Int }

/** What one sender sent within one step. */
const SendsOfStep = Schema.Struct({
  senderId: Schema.String,
  from: Schema.DateTimeUtc,
  sends: Schema.Int,
  accepted: Schema.Int,
  refused: Schema.Int
}).annotations({ identifier: "SendsOfStep" })

/** Sends by sender and minute (SF-07); minutes without any are left out. */
export const SendFigures = Schema.Struct({ ...stepped, sends: Schema.Array(SendsOfStep) }).annotations({
  identifier: "SendFigures"
})
export type SendFigures = typeof SendFigures.Type

/** What keeps the next text of a sender back. */
export const Binding = Schema.Union(
  Schema.Struct({
    kind: Schema.Literal("hold"),
    /** Of `/v1/holds/{id}`; null for a hold that the sender's own ledger tells. */
    holdId: Schema.NullOr(Schema.Int),
    scope: Hold.Scope,
    level: Hold.Level,
    /** Null where no clock ends it. */
    until: Schema.NullOr(Schema.DateTimeUtc)
  }),
  Schema.Struct({
    kind: Schema.Literal("limit"),
    limit: Schema.Literal("window", "spacing", "buffer", "rest", "cooldown", "throughput", "pair"),
    /** Null where the answer of a send in flight frees it. */
    until: Schema.NullOr(Schema.DateTimeUtc)
  })
).annotations({ identifier: "Binding" })

/** What a sender may send, what of it is in use, and what binds it now (RL-01 to RL-08). */
export const BudgetView = Schema.Struct({
  senderId: Schema.String,
  tier: Schema.Literal("initial", "raised"),
  /** Learned, 1 at first (RL-03). */
  reputation: Schema.Number,
  /** Units within the window; null where its policy has no such limit. */
  limitUnits: Schema.NullOr(Schema.Number),
  windowSeconds: Schema.NullOr(Schema.Number),
  /** Null where the limit is one of each second. */
  usedUnits: Schema.NullOr(Schema.Number),
  /** Null while nothing keeps a text back. */
  binding: Schema.NullOr(Binding)
}).annotations({ identifier: "Budget" })
export type BudgetView = typeof BudgetView.Type

/** What became of the messages whose latest attempt began within the span; each counts once (SF-07). */
export const FailureFigures = Schema.Struct({
  ...span,
  attempted: Schema.Int,
  /** By sender, the most frequent first. */
  failed: Schema.Array(
    Schema.Struct({
      senderId: Schema.String,
      /** Of the failure catalogue (SF-01). */
      cause: Schema.String,
      code: Schema.NullOr(Schema.Int),
      count: Schema.Int
    })
  )
}).annotations({ identifier: "FailureFigures" })
export type FailureFigures = typeof FailureFigures.Type

/** How long callbacks waited from their arrival until they were processed (WH-08), by the minute of their arrival. */
export const WaitFigures = Schema.Struct({
  ...stepped,
  waits: Schema.Array(
    Schema.Struct({
      from: Schema.DateTimeUtc,
      callbacks: Schema.Int,
      medianMillis: Schema.Number,
      p95Millis: Schema.Number,
      longestMillis: Schema.Number
    })
  )
}).annotations({ identifier: "CallbackWaits" })
export type WaitFigures = typeof WaitFigures.Type

const spanOf = (minutesMax: number, minutes: number) =>
  Schema.Struct({
    /** How far back, the current minute included. */
    minutes: Schema.optionalWith(
      Schema.NumberFromString.pipe(Schema.compose(Limit.whole(1, minutesMax))).annotations({
        jsonSchema: { type: "integer", minimum: 1, maximum: minutesMax, default: minutes }
      }),
      { default: () => minutes }
    )
  })

/** Of sends and waits: a day at most, an hour unless told. */
export const SteppedQuery = spanOf(1_440, 60)

/** Of failures: a week at most, a day unless told. */
export const FailureQuery = spanOf(10_080, 1_440)

/** How much is sent. */
export const sends = HttpApiEndpoint.get("sends", "/v1/figures/sends")
  .setUrlParams(SteppedQuery)
  .addSuccess(SendFigures)
  .addError(Problem.at(400))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "What was sent, by sender and minute")

/** What binds. */
export const budgets = HttpApiEndpoint.get("budgets", "/v1/figures/budgets")
  .addSuccess(Schema.Struct({ budgets: Schema.Array(BudgetView) }))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "The budget of each sender, and the limit that binds it now")

/** What fails, and why. */
export const failures = HttpApiEndpoint.get("failures", "/v1/figures/failures")
  .setUrlParams(FailureQuery)
  .addSuccess(FailureFigures)
  .addError(Problem.at(400))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "Messages that failed, by sender and cause")

/** How long callbacks wait. */
export const callbackWaits = HttpApiEndpoint.get("callbackWaits", "/v1/figures/callbacks")
  .setUrlParams(SteppedQuery)
  .addSuccess(WaitFigures)
  .addError(Problem.at(400))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "How long callbacks waited until they were processed, by minute")

/** Figures over what has happened. */
export class Figures extends HttpApiGroup.make("figures")
  .add(sends)
  .add(budgets)
  .add(failures)
  .add(callbackWaits)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "figures")
  .annotate(OpenApi.Description, "Figures over what has happened, for people who watch it") {}
