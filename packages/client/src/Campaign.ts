import { Outlook } from "@sluice/core/campaign/Outlook"
import * as Limit from "@sluice/core/message/Limit"
import { Schema } from "effect"
import { Finding } from "./Problem.ts"

/** Ids of campaigns: uuid v7, so they sort by the time of creation. */
export const CampaignId = Limit.formatted(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  "the id of a campaign: a uuid v7 in lower case"
)

const TimeOfDay = Limit.formatted(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$/, "a time of day, such as 09:00")

const Share = Schema.Number.pipe(Schema.between(0, 1)).annotations({ message: () => "must be a share, 0 to 1" })

/** Hours of the day at which a campaign may send, on the clocks of its business; the end is not among them. */
export const HoursOfDay = Schema.Struct({ from: TimeOfDay, to: TimeOfDay }).annotations({
  identifier: "HoursOfDay",
  description: 'Hours of the day, as {"from":"09:00","to":"18:00"}; hours across midnight cannot be given'
})
export type HoursOfDay = typeof HoursOfDay.Type

/** What a campaign is made with. */
export const CampaignRequest = Schema.Struct({
  name: Limit.Name,
  /** One of the configured numbers, or several of one account that take turns; three to five are advised (RL-10). */
  senderIds: Schema.NonEmptyArray(Limit.Name).pipe(Schema.maxItems(100)),
  /** Not before this; left out: when it is started. */
  startAt: Schema.optionalWith(Schema.DateTimeUtc, { exact: true }),
  hours: Schema.optionalWith(HoursOfDay, { exact: true }),
  /** Share of refused rows, 0 to 1, above which it does not start (PH-08). */
  stopAbove: Schema.optionalWith(Share, { exact: true })
}).annotations({ identifier: "CampaignRequest" })
export type CampaignRequest = typeof CampaignRequest.Type

/** Where a campaign stands; `scheduled` is started and waits for its moment. */
export const CampaignState = Schema.Literal("draft", "scheduled", "running", "paused", "cancelled", "done")
export type CampaignState = typeof CampaignState.Type

/** What a campaign was foreseen to come to (RL-12). */
export const CampaignForecast = Schema.Struct({
  messages: Outlook.fields.messages,
  senders: Outlook.fields.senders,
  startAt: Schema.DateTimeUtc,
  /** The last departure; null when not all of it would ever leave. */
  finishAt: Schema.NullOr(Schema.DateTimeUtc),
  /** Messages a minute while it may send. */
  perMinute: Schema.Number,
  /** Holds that would begin on its own traffic. */
  holds: Schema.Int,
  /** The limit that holds the senders up most of the time, and the share of it; null when none does. */
  binding: Outlook.fields.binding,
  /** Messages that were planned one by one; the rest is taken to go on at the same pace. */
  planned: Schema.Int,
  /** Messages that wait at its senders when it starts, and leave first; 0 from a server that does not tell. */
  ahead: Schema.optionalWith(Schema.Int, { default: () => 0 })
}).annotations({ identifier: "CampaignForecast" })
export type CampaignForecast = typeof CampaignForecast.Type

/** Where the rows of a campaign are: the eight figures after `rows` add up to it. */
const CampaignProgress = Schema.Struct({
  rows: Schema.Int,
  /** Still in the list. */
  remaining: Schema.Int,
  /** Handed to the lanes of its senders. */
  queued: Schema.Int,
  /** On their way, or without an outcome yet. */
  underway: Schema.Int,
  /** The platform has them, and has told nothing else yet. */
  sent: Schema.Int,
  delivered: Schema.Int,
  read: Schema.Int,
  failed: Schema.Int,
  cancelled: Schema.Int,
  /** Passed over when their turn came, since their key stood for another message. */
  skipped: Schema.Int,
  /** The failed ones by cause (SF-01). */
  failures: Schema.Record({ key: Schema.String, value: Schema.Int }),
  /** Messages a minute over the last quarter of an hour; null while that cannot be told. */
  perMinute: Schema.NullOr(Schema.Number),
  finishAt: Schema.NullOr(Schema.DateTimeUtc)
}).annotations({ identifier: "CampaignProgress" })

/** What became of the rows that were handed in. */
const CampaignList = Schema.Struct({
  received: Schema.Int,
  refused: Schema.Int,
  /** The refused ones by the code of their first finding. */
  refusals: Schema.Record({ key: Schema.String, value: Schema.Int })
}).annotations({ identifier: "CampaignList" })

/** A campaign as it stands. */
export const CampaignView = Schema.Struct({
  id: Schema.String,
  accountId: Schema.String,
  name: Schema.String,
  senderIds: Schema.Array(Schema.String),
  state: CampaignState,
  createdAt: Schema.DateTimeUtc,
  /** When it starts or started; null for a draft, and once it is over. */
  startsAt: Schema.NullOr(Schema.DateTimeUtc),
  hours: Schema.NullOr(HoursOfDay),
  stopAbove: Schema.NullOr(Schema.Number),
  list: CampaignList,
  /** As it was made at the start; null before. */
  forecast: Schema.NullOr(CampaignForecast),
  progress: CampaignProgress
}).annotations({ identifier: "Campaign" })
export type CampaignView = typeof CampaignView.Type

/** Campaigns, newest first. */
export const CampaignPage = Schema.Struct({
  campaigns: Schema.Array(CampaignView),
  next: Schema.NullOr(Schema.String)
}).annotations({ identifier: "CampaignPage" })

/** What came of rows that were handed in. */
export const CampaignUpload = Schema.Struct({
  /** Rows of this request that had come before, and were passed over. */
  known: Schema.Int,
  taken: Schema.Int,
  refused: Schema.Int,
  /** The first refused rows, each with its place in the whole list, from 0. */
  examples: Schema.Array(Schema.Struct({ place: Schema.Int, findings: Schema.Array(Finding) })),
  campaign: CampaignView
}).annotations({ identifier: "CampaignUpload" })
export type CampaignUpload = typeof CampaignUpload.Type
