import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Campaign from "./Campaign.ts"
import * as Message from "./Message.ts"
import * as Page from "./Page.ts"
import * as Problem from "./Problem.ts"

/** The path of one campaign. */
export const CampaignPath = Schema.Struct({ id: Campaign.CampaignId })

/** Which campaigns are listed. */
export const ListQuery = Schema.Struct({
  /** The `next` of the page before. */
  cursor: Schema.optionalWith(Campaign.CampaignId, { exact: true }),
  limit: Page.query.limit
})

const Place = Schema.NumberFromString.pipe(Schema.int(), Schema.nonNegative()).annotations({
  message: () => "must be a place in the list, from 0",
  jsonSchema: { type: "integer", minimum: 0 }
})

/** Where the rows of a request belong. */
export const UploadQuery = Schema.Struct({
  /** Place of the first row in the whole list: rows that have come before are passed over. Left out: behind what is there. */
  from: Schema.optionalWith(Place, { exact: true })
})

/** Makes a campaign with an empty list. */
export const create = HttpApiEndpoint.post("create", "/v1/campaigns")
  .setPayload(Campaign.CampaignRequest)
  .addSuccess(Campaign.CampaignView, { status: 201 })
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Make a campaign")

/** Adds rows to a draft's list. */
export const upload = HttpApiEndpoint.post("upload", "/v1/campaigns/:id/messages")
  .setPath(CampaignPath)
  .setUrlParams(UploadQuery)
  .setPayload(Message.Batch)
  .addSuccess(Campaign.CampaignUpload)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(409))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Add rows to a campaign's list")
  .annotate(
    OpenApi.Description,
    [
      "As application/x-ndjson (one row a line) or application/json, up to a million rows in one request. Each is judged in full as it comes; what is",
      "refused is counted by cause and left out. A request that is cut off is made again with from=0: what has come is passed over."
    ].join(" ")
  )

/** Campaigns, newest first. */
export const list = HttpApiEndpoint.get("list", "/v1/campaigns")
  .setUrlParams(ListQuery)
  .addSuccess(Campaign.CampaignPage)
  .addError(Problem.at(400))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "List campaigns, newest first")

/** One campaign and where its rows are. */
export const get = HttpApiEndpoint.get("get", "/v1/campaigns/:id")
  .setPath(CampaignPath)
  .addSuccess(Campaign.CampaignView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "Show a campaign and its progress")

/** What it will come to. */
export const forecast = HttpApiEndpoint.get("forecast", "/v1/campaigns/:id/forecast")
  .setPath(CampaignPath)
  .addSuccess(Campaign.CampaignForecast)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(422))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "Foresee a campaign: when it would finish, what binds")
  .annotate(
    OpenApi.Description,
    "Of a draft: if it were started now. Of any other: as it was foreseen when it was started."
  )

const act = <const Name extends "start" | "pause" | "resume" | "cancel">(name: Name, summary: string, about: string) =>
  HttpApiEndpoint.post(name, `/v1/campaigns/:id/${name}`)
    .setPath(CampaignPath)
    .addSuccess(Campaign.CampaignView)
    .addError(Problem.at(400))
    .addError(Problem.at(404))
    .addError(Problem.at(409))
    .annotate(Access.RoleNeeded, "operator")
    .annotate(OpenApi.Summary, summary)
    .annotate(OpenApi.Description, about)

/** Closes the list and starts. */
export const start = act(
  "start",
  "Start a campaign",
  "At once or when it is planned for, away from the top of the hour. Its list is closed from then on."
).addError(Problem.at(422))

/** Takes back what has not begun. */
export const pause = act(
  "pause",
  "Pause a campaign",
  "When this is answered nothing more of it begins, but what was tried before and waits to be tried again."
)

/** Goes on where it was. */
export const resume = act("resume", "Resume a campaign", "It goes on where it was.")

/** Ends it. */
export const cancel = act("cancel", "Cancel a campaign", "What has not been sent is not sent; what was sent stays.")

/** Long lists, sent over hours or days. */
export class Campaigns extends HttpApiGroup.make("campaigns")
  .add(create)
  .add(upload)
  .add(list)
  .add(get)
  .add(forecast)
  .add(start)
  .add(pause)
  .add(resume)
  .add(cancel)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "campaigns")
  .annotate(OpenApi.Description, "Long lists, sent over hours or days") {}
