import type { Context } from "effect"
import { Array, Order } from "effect"
import type { SendRecords, SendSummary } from "../ports/SendRecords.ts"
import type { SentAttempt } from "./internal/Messages.ts"
import type { State } from "./internal/State.ts"

const minuteMillis = 60_000

type Refusal = SendSummary["refusals"][number]

const order = Order.combineAll([
  Order.reverse(Order.mapInput(Order.number, (refusal: Refusal) => refusal.count)),
  Order.mapInput(Order.number, (refusal: Refusal) => refusal.code ?? -1),
  Order.mapInput(Order.number, (refusal: Refusal) => refusal.httpStatus ?? -1)
])

/** @param sends in the order of their departures, at least one. */
const summaryOf = (senderId: string, sends: Array.NonEmptyReadonlyArray<SentAttempt>): SendSummary => {
  const times = sends.map(({ startedMillis }) => startedMillis)
  const refusedBy = Array.groupBy(
    sends.filter(({ outcome }) => outcome === "refused"),
    ({ code, httpStatus }) => JSON.stringify([code, httpStatus])
  )
  const count = (outcome: SentAttempt["outcome"]): number => sends.filter((send) => send.outcome === outcome).length
  return {
    senderId,
    sends: sends.length,
    accepted: count("accepted"),
    refused: count("refused"),
    unanswered: count("uncertain") + count(null),
    busiestMinute: Math.max(
      ...times.map((at) => times.filter((time) => time <= at && time > at - minuteMillis).length)
    ),
    firstMillis: Math.min(...times),
    lastMillis: Math.max(...times),
    refusals: Array.sort(
      Object.values(refusedBy).map((of) => ({ code: of[0].code, httpStatus: of[0].httpStatus, count: of.length })),
      order
    )
  }
}

/** The record of sends of a memory store. */
export const make = ({ journal, messages }: State): Context.Tag.Service<SendRecords> => ({
  summary: ({ fromMillis, senderIds, untilMillis }) =>
    journal.step(() =>
      Array.dedupe(senderIds)
        .toSorted()
        .flatMap((senderId) => {
          const sends = messages
            .sends(senderId)
            .filter(({ startedMillis }) => startedMillis >= fromMillis && startedMillis <= untilMillis)
          return Array.isNonEmptyReadonlyArray(sends) ? [summaryOf(senderId, sends)] : []
        })
    )
})
