import type { Policy } from "../../policy/Policy.ts"
import type { AlertRule } from "../AlertRule.ts"
import { atOnce, lasting } from "./defaults.ts"

/** Alerts about templates and their approval (SPEC TP-06; CLOUD_API 3.4). */
export const templates = ({ alerting }: Policy): ReadonlyArray<AlertRule> => [
  {
    ...atOnce(alerting, "warning"),
    id: "template-paused",
    cites: ["TP-06", "CLOUD_API 3.4"],
    means:
      "The platform pauses a template because recipients disliked it; its messages wait. The third time disables it.",
    remedy: "Change the template or who receives it, before it is sent again.",
    condition: { _tag: "Entered", measure: "template.status", states: ["paused"] }
  },
  {
    ...atOnce(alerting, "critical"),
    id: "template-disabled",
    cites: ["TP-06", "CLOUD_API 3.4"],
    means: "A template was disabled: nothing can be sent with it any more.",
    remedy: "Write a new template, and change what sends the old one.",
    condition: { _tag: "Entered", measure: "template.status", states: ["disabled"] }
  },
  {
    ...atOnce(alerting, "warning"),
    id: "template-rejected",
    cites: ["TP-06"],
    means: "The review rejected a template.",
    remedy: "Read the reason, correct the template with sluice templates lint, and submit it again.",
    condition: { _tag: "Entered", measure: "template.status", states: ["rejected"] }
  },
  {
    ...lasting(alerting, "warning"),
    id: "template-review-overdue",
    cites: ["TP-06"],
    means: "A template has been under review for longer than reviews take.",
    remedy: "Look at its state on the platform's page, and ask its support.",
    condition: { _tag: "Missed", measure: "template.decisionDue", allowedMillis: 0 }
  }
]
