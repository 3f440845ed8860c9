import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import { Tally } from "@sluice/core/callback/candidate/Calibration"
import { Provider } from "@sluice/core/callback/providers/Provider"
import * as RefusedCallbacks from "@sluice/core/guard/RefusedCallbacks"
import * as Limit from "@sluice/core/message/Limit"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Page from "./Page.ts"
import * as Problem from "./Problem.ts"

/** What became of a stored callback. */
export const Verdict = Schema.Literal("pending", "processed", "quarantined", "malformed", "bad-signature")
export type Verdict = typeof Verdict.Type

/** A stored callback without what is in it. */
export const CallbackView = Schema.Struct({
  id: Schema.Int,
  accountId: Schema.String,
  provider: Provider,
  receivedAt: Schema.DateTimeUtc,
  verdict: Verdict,
  bodyBytes: Schema.Int,
  /** What processing made of it: counts and places, no values; null while it is pending. */
  report: Schema.NullOr(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
}).annotations({ identifier: "Callback" })
export type CallbackView = typeof CallbackView.Type

/** A stored callback as it came. */
export const CallbackDetail = Schema.Struct({
  ...CallbackView.fields,
  contentType: Schema.NullOr(Schema.String),
  /** The body; `base64` where it is no text in UTF-8. */
  body: Schema.Struct({ encoding: Schema.Literal("utf-8", "base64"), text: Schema.String })
}).annotations({ identifier: "CallbackDetail" })
export type CallbackDetail = typeof CallbackDetail.Type

/** Which callbacks. */
const filter = {
  accountId: Schema.optionalWith(Limit.Name, { exact: true }),
  provider: Schema.optionalWith(Provider, { exact: true }),
  verdict: Schema.optionalWith(Verdict, { exact: true }),
  /** Received at this time or later. */
  since: Schema.optionalWith(Schema.DateTimeUtc, { exact: true }),
  /** Received before this time. */
  until: Schema.optionalWith(Schema.DateTimeUtc, { exact: true })
}

/** Which stored callbacks, and which page of them. */
export const ListQuery = Schema.Struct({ ...filter, ...Page.query })

const CallbackPage = Schema.Struct({ callbacks: Schema.Array(CallbackView), next: Page.next }).annotations({
  identifier: "CallbackPage"
})

/** Which stored callback: its number, 1 and up. */
export const CallbackPath = Schema.Struct({ id: Schema.NumberFromString.pipe(Schema.int(), Schema.positive()) })

/** What is put back: some by their ids, or a page of what a filter lets through, newest first. */
export const ReplayRequest = Schema.Struct({
  ids: Schema.optionalWith(Schema.Array(Schema.Int.pipe(Schema.positive())).pipe(Schema.maxItems(500)), {
    exact: true
  }),
  ...filter,
  /** The `next` of the answer before. */
  cursor: Schema.optionalWith(Limit.Name, { exact: true }),
  limit: Schema.optionalWith(Schema.Int.pipe(Schema.between(1, 500)), { exact: true, default: () => 500 }),
  /** `true`: tells what would be put back, and changes nothing. */
  dryRun: Schema.optionalWith(Schema.Boolean, { exact: true, default: () => false })
}).annotations({ identifier: "CallbackReplayRequest" })

/** One that was named and is not put back: there is none of that number that the key may see, it waits already, or it was not believed. */
const LeftOut = Schema.Struct({
  id: Schema.Int,
  because: Schema.Literal("unknown", "pending", "bad-signature")
}).annotations({ identifier: "CallbackLeftOut" })

/** What a replay put back, or what a dry run would have. */
export const Replayed = Schema.Struct({
  /** How many were put back, or would be. */
  count: Schema.Int,
  /** Of these, such as were processed before: what they tell people and subscribers is not told again. */
  appliedBefore: Schema.Int,
  /** Of these, such as carried files that the blob store no longer has: what they tell is applied all the same, and their files are not to be had. */
  filesGone: Schema.Int,
  /** Those that were named by `ids` and are not put back, each with the reason; servers before it say nothing of them. */
  leftOut: Schema.optionalWith(Schema.Array(LeftOut), { default: () => [] }),
  next: Page.next
}).annotations({ identifier: "CallbacksReplayed" })
export type Replayed = typeof Replayed.Type

/** One place that the decoders do not expect. */
export const DriftView = Schema.Struct({
  provider: Provider,
  /** `unknown`, `missing`, `type`, `format`; of a grey release `compared` and the kinds of its differences. */
  kind: Schema.String,
  path: Schema.String,
  /** The provider's own version, or the candidate's name; null where neither. */
  version: Schema.NullOr(Schema.String),
  count: Schema.Int,
  firstAt: Schema.DateTimeUtc,
  lastAt: Schema.DateTimeUtc,
  /** The shape of a value, never a value. */
  sample: Schema.String
}).annotations({ identifier: "Drift" })
export type DriftView = typeof DriftView.Type

/** Since when drift is shown; all that is kept where nothing is said. */
export const DriftQuery = Schema.Struct({
  /** Seen at this time or later. */
  since: Schema.optionalWith(Schema.DateTimeUtc, { exact: true })
})

/** Which candidate reads which stored callbacks. Without a name it is the first candidate; one that does not exist is refused with 400. */
export const CalibrationQuery = Schema.Struct({
  candidate: Schema.optionalWith(Limit.Name, { exact: true }),
  ...filter,
  ...Page.query
})

/** What a candidate makes of a page of stored callbacks. */
export const CalibrationPage = Schema.Struct({
  candidate: Schema.String,
  about: Schema.String,
  tally: Tally,
  next: Page.next
}).annotations({ identifier: "CalibrationPage" })

/** A calibration report as the schedule keeps it. */
export const CalibrationView = Schema.Struct({
  candidate: Schema.String,
  fieldList: Schema.String,
  madeAt: Schema.DateTimeUtc,
  since: Schema.DateTimeUtc,
  until: Schema.DateTimeUtc,
  /** False where there were more callbacks than were read: those that were are the newest. */
  whole: Schema.Boolean,
  tally: Tally
}).annotations({ identifier: "CalibrationReport" })
export type CalibrationView = typeof CalibrationView.Type

/** Stored callbacks without their bodies, which hold what people wrote. */
export const list = HttpApiEndpoint.get("list", "/v1/callbacks")
  .setUrlParams(ListQuery)
  .addSuccess(CallbackPage)
  .addError(Problem.at(400))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "Stored callbacks, newest first")

