import type * as Alerts from "@sluice/client/Alerts"
import type * as Campaign from "@sluice/client/Campaign"
import type * as Callbacks from "@sluice/client/Callbacks"
import type * as Figures from "@sluice/client/Figures"
import type * as Holds from "@sluice/client/Holds"
import type * as Message from "@sluice/client/Message"
import type * as Operations from "@sluice/client/Operations"
import type * as Judged from "@sluice/client/Standing"

/** What the API answers, as it travels: times are text. Types alone, taken from the client's description, so nothing of it is in the bundle. */
export type Alert = (typeof Alerts.AlertView)["Encoded"]
export type Sender = (typeof Operations.SenderView)["Encoded"]
export type Standing = (typeof Judged.StandingView)["Encoded"]
export type Depth = (typeof Operations.Depth)["Encoded"]
export type Hold = (typeof Operations.HoldView)["Encoded"]
export type HoldDetail = (typeof Holds.HoldDetail)["Encoded"]
export type Reviewed = (typeof Holds.Reviewed)["Encoded"]
export type CampaignView = (typeof Campaign.CampaignView)["Encoded"]
export type CampaignPage = (typeof Campaign.CampaignPage)["Encoded"]
export type CampaignForecast = (typeof Campaign.CampaignForecast)["Encoded"]
export type MessagePage = (typeof Message.MessagePage)["Encoded"]
export type MessageView = (typeof Message.MessageView)["Encoded"]
export type MessageDetail = (typeof Message.MessageDetail)["Encoded"]
export type SendFigures = (typeof Figures.SendFigures)["Encoded"]
export type Budget = (typeof Figures.BudgetView)["Encoded"]
export type FailureFigures = (typeof Figures.FailureFigures)["Encoded"]
export type WaitFigures = (typeof Figures.WaitFigures)["Encoded"]
export type Drift = (typeof Callbacks.DriftView)["Encoded"]
export type CallbackCounts = (typeof Operations.CallbackCounts)["Encoded"]

/** Who is signed in, as `/dashboard/session` tells. */
export interface Session {
  readonly name: string
  readonly role: "viewer" | "operator" | "admin"
  readonly accountId: string | null
  /** To be sent back with each request that changes something. */
  readonly csrf: string
  readonly expiresAt: string
}
