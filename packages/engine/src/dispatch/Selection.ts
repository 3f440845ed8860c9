import * as Throttle from "@sluice/core/throttle/Throttle"
import type { Message } from "../ports/Outbox.ts"
import * as TemplateKey from "./TemplateKey.ts"

/** What may leave now, in order, and when it is worth asking again. */
export interface Selection {
  readonly admitted: ReadonlyArray<Admitted>
  /** The throttle as if all of `admitted` had left. */
  readonly state: Throttle.State
  /** Earliest moment at which another candidate may be admitted; null when only an answer, an act or a new message changes that. */
  readonly wakeMillis: number | null
  /** True when the sender itself has to wait or is held, not this conversation or that: nothing else can leave either. */
  readonly senderWaits: boolean
}

export interface Admitted {
  readonly message: Message
  readonly departure: Throttle.Departed
}

/**
 * Asks the throttle about each candidate in its order (RL-05, RL-10).
 *
 * A wait or hold that concerns one conversation passes over that message only; one that concerns the sender ends the round, so that
 * a later message never overtakes on the sender's budget. The candidates hold at most one message a conversation (see `Lanes.peek`).
 */
export const select = (
  context: Throttle.Context,
  before: Throttle.State,
  candidates: ReadonlyArray<Message>,
  nowMillis: number,
  admittedMax: number
): Selection => {
  const admitted: Array<Admitted> = []
  let state = before
  let wakeMillis: number | null = null
  const wakeAt = (millis: number | null): void => {
    if (millis !== null && (wakeMillis === null || millis < wakeMillis)) wakeMillis = millis
  }
  for (const message of candidates) {
    if (admitted.length >= admittedMax) return { admitted, state, wakeMillis: nowMillis, senderWaits: false }
    const decision = Throttle.decide(context, state, request(message), nowMillis)
    switch (decision._tag) {
      case "Admitted":
        admitted.push({ message, departure: decision.departure })
        state = Throttle.evolve(context, state, decision.departure)
        continue
      case "Waits":
        wakeAt(decision.untilMillis)
        if (decision.scope === "pair") continue
        return { admitted, state, wakeMillis, senderWaits: true }
      case "AwaitsAnswer":
        if (decision.scope === "pair") continue
        return { admitted, state, wakeMillis, senderWaits: true }
      case "Held":
        wakeAt(decision.untilMillis)
        if (decision.hold.scope === "pair" || decision.hold.scope === "template") continue
        return { admitted, state, wakeMillis, senderWaits: true }
    }
  }
  return { admitted, state, wakeMillis, senderWaits: false }
}

const request = (message: Message): Throttle.Request => ({
  id: message.id,
  recipient: message.recipient,
  units: message.units,
  kind: message.kind,
  template: TemplateKey.of(message),
  probeOf: null
})
