import * as Policy from "@sluice/core/policy/Policy"
import type * as Behaviour from "./config/Behaviour.ts"
import type * as SimulatorConfig from "./config/SimulatorConfig.ts"
import type * as Judge from "./judge/Judge.ts"
import * as Panel from "./judge/Panel.ts"
import * as Violations from "./judge/Violations.ts"
import * as Ledger from "./Ledger.ts"
import * as Recent from "./Recent.ts"
import * as ServiceWindows from "./ServiceWindows.ts"
import * as Subject from "./Subject.ts"
import * as Tallies from "./Tallies.ts"
import * as TemplateStore from "./templates/TemplateStore.ts"

/** What one run of the platform remembers: from its start, or its last reset, to the next. */
export interface Run {
  /** Differs between any two runs, so that ids of one are unknown to the next. */
  readonly id: string
  readonly judge: Judge.Judge
  readonly violations: Violations.Violations
  readonly ledger: Ledger.Ledger
  readonly tallies: Tallies.Tallies
  readonly templates: TemplateStore.TemplateStore
  readonly windows: ServiceWindows.ServiceWindows
  /** Ids of messages that came in: they can be marked as read. */
  readonly inbound: Recent.Recent<true>
  /** How often a subject has asked to be sent: callback data, or a sender for messages without any. */
  readonly asked: Recent.Recent<number>
  faults: Behaviour.Faults
  /** Requests answered so far, and message ids given. */
  requests: number
  wamids: number
  /** Statuses that were sent twice on purpose. */
  duplicates: number
}

/** A run in which nothing has happened, with the faults of the configuration. The judges forgive the network its jitter, which is more in virtual time. */
export const make = (config: SimulatorConfig.SimulatorConfig, id: string): Run => ({
  id,
  judge: Panel.make({
    world: config.world,
    policies: Policy.shipped,
    defaultPolicy: config.policy,
    seed: config.seed,
    reviewAfterMillis: config.judging.reviewAfterMillis,
    forcedEscalationShare: config.judging.forcedEscalationShare,
    slackMillis: config.judging.arrivalJitterRealMillis * config.clock.speed,
    retryAfter: config.judging.retryAfter
  }),
  violations: Violations.make(config.judging.violationsKept),
  ledger: Ledger.make(config.ledgerEntriesMax),
  tallies: Tallies.make(config.world.senders.map((sender) => sender.phoneNumberId)),
  templates: TemplateStore.make(config.world.templates),
  windows: ServiceWindows.make(),
  inbound: Recent.make(config.ledgerEntriesMax),
  asked: Recent.make(config.ledgerEntriesMax),
  faults: config.faults,
  requests: 0,
  wamids: 0,
  duplicates: 0
})

/**
 * Names a message for every draw about it, without regard to the order in which different messages arrive: what its callback
 * data names and how often that asked before; without any, its place in its sender's row.
 */
export const nextKey = (run: Run, phoneNumberId: string, opaque: string | null): string => {
  const subject = opaque === null ? `sender ${phoneNumberId}` : `opaque ${Subject.of(opaque)}`
  const before = run.asked.get(subject) ?? 0
  run.asked.set(subject, before + 1)
  return `${subject} ${before}`
}
