import type * as Policy from "@sluice/core/policy/Policy"
import type * as World from "../config/World.ts"
import * as CloudJudge from "./CloudJudge.ts"
import * as GuideJudge from "./GuideJudge.ts"
import * as Judge from "./Judge.ts"

/**
 * The judges that sit over one world: each sender is judged by its own policy's, or the simulator's default.
 *
 * Holds of a business and of an account reach the senders under the guide only; the Cloud API knows none.
 */
export interface Settings {
  readonly world: World.World
  /** The figures by policy name; a sender's limits follow from what its policy sets. */
  readonly policies: Readonly<Record<World.PolicyName, Policy.Policy>>
  readonly defaultPolicy: World.PolicyName
  readonly seed: string
  readonly reviewAfterMillis: number | null
  readonly forcedEscalationShare: number
  readonly slackMillis: number
  readonly retryAfter: boolean
}

/** A judge for each policy that a sender goes by. A sender whose business the world lacks is judged by none, and admitted. */
export const make = (settings: Settings): Judge.Judge => {
  const businesses = new Map(settings.world.businesses.map((business) => [business.businessId, business]))
  const placed = settings.world.senders.flatMap((sender) => {
    const business = businesses.get(sender.businessId)
    return business === undefined ? [] : [{ ...business, ...sender, policy: sender.policy ?? settings.defaultPolicy }]
  })
  const judges = new Map<World.PolicyName, Judge.Judge>()
  for (const name of ["guide", "cloud-api"] as const) {
    const senders = placed.filter((sender) => sender.policy === name)
    if (senders.length > 0) judges.set(name, forPolicy(settings, settings.policies[name], senders))
  }
  const bySender = new Map(placed.map((sender) => [sender.phoneNumberId, judges.get(sender.policy)]))
  const all = [...judges.values()]
  return {
    judge: (send, atMillis) => bySender.get(send.phoneNumberId)?.judge(send, atMillis) ?? Judge.Admitted(),
    inbound: (phoneNumberId, from, atMillis) => bySender.get(phoneNumberId)?.inbound(phoneNumberId, from, atMillis),
    mediaOutcome: (phoneNumberId, failed, atMillis) =>
      bySender.get(phoneNumberId)?.mediaOutcome(phoneNumberId, failed, atMillis),
    review: (businessId, atMillis) => all.map((judge) => judge.review(businessId, atMillis)).includes(true),
    holds: (atMillis) => all.flatMap((judge) => judge.holds(atMillis))
  }
}

const forPolicy = (
  settings: Settings,
  policy: Policy.Policy,
  senders: ReadonlyArray<GuideJudge.Sender & CloudJudge.Sender>
): Judge.Judge => {
  const { continuousSending, ladder, pair, senderWindow, throughput, uniqueRecipients } = policy.pacing
  if (senderWindow !== null && ladder !== null && continuousSending !== null) {
    return GuideJudge.make({
      ...settings,
      ladder,
      window: senderWindow,
      continuous: continuousSending,
      pairIntervalMillis: pair.intervalMillis,
      mediaFailuresMax: policy.media.breakerFailures,
      mediaSuspendedMillis: policy.media.breakerMillis,
      senders
    })
  }
  if (throughput !== null && uniqueRecipients !== null) {
    return CloudJudge.make({ ...settings, throughput, pair, uniqueRecipients, senders })
  }
  // A policy with neither set of limits has nothing to judge by.
  return {
    judge: () => Judge.Admitted(),
    inbound: () => {},
    mediaOutcome: () => {},
    review: () => false,
    holds: () => []
  }
}
