import * as Delivery from "@sluice/core/delivery/Delivery"
import type { State } from "@sluice/core/delivery/MessageState"
import { Option, Schema } from "effect"
import type { Event } from "./Story.ts"

/** Where a message's own history says that it is. */
export interface Implied {
  readonly state: State
  readonly delivery: Delivery.DeliveryStatus | null
  readonly attempts: number
}

/** Where the record says that it is. */
export interface Recorded extends Implied {
  readonly events: ReadonlyArray<Event>
}

const deliveryStatus = Schema.decodeUnknownOption(Delivery.DeliveryStatus)

/** Before the first event. */
const initial: Implied = { state: "queued", delivery: null, attempts: 0 }

/** One event more. What only adds words (`refused`, whose consequence is the event after it; `looked`) changes nothing. */
const after = (implied: Implied, { data, kind }: Event): Implied => {
  switch (kind) {
    case "attempted":
      return { ...implied, state: "sending", attempts: implied.attempts + 1 }
    case "answered":
      return { ...implied, state: "accepted" }
    case "deferred":
      // Of the attempt that comes next nothing is known, whatever was reported of the last one.
      return { ...implied, state: "queued", delivery: null }
    case "replayed":
      // It starts over: nothing is known of the platform's side any more. Its attempts go on counting.
      return { ...implied, state: "queued", delivery: null }
    case "uncertain":
      return { ...implied, state: "uncertain" }
    case "settled":
      if (data["by"] === "callback") return { ...implied, state: "accepted" }
      return data["then"] === "resend" ? { ...implied, state: "queued" } : implied
    case "status": {
      const status = Option.getOrNull(deliveryStatus(data["status"]))
      if (status === null || data["earlierAttempt"] === true) return implied
      const delivery = Delivery.join(implied.delivery, status)
      // Evidence that the platform has it, unless the evidence is a failure: that one is an event of its own.
      return { ...implied, delivery, state: delivery === "failed" ? implied.state : "accepted" }
    }
    case "failed":
      return { ...implied, state: "failed" }
    case "dead":
      return { ...implied, state: "dead" }
    case "cancelled":
      return { ...implied, state: "cancelled" }
    default:
      return implied
  }
}

/** Where the events lead. */
export const replay = (events: ReadonlyArray<Event>): Implied => events.reduce(after, initial)

/**
 * What the record of a message says and its history does not explain; empty when every state has its reason (RT-02, RT-03).
 *
 * The history must begin with the acceptance and never run backwards, tell of each attempt in turn, and lead to the recorded
 * state and delivery.
 */
export const unexplained = (recorded: Recorded): ReadonlyArray<string> => {
  const { events } = recorded
  const implied = replay(events)
  const numbers = events.filter(({ kind }) => kind === "attempted").map(({ data }) => data["attempt"])
  const backwards = events.some((event, index) => event.atMillis < (events[index - 1]?.atMillis ?? 0))
  return [
    ...(events[0]?.kind === "accepted" ? [] : ["its history does not begin with its acceptance"]),
    ...(backwards ? ["its history runs backwards"] : []),
    ...(implied.state === recorded.state ? [] : [`it is ${recorded.state}, its history leads to ${implied.state}`]),
    ...(implied.delivery === recorded.delivery
      ? []
      : [`its delivery is ${recorded.delivery ?? "unknown"}, its history leads to ${implied.delivery ?? "none"}`]),
    ...(implied.attempts === recorded.attempts
      ? []
      : [`${recorded.attempts} attempts, ${implied.attempts} in its history`]),
    ...(numbers.every((number, index) => number === index + 1)
      ? []
      : [`its attempts are numbered ${numbers.join(", ")}`])
  ]
}
