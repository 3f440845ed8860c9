import type { Depth } from "@sluice/client/Operations"

/** How many messages are where, in the order in which they go through. */
export interface Tally {
  readonly queued: number
  /** Their request is on the way, or left without an answer. */
  readonly inFlight: number
  /** The platform has them; the phone has not confirmed yet. */
  readonly sent: number
  readonly delivered: number
  readonly read: number
  /** Failed, given up, or taken back. */
  readonly failed: number
}

const empty: Tally = { queued: 0, inFlight: 0, sent: 0, delivered: 0, read: 0, failed: 0 }

/** Which of them a row of the queue's depths belongs to. */
const place = ({ delivery, state }: Pick<Depth, "delivery" | "state">): keyof Tally => {
  switch (state) {
    case "queued":
      return "queued"
    case "sending":
    case "uncertain":
      return "inFlight"
    case "failed":
    case "dead":
    case "cancelled":
      return "failed"
    case "accepted":
      switch (delivery) {
        case null:
        case "sent":
          return "sent"
        case "delivered":
          return "delivered"
        case "read":
        case "played":
          return "read"
        case "failed":
          return "failed"
      }
  }
}

export const of = (depths: ReadonlyArray<Pick<Depth, "delivery" | "state" | "count">>): Tally =>
  depths.reduce((tally, depth) => {
    const where = place(depth)
    return { ...tally, [where]: tally[where] + depth.count }
  }, empty)

export const total = ({ delivered, failed, inFlight, queued, read, sent }: Tally): number =>
  queued + inFlight + sent + delivered + read + failed

/** Those that have left and were answered. */
export const answered = (tally: Tally): number => total(tally) - tally.queued - tally.inFlight

/** Those of which nothing more has to come: reads may, and often do not (WH-04). */
export const over = ({ delivered, failed, read }: Tally): number => delivered + read + failed
