import type { Policy } from "../../policy/Policy.ts"
import type { AlertRule } from "../AlertRule.ts"
import { above, atOnce, lasting } from "./defaults.ts"

const holds = ({ alerting }: Policy): ReadonlyArray<AlertRule> => [
  {
    ...atOnce(alerting, "critical"),
    id: "hold-severe",
    cites: ["RL-07", "RL-06"],
    means: "The whole account is held, for a day at least: too many mediums within a day.",
    remedy: "Stop all bulk traffic, look through the last hour of sends, and review the hold when its time is over.",
    condition: { _tag: "Entered", measure: "account.hold", states: ["severe"] }
  },
  {
    ...atOnce(alerting, "critical"),
    id: "hold-medium",
    cites: ["RL-07", "RL-06"],
    suppressedBy: ["hold-severe"],
    means: "Every sender of the business is held for an hour at least, and until somebody has reviewed it.",
    remedy: "Look through the last hour of sends, find what was too fast, and clear the hold with sluice holds.",
    condition: { _tag: "Entered", measure: "business.hold", states: ["medium"] }
  },
  {
    ...atOnce(alerting, "info"),
    id: "hold-light",
    cites: ["RL-06", "RL-07"],
    suppressedBy: ["hold-medium", "hold-severe"],
    means: "A sender is held after a burst or a refusal; it goes on by itself. Three in a row hold the business.",
    remedy: "Look at what else sends from this number. Never force a send during the hold.",
    condition: { _tag: "Entered", measure: "sender.hold", states: ["light", "unexplained"] }
  },
  {
    ...atOnce(alerting, "critical"),
    id: "number-restricted",
    cites: ["CLOUD_API 3.3"],
    suppressedBy: ["hold-severe"],
    means:
      "The platform restricts this number for hours, or something about it has to be fixed: nothing leaves from it.",
    remedy: "Read the hold's reason. Stop bulk traffic where recipients complained; fix what it names otherwise.",
    condition: { _tag: "Entered", measure: "sender.hold", states: ["restriction", "fix"] }
  },
  {
    ...atOnce(alerting, "warning"),
    id: "media-suspended",
    cites: ["MD-03"],
    means: "Media failures in a row have suspended this sender's media for two hours. Text goes on, media wait.",
    remedy: "Look at the files that failed, and correct what makes them.",
    condition: { _tag: "Entered", measure: "sender.mediaBreaker", states: ["open"] }
  },
  {
    ...atOnce(alerting, "warning"),
    id: "key-check",
    cites: ["GD-04"],
    means:
      "Errors of the kind too-fast came ten times within an hour: the API key is checked, or its check found it wanting.",
    remedy: "Read the check's report. A valid key means that the sends are too fast indeed.",
    condition: { _tag: "Entered", measure: "account.keyCheck", states: ["checking", "invalid", "unreachable"] }
  }
]

const buffer = ({ alerting, pacing }: Policy): ReadonlyArray<AlertRule> =>
  pacing.senderWindow === null
    ? []
    : [
        {
          ...atOnce(alerting, "info"),
          id: "window-near-limit",
          cites: ["RL-04"],
          silence: "recovers",
          suppressedBy: ["hold-medium", "hold-severe", "number-restricted"],
          means: "A sender uses most of what its window allows; at the next step its sending pauses.",
          remedy: "Nothing has to be done. If it comes often, use more senders or ask for a higher limit.",
          condition: above(alerting, "sender.windowShare", pacing.senderWindow.warnShare, "reached")
        }
      ]

const budget = ({ alerting, pacing }: Policy): ReadonlyArray<AlertRule> =>
  pacing.uniqueRecipients === null
    ? []
    : [
        {
          ...lasting(alerting, "warning"),
          id: "daily-budget",
          cites: ["CLOUD_API 3.4"],
          means:
            "Most of the unique recipients of the day are used up. More senders do not help: the portfolio shares them.",
          remedy: "Put off what can wait, and ask for the next tier in time.",
          condition: above(alerting, "portfolio.uniqueShare", alerting.uniqueShareMax, "reached")
        }
      ]

/** Alerts about limits that are near, and about holds that have begun (SPEC RL, MD-03, GD-04). */
export const limits = (policy: Policy): ReadonlyArray<AlertRule> => [
  ...holds(policy),
  ...buffer(policy),
  ...budget(policy)
]
