import type { CampaignView } from "../api/Shapes.ts"

/** What can be done to a campaign. */
export type Act = "start" | "pause" | "resume" | "cancel"

/** Which acts are offered where a campaign stands. The server decides; this only spares a reader buttons that it would refuse. */
export const offered: Readonly<Record<CampaignView["state"], ReadonlyArray<Act>>> = {
  draft: ["start", "cancel"],
  scheduled: ["pause", "cancel"],
  running: ["pause", "cancel"],
  paused: ["resume", "cancel"],
  cancelled: [],
  done: []
}

/** Rows that are over, of all rows. */
export const over = ({ progress }: CampaignView): number =>
  progress.sent + progress.delivered + progress.read + progress.failed + progress.cancelled + progress.skipped
