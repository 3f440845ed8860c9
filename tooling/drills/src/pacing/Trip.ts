import * as Seeded from "@sluice/simulator/Seeded"

/**
 * How long a request is under way, and then its answer: 280 ms together on average, as the guide has it for Asia (SF-03), and one in fifty
 * is late by a second.
 */
export interface Trip {
  readonly outMillis: number
  readonly backMillis: number
}

const lateShare = 0.02
const lateMillis = 1_000

/** The trip of one try of one message: the same whoever makes it, and whenever. */
export const of = (seed: string, message: number, attempt: number): Trip => {
  const subject = `${message} ${attempt}`
  const late = Seeded.happens(lateShare, seed, "late", subject) ? lateMillis : 0
  return {
    outMillis: late + Seeded.between(60, 180, seed, "out", subject),
    backMillis: Seeded.between(60, 220, seed, "back", subject)
  }
}

export const roundTripMillis = ({ backMillis, outMillis }: Trip): number => outMillis + backMillis
