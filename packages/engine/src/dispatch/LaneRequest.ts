import type * as Ledger from "@sluice/core/throttle/Ledger"
import * as Priority from "../accept/Priority.ts"
import type { Sender } from "../ports/Directory.ts"
import type { Message } from "../ports/Outbox.ts"
import * as HoldKeys from "./HoldKeys.ts"
import type * as LaneFacts from "./LaneFacts.ts"
import * as TemplateKey from "./TemplateKey.ts"

/** What a lane's messages are asked about with, besides what they say of themselves. */
export interface Around {
  readonly sender: Sender
  /** Through which they would leave. */
  readonly endpoint: string
  readonly facts: LaneFacts.LaneFacts
  /** The severe hold that a text of them may probe (RL-06); null for all ordinary traffic. */
  readonly probeOf: number | null
}

/**
 * What makes requests of messages, for one round.
 *
 * Names that only a hold needs are worked out while such a hold stands, and left out otherwise: a country takes a look into the plans of numbers, a
 * recipient a digest.
 */
export const make = ({ endpoint, facts, probeOf, sender }: Around, state: Ledger.State, nowMillis: number) => {
  const scopes = new Set(state.throttle.holds.map(({ scope }) => scope))
  const hasCountries = scopes.has("country")
  const hasFlows = scopes.has("flow")
  const hasMarketing = scopes.has("marketing") || scopes.has("recipient-marketing")
  const hasRecipients = scopes.has("recipient") || scopes.has("recipient-marketing")

  return (message: Message): Ledger.Request => {
    const { id, kind, recipient, units } = message
    const plain: Ledger.Request = {
      id,
      recipient,
      units,
      kind,
      template: TemplateKey.of(message),
      probeOf: kind === "text" ? probeOf : null,
      endpoint,
      outsideWindow: facts.leavesOutsideWindow(message, nowMillis)
    }
    if (scopes.size === 0) return plain
    const country = hasCountries ? HoldKeys.country(sender, recipient) : null
    const flow = hasFlows ? HoldKeys.flow(message) : null
    const category = hasMarketing ? facts.category(message) : null
    const recipientKey = hasRecipients ? facts.recipientKey(recipient) : null
    return {
      ...plain,
      bulk: Priority.isBulk(message),
      ...(country === null ? {} : { country }),
      ...(flow === null ? {} : { flow }),
      ...(category === null ? {} : { category }),
      ...(recipientKey === null ? {} : { recipientKey })
    }
  }
}
