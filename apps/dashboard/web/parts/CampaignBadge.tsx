import type { CampaignView } from "../../src/api/Shapes.ts"
import { useShown } from "../state/Preferences.tsx"
import { Badge, type Tone } from "./Badge.tsx"

const tones: Readonly<Record<CampaignView["state"], Tone>> = {
  draft: "calm",
  scheduled: "calm",
  running: "good",
  paused: "warning",
  cancelled: "bad",
  done: "good"
}

/** Where a campaign stands. */
export const CampaignBadge = ({ state }: { readonly state: CampaignView["state"] }) => {
  const { text } = useShown()
  return <Badge tone={tones[state]}>{text.campaignStates[state]}</Badge>
}
