import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import { Severity } from "@sluice/core/alert/Alert"
import * as Limit from "@sluice/core/message/Limit"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Page from "./Page.ts"
import * as Problem from "./Problem.ts"

/** Who did something to an alert, when, and what they said to it. */
const Act = Schema.Struct({ by: Schema.String, at: Schema.DateTimeUtc, note: Schema.String }).annotations({
  identifier: "AlertAct"
})

/** One firing of one rule for one thing. */
export const AlertView = Schema.Struct({
  id: Schema.Int,
  ruleId: Schema.String,
  severity: Severity,
  /** What it means, for people. */
  means: Schema.String,
  /** What to do. */
  remedy: Schema.String,
  /** `standing` until it has recovered. */
  state: Schema.Literal("standing", "recovered"),
  /** What it stands for, and what that belongs to, by kind: `{account: "acme", sender: "acme-tw"}`. */
  place: Schema.Record({ key: Schema.String, value: Schema.String }),
  /** Since when its condition stood. */
  since: Schema.DateTimeUtc,
  firedAt: Schema.DateTimeUtc,
  /** When people were told last; null where nobody was, for a silence. */
  toldAt: Schema.NullOr(Schema.DateTimeUtc),
  recoveredAt: Schema.NullOr(Schema.DateTimeUtc),
  /** Who ended it by hand; null where it recovered by itself, or stands. */
  resolvedBy: Schema.NullOr(Schema.String),
  acknowledged: Schema.NullOr(Act),
  /** The silence in force on its rule for its place; null without one. */
  silence: Schema.NullOr(Schema.Struct({ ...Act.fields, until: Schema.DateTimeUtc }))
}).annotations({ identifier: "Alert" })
export type AlertView = typeof AlertView.Type

/** A channel that people are told through, and how it goes. */
export const ChannelView = Schema.Struct({
  name: Schema.String,
  /** `log`, `webhook`, `slack`, `email`. */
  kind: Schema.String,
  /** It is told of nothing less. */
  least: Severity,
  /** Letters that wait. */
  waiting: Schema.Int,
  deliveredAt: Schema.NullOr(Schema.DateTimeUtc),
  /** When one was given up last. */
  abandonedAt: Schema.NullOr(Schema.DateTimeUtc),
  /** Why the newest letter that it did not take was not taken; null where it took every one. */
  detail: Schema.NullOr(Schema.String)
}).annotations({ identifier: "AlertChannel" })
export type ChannelView = typeof ChannelView.Type

const Path = Schema.Struct({ id: Schema.NumberFromString.pipe(Schema.int(), Schema.positive()) })

/** Which alerts; newest first. */
export const ListQuery = Schema.Struct({
  ...Page.query,
  /** The `next` of the page before. */
  cursor: Schema.optionalWith(Schema.NumberFromString.pipe(Schema.int(), Schema.positive()), { exact: true }),
  /** What stands, unless told otherwise. */
  state: Schema.optionalWith(Schema.Literal("standing", "recovered", "all"), {
    exact: true,
    default: () => "standing" as const
  }),
  ruleId: Schema.optionalWith(Limit.Name, { exact: true }),
  severity: Schema.optionalWith(Severity, { exact: true })
})

const note = Schema.optionalWith(Limit.upTo(1_000), { exact: true, default: () => "" })

/** What somebody who looks after an alert says. */
export const Acknowledgement = Schema.Struct({ note }).annotations({ identifier: "AlertAcknowledgement" })

/** For how long nobody is told of the same again; 30 days at most. 0 ends a silence. */
export const SilenceRequest = Schema.Struct({ seconds: Limit.whole(0, 2_592_000), note }).annotations({
  identifier: "AlertSilence"
})

/** Which channel is tried. */
export const TestRequest = Schema.Struct({ channel: Limit.Name }).annotations({ identifier: "AlertTest" })

/** A part of the list. */
const AlertPage = Schema.Struct({ alerts: Schema.Array(AlertView), next: Page.next })

/** A page of what stands, or of what the query asks for; a key of one account sees that account's alone. */
export const list = HttpApiEndpoint.get("list", "/v1/alerts")
  .setUrlParams(ListQuery)
  .addSuccess(AlertPage)
  .addError(Problem.at(400))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "Alerts that stand, or stood, newest first")

/** Every configured channel in the order of the configuration, with what waits for it: what shows that nobody could be told. */
export const channels = HttpApiEndpoint.get("channels", "/v1/alerts/channels")
  .addSuccess(Schema.Struct({ channels: Schema.Array(ChannelView) }))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "Where people are told of alerts, and how that goes")

/**
 * Tries a channel before there is an alert: the letter says that it is a test.
 *
 * 202, since it is delivered afterwards: what came of it is in `channels` a moment later. 404 (`alert-channel-unknown`) where no channel has that name.
 */
export const test = HttpApiEndpoint.post("test", "/v1/alerts/test")
  .setPayload(TestRequest)
  .addSuccess(Schema.Struct({ channel: Schema.String }), { status: 202 })
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Send a letter through a channel that says that it is a test")

/** One firing, standing or recovered. 404 (`alert-unknown`) also for one that belongs to another account. */
export const show = HttpApiEndpoint.get("show", "/v1/alerts/:id")
  .setPath(Path)
  .addSuccess(AlertView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "One alert")

const acting = <const Name extends string>(name: Name, path: `/${string}`) =>
  HttpApiEndpoint.post(name, path)
    .setPath(Path)
    .addSuccess(AlertView)
    .addError(Problem.at(400))
    .addError(Problem.at(404))
    .addError(Problem.at(409))
    .addError(Problem.at(413))
    .addError(Problem.at(415))
    .annotate(Access.RoleNeeded, "operator")

/** Who does it, and when, stays with the alert. 409 (`alert-over`) once it has recovered, as for the other acts. */
export const acknowledge = acting("acknowledge", "/v1/alerts/:id/acknowledge")
  .setPayload(Acknowledgement)
  .annotate(OpenApi.Summary, "Say that somebody looks after an alert: it is not told again while it stands")

/** A silence holds for a rule at a place, so the next firing there is silent too. 409 (`alert-over`) once the alert has recovered. */
export const silence = acting("silence", "/v1/alerts/:id/silence")
  .setPayload(SilenceRequest)
  .annotate(OpenApi.Summary, "Tell nobody for a while of what this rule fires for this place")
  .annotate(OpenApi.Description, "What still stands when the silence ends is told then. 0 seconds end it at once.")

/** The only way out of an alert that does not recover by itself. 409 (`alert-over`) once it has recovered. */
export const resolve = acting("resolve", "/v1/alerts/:id/resolve").annotate(
  OpenApi.Summary,
  "End an alert by hand; where its condition still stands, it fires anew"
)

/** Alerts before people. */
export class Alerts extends HttpApiGroup.make("alerts")
  .add(list)
  .add(channels)
  .add(test)
  .add(show)
  .add(acknowledge)
  .add(silence)
  .add(resolve)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "alerts")
  .annotate(OpenApi.Description, "What needs somebody, who looks after it, and who is told") {}
