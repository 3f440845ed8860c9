import type { CampaignForecast, CampaignState, CampaignUpload, CampaignView, HoursOfDay } from "@sluice/client/Campaign"
import * as Lifecycle from "@sluice/core/campaign/Lifecycle"
import type { Outlook } from "@sluice/core/campaign/Outlook"
import type { DaySpan } from "@sluice/core/policy/Pacing"
import type { Standing } from "@sluice/engine/campaigns/Campaigning"
import type { Uploaded } from "@sluice/engine/campaigns/Uploading"
import { iso, isoOrNull } from "../messages/Views.ts"

type Wire<S extends { readonly Encoded: unknown }> = S["Encoded"]

const states: Readonly<Record<Lifecycle.State["_tag"], CampaignState>> = {
  Draft: "draft",
  Scheduled: "scheduled",
  Running: "running",
  Paused: "paused",
  Cancelled: "cancelled",
  Done: "done"
}

const two = (digits: number): string => String(digits).padStart(2, "0")
const timeOfDay = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`

const minuteOf = (text: string): number => {
  const [hours = "0", minutes = "0"] = text.split(":")
  return Number(hours) * 60 + Number(minutes)
}

/** Hours of the day as minutes after midnight. */
export const spanOf = ({ from, to }: HoursOfDay): DaySpan => ({ startMinute: minuteOf(from), endMinute: minuteOf(to) })

const hoursOf = ({ endMinute, startMinute }: DaySpan): HoursOfDay => ({
  from: timeOfDay(startMinute),
  to: timeOfDay(endMinute)
})

/** A forecast as the API tells it. */
export const forecast = ({ finishMillis, startMillis, ...outlook }: Outlook): Wire<typeof CampaignForecast> => ({
  ...outlook,
  startAt: iso(startMillis),
  finishAt: isoOrNull(finishMillis)
})

/** A campaign as the API shows it. */
export const campaign = ({ campaign: one, progress }: Standing): Wire<typeof CampaignView> => {
  const { finishMillis, ...figures } = progress
  const { received, refusals, refused } = one.list
  return {
    id: one.id,
    accountId: one.accountId,
    name: one.name,
    senderIds: one.senderIds,
    state: states[one.lifecycle._tag],
    createdAt: iso(one.createdMillis),
    startsAt: isoOrNull(Lifecycle.startMillis(one.lifecycle)),
    hours: one.hours === null ? null : hoursOf(one.hours),
    stopAbove: one.stopAbove,
    list: { received, refused, refusals },
    forecast: one.outlook === null ? null : forecast(one.outlook),
    progress: { ...figures, finishAt: isoOrNull(finishMillis) }
  }
}

/** What came of rows, as the API tells it. */
export const upload = (uploaded: Uploaded, standing: Standing): Wire<typeof CampaignUpload> => ({
  known: uploaded.known,
  taken: uploaded.taken,
  refused: uploaded.refused,
  examples: uploaded.examples,
  campaign: campaign(standing)
})
