import type { Policy } from "../../policy/Policy.ts"
import type { AlertRule } from "../AlertRule.ts"
import { above, atOnce } from "./defaults.ts"

/** Alerts about what recipients think of a sender (SPEC ST; CLOUD_API 3.4). */
export const standing = ({ alerting, standing }: Policy): ReadonlyArray<AlertRule> => {
  const complaints = (share: number) => above(alerting, "business.firstWeekComplaints", share, "reached")
  return [
    {
      ...atOnce(alerting, "critical"),
      id: "complaints-at-threshold",
      cites: ["ST-03"],
      silence: "recovers",
      means: "In the first week complaints are so many that the account may be suspended. Bulk traffic has stopped.",
      remedy:
        "Find out which messages are complained about, and whether their recipients agreed. Lift the stop by hand.",
      condition: complaints(standing.firstWeekComplaintShareMax)
    },
    {
      ...atOnce(alerting, "warning"),
      id: "complaints-at-half",
      cites: ["ST-03"],
      silence: "recovers",
      suppressedBy: ["complaints-at-threshold"],
      means: "In the first week complaints have come half the way to where the account may be suspended.",
      remedy: "Send less in bulk, and look at which messages are complained about.",
      condition: complaints(standing.firstWeekComplaintShareMax * standing.firstWeekAlertShare)
    },
    {
      ...atOnce(alerting, "critical"),
      id: "raise-put-back",
      cites: ["ST-02"],
      means: "Complaints after a raise were too many: the sender's limit was put back at once.",
      remedy: "Find out what was complained about. A new raise takes a week below the threshold.",
      condition: { _tag: "Entered", measure: "sender.observation", states: ["put-back"] }
    },
    {
      ...atOnce(alerting, "critical"),
      id: "quality-red",
      cites: ["CLOUD_API 3.4"],
      means: "The platform rates the quality of this number as low: its limit does not grow, and it may be restricted.",
      remedy: "Stop its marketing, look at blocks and reports of the last seven days, and send only what is awaited.",
      condition: { _tag: "Entered", measure: "sender.quality", states: ["RED"] }
    }
  ]
}