/** What decoders have to learn next (SPEC WH-09). Counted over all accounts, so a key of one account is refused with 403. */
export const drift = HttpApiEndpoint.get("drift", "/v1/callbacks/drift")
  .setUrlParams(DriftQuery)
  .addSuccess(Schema.Struct({ places: Schema.Array(DriftView) }))
  .addError(Problem.at(400))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "What callbacks hold that the decoders do not expect, over all accounts")

/** Tries a candidate decoder on what is stored, before anything depends on it (SPEC WH-10). 400 for a candidate that does not exist. */
export const calibrate = HttpApiEndpoint.get("calibrate", "/v1/callbacks/calibration")
  .setUrlParams(CalibrationQuery)
  .addSuccess(CalibrationPage)
  .addError(Problem.at(400))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "What a candidate decoder makes of a page of stored callbacks")
  .annotate(OpenApi.Description, "It changes nothing. A page has at most 100 callbacks; go on with next.")

/** Callbacks that were refused at a door before anything in them was read: one account, one door, one reason. */
export const RefusedView = Schema.Struct({
  /** Null of all that name no account that is configured: for keys of all accounts alone. */
  accountId: Schema.NullOr(Schema.String),
  /** Whose door it was; null where the address named no provider. */
  provider: Schema.NullOr(Provider),
  reason: RefusedCallbacks.Reason,
  /** The reason in words. */
  means: Schema.String,
  /** Since `firstAt`; a count that rested for a day begins anew. */
  count: Schema.Int,
  firstAt: Schema.DateTimeUtc,
  lastAt: Schema.DateTimeUtc,
  /** Whether the last came with the header that the provider's proof comes in; null where nobody can tell which that is. */
  lastHadProof: Schema.NullOr(Schema.Boolean),
  /** Null where nobody counted them. */
  lastBodyBytes: Schema.NullOr(Schema.Int)
}).annotations({ identifier: "RefusedCallbacks" })
export type RefusedView = typeof RefusedView.Type

/** What was refused at the doors, and why (SPEC GD-03, WH-01), newest first: of the accounts that the key may use, and over all servers. */
export const refused = HttpApiEndpoint.get("refused", "/v1/callbacks/refused")
  .addSuccess(Schema.Struct({ refused: Schema.Array(RefusedView) }))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "Callbacks that were refused at the door, by account, door and reason")
  .annotate(
    OpenApi.Description,
    "Counts of the last 30 days, without anything that whoever called has chosen. What happens shows here some seconds later."
  )

/** The weekly reports (SPEC WH-10). They are over all accounts, so a key of one account is refused with 403. */
export const calibrations = HttpApiEndpoint.get("calibrations", "/v1/callbacks/calibrations")
  .addSuccess(Schema.Struct({ reports: Schema.Array(CalibrationView) }))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "The calibration reports that were made by schedule, newest first")

/** A callback with its body, files put back in as far as they are still there (SPEC WH-06). 404 (`callback-unknown`) also for another account's. */
export const show = HttpApiEndpoint.get("show", "/v1/callbacks/:id")
  .setPath(CallbackPath)
  .addSuccess(CallbackDetail)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "One stored callback as it came")

/**
 * Puts stored callbacks back to be processed: for what was set aside before a decoder knew better.
 *
 * Left out are such as are pending already, and such as had a bad signature. At most 500 at once: go on with `next`.
 */
export const replay = HttpApiEndpoint.post("replay", "/v1/callbacks/replay")
  .setPayload(ReplayRequest)
  .addSuccess(Replayed)
  .addError(Problem.at(400))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Process stored callbacks again")
  .annotate(
    OpenApi.Description,
    "They are pending again, and processed as ever: a status moves no message backwards, and nothing is told twice. What was not believed is never processed."
  )

/** Stored callbacks, and how they are understood. */
export class Callbacks extends HttpApiGroup.make("callbacks")
  .add(list)
  .add(drift)
  .add(calibrate)
  .add(calibrations)
  .add(refused)
  .add(show)
  .add(replay)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "callbacks")
  .annotate(OpenApi.Description, "Stored callbacks, and how they are understood") {}
