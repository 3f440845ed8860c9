import * as CoreSelection from "@sluice/core/routing/Selection"
import type * as Throttle from "@sluice/core/throttle/Throttle"
import type { Message } from "../ports/Outbox.ts"
import * as TemplateKey from "./TemplateKey.ts"

/** What may leave now, in order, and when it is worth asking again. */
export interface Selection {
  readonly admitted: ReadonlyArray<CoreSelection.Admitted<Message>>
  /** The throttle as if all of `admitted` had left. */
  readonly state: Throttle.State
  /** Earliest moment at which another candidate may be admitted; null when only an answer, an act or a new message changes that. */
  readonly wakeMillis: number | null
  /** True when the sender itself has to wait or is held, not this conversation or that: nothing else can leave either. */
  readonly senderWaits: boolean
}

/** Asks the throttle about each candidate in its order (RL-05, RL-10); they hold at most one message a conversation (see `Lanes.peek`). */
export const select = (
  context: Throttle.Context,
  before: Throttle.State,
  candidates: ReadonlyArray<Message>,
  nowMillis: number,
  admittedMax: number
): Selection => {
  const gate = CoreSelection.throttle(context)
  const { admitted, ended, state, wakeMillis } = CoreSelection.select(
    gate,
    before,
    candidates,
    request,
    nowMillis,
    admittedMax
  )
  return { admitted, state, wakeMillis, senderWaits: ended !== null }
}

const request = (message: Message): Throttle.Request => ({
  id: message.id,
  recipient: message.recipient,
  units: message.units,
  kind: message.kind,
  template: TemplateKey.of(message),
  probeOf: null
})
