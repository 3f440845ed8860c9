import * as Failure from "../../failure/Failure.ts"
import type { Policy } from "../../policy/Policy.ts"
import type { AlertRule } from "../AlertRule.ts"
import { above, atOnce, counted, lasting, stopsAccount } from "./defaults.ts"

/** What a high share of each cause means, and what to do; null for the causes that have an alert of their own. */
const byCause: Readonly<Record<Failure.Cause, { readonly means: string; readonly remedy: string } | null>> = {
  "provider-outage": null,
  auth: null,
  "bad-number": {
    means: "Many recipients are not numbers that can be sent to.",
    remedy: "Check the list that is being sent with sluice numbers check, and correct where it comes from."
  },
  template: {
    means: "Many messages fail for their template: not approved, paused, or filled wrongly.",
    remedy: "Look at the template's status, and compare the parameters that are sent with what it asks for."
  },
  "rate-limited": {
    means: "Many sends are refused as too fast, in spite of the pacing.",
    remedy: "Look for other programs that send from the same number or account, and at the policy's limits."
  },
  media: {
    means: "Many files are refused or cannot be fetched.",
    remedy: "Check the files with sluice media check, and that their links can be opened from outside."
  },
  policy: {
    means: "Many messages are withheld under the platform's rules.",
    remedy: "Read what the failures name: a closed window, opted-out recipients, marketing limits. Change what is sent."
  },
  "recipient-unavailable": {
    means: "Many recipients are not on WhatsApp or cannot be reached.",
    remedy: "Check how old the list is and where it comes from; use another channel for those recipients."
  },
  malformed: {
    means: "The platform refuses requests as malformed, which are checked before they leave.",
    remedy:
      "Read the details of the failures and correct the messages; a change of the platform may need a new version."
  },
  account: {
    means: "Sends fail for the state of the number or its account.",
    remedy: "Read the failures: registration, display name, payment or terms. Settle what they name."
  },
  unknown: {
    means: "Many sends fail for reasons that the catalogue does not know.",
    remedy: "Read the failures' details, and add their codes to the catalogue."
  }
}

const failures = ({ alerting }: Policy): ReadonlyArray<AlertRule> =>
  Failure.Cause.literals.flatMap((cause): ReadonlyArray<AlertRule> => {
    const words = byCause[cause]
    if (words === null) return []
    return [
      {
        ...lasting(alerting, "warning"),
        ...words,
        id: `failures-${cause}`,
        cites: ["SF-07", "SF-01"],
        silence: "recovers",
        suppressedBy: [
          "provider-outage",
          "number-restricted",
          "business-restricted",
          "payment-failed",
          ...stopsAccount
        ],
        condition: {
          _tag: "Share",
          measure: `send.failures.${cause}`,
          windowMillis: alerting.windowMillis,
          fires: alerting.failureShareMax,
          recovers: alerting.failureShareMax * alerting.recoverShare,
          bound: "passed",
          samplesMin: alerting.failureSamplesMin
        }
      }
    ]
  })

const provider = ({ alerting, certainty }: Policy): ReadonlyArray<AlertRule> => [
  {
    ...lasting(alerting, "critical"),
    id: "provider-outage",
    cites: ["SF-03"],
    pendingMillis: alerting.outagePendingMillis,
    means: "The platform fails or leaves unanswered most of what is sent to it. Limits are not counted.",
    remedy: "Look at the platform's status page and at the backup endpoint. What is queued waits and goes by itself.",
    condition: {
      _tag: "Share",
      measure: "provider.outageAnswers",
      windowMillis: alerting.windowMillis,
      fires: alerting.outageShareMin,
      recovers: alerting.outageShareMin * alerting.recoverShare,
      bound: "reached",
      samplesMin: alerting.outageSamplesMin
    }
  },
  {
    ...lasting(alerting, "warning"),
    id: "provider-answers-slow",
    cites: ["SF-03"],
    silence: "recovers",
    suppressedBy: ["provider-outage"],
    means: "The platform's answers take longer than a healthy endpoint's.",
    remedy: "Compare the endpoints with sluice doctor; look at the network between here and them.",
    condition: above(alerting, "provider.answerMillisP95", certainty.healthyMillis, "passed")
  },
  {
    ...lasting(alerting, "warning"),
    id: "sends-slow",
    cites: ["SF-07"],
    silence: "recovers",
    suppressedBy: ["provider-outage"],
    means: "Messages take longer than usual from when they are due to their delivery.",
    remedy: "See where the time goes: in the queue, at the platform's answer, or until its callback.",
    condition: above(alerting, "send.endToEndMillisP95", alerting.sendMillisMax, "passed")
  }
]

