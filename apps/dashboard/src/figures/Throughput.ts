import type { SendFigures } from "../api/Shapes.ts"

/** What one sender sent, minute by minute, with the minutes in which it sent nothing. */
export interface Series {
  readonly senderId: string
  readonly points: ReadonlyArray<{ readonly at: Date; readonly sends: number }>
}

const stepsOf = ({ from, stepSeconds, until }: SendFigures): ReadonlyArray<number> => {
  const fromMillis = Date.parse(from)
  const stepMillis = stepSeconds * 1_000
  return Array.from(
    { length: Math.max(0, Math.round((Date.parse(until) - fromMillis) / stepMillis)) },
    (_, index) => fromMillis + index * stepMillis
  )
}

/** A series for each sender that is given, in their order; the API leaves empty minutes out. */
export const series = (figures: SendFigures, senderIds: ReadonlyArray<string>): ReadonlyArray<Series> => {
  const sent = new Map(figures.sends.map(({ from, senderId, sends }) => [`${senderId} ${Date.parse(from)}`, sends]))
  const steps = stepsOf(figures)
  return senderIds.map((senderId) => ({
    senderId,
    points: steps.map((millis) => ({ at: new Date(millis), sends: sent.get(`${senderId} ${millis}`) ?? 0 }))
  }))
}

/** Those that are drawn: the ones that sent most, so that a chart stays one that can be read. */
export const busiest = (all: ReadonlyArray<Series>, count: number): ReadonlyArray<Series> => {
  const total = ({ points }: Series): number => points.reduce((sum, { sends }) => sum + sends, 0)
  const chosen = new Set(all.toSorted((a, b) => total(b) - total(a)).slice(0, count))
  return all.filter((one) => chosen.has(one))
}

/** Sends of the last whole minute: the current one is not over, and would always look slow. */
export const lastMinute = ({ points }: Series): number => points.at(-2)?.sends ?? 0

/** Sends of the whole span, by what became of them. */
export const totals = (figures: SendFigures, senderId: string) =>
  figures.sends
    .filter((step) => step.senderId === senderId)
    .reduce(
      (sum, { accepted, refused, sends }) => ({
        sends: sum.sends + sends,
        accepted: sum.accepted + accepted,
        refused: sum.refused + refused
      }),
      { sends: 0, accepted: 0, refused: 0 }
    )
