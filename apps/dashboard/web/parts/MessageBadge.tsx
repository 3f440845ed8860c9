import type { MessageView } from "../../src/api/Shapes.ts"
import { useShown } from "../state/Preferences.tsx"
import { Badge, type Tone } from "./Badge.tsx"

const tones: Readonly<Record<MessageView["state"], Tone>> = {
  queued: "calm",
  sending: "calm",
  uncertain: "warning",
  accepted: "good",
  failed: "bad",
  dead: "bad",
  cancelled: "warning"
}

/** How far a message got. */
export const MessageBadge = ({ delivery, state }: Pick<MessageView, "delivery" | "state">) => {
  const { text } = useShown()
  const word = state === "accepted" && delivery !== null ? text.deliveries[delivery] : text.messageStates[state]
  return <Badge tone={tones[state]}>{word}</Badge>
}