const backlogs = ({ alerting, certainty }: Policy): ReadonlyArray<AlertRule> => [
  {
    ...lasting(alerting, "warning"),
    id: "queue-lag",
    cites: ["RL-09", "RT-03"],
    suppressedBy: ["provider-outage", "number-restricted", "hold-medium", ...stopsAccount],
    means: "Messages are due, nothing holds them, and they do not leave.",
    remedy:
      "See whether the workers run, and how much the sender has queued against its limit: sluice queue shows both.",
    condition: above(alerting, "queue.lagMillis", alerting.queueLagMillisMax, "passed")
  },
  {
    ...lasting(alerting, "warning"),
    id: "uncertain-backlog",
    cites: ["RT-04"],
    suppressedBy: ["provider-outage"],
    means: "The outcome of many sends is unknown, and callbacks do not settle them.",
    remedy: "See whether callbacks come in. What they do not settle is decided by the policy, which may send a copy.",
    condition: above(alerting, "send.uncertain", alerting.uncertainMax, "passed")
  },
  {
    ...atOnce(alerting, "warning"),
    id: "dead-letters",
    cites: ["RT-02"],
    silence: "recovers",
    means: "Messages ran out of tries or of time, and wait among the dead letters.",
    remedy: "Read why with sluice dead-letters, settle the reason, and replay them.",
    condition: counted("send.deadLetters", alerting.deadLettersMillis, alerting.deadLettersMin)
  },
  {
    ...lasting(alerting, "warning"),
    id: "reaction-slow",
    cites: ["SF-02"],
    silence: "recovers",
    means: "Errors of the platform are acted on too late: holds come after the next sends.",
    remedy: "Look at the workers' load and at the database's commit times.",
    condition: above(alerting, "failure.reactionMillisP99", certainty.reactionMillisMax, "passed")
  }
]

const unknown = ({ alerting, numbers }: Policy): ReadonlyArray<AlertRule> => [
  {
    ...atOnce(alerting, "warning"),
    id: "unknown-code",
    cites: ["CLOUD_API 3.3", "SF-01"],
    // Once for each new code: it stands until somebody has read it, and is never told again.
    repeatMillis: null,
    recovery: "by-hand",
    means:
      "A provider answered with a code that the catalogue does not know; its status decided what became of the message.",
    remedy: "Read the failure's details, add the code to the catalogue, and resolve this alert.",
    condition: { _tag: "Entered", measure: "failure.unknownCode", states: ["seen"] }
  },
  {
    ...atOnce(alerting, "warning"),
    id: "number-judgement-slow",
    cites: ["PH-07"],
    silence: "recovers",
    means: "Judging one phone number took longer than a second.",
    remedy: "Look at the load of the process that did; the judgement itself takes microseconds.",
    condition: {
      _tag: "Above",
      measure: "numbers.judgementMillisMax",
      fires: numbers.judgementIncidentMillis,
      recovers: numbers.judgementMillisMax,
      bound: "passed"
    }
  }
]

/** Alerts about what goes out, and about what failed of it (SPEC SF, RT). */
export const sending = (policy: Policy): ReadonlyArray<AlertRule> => [
  ...provider(policy),
  ...failures(policy),
  ...backlogs(policy),
  ...unknown(policy)
]
