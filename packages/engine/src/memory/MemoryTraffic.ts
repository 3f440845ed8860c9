import type { Context } from "effect"
import { Array, Order } from "effect"
import { type FailedMessages, type Stepped, type Traffic, waitsReadMax } from "../ports/Traffic.ts"
import type { State } from "./internal/State.ts"

const within = ({ fromMillis, untilMillis }: Pick<Stepped, "fromMillis" | "untilMillis">, atMillis: number): boolean =>
  atMillis >= fromMillis && atMillis < untilMillis

/** Where the step of a moment begins. */
const stepOf = ({ fromMillis, stepMillis }: Stepped, atMillis: number): number =>
  fromMillis + Math.floor((atMillis - fromMillis) / stepMillis) * stepMillis

const bySenderAndCount = Order.combineAll([
  Order.mapInput(Order.string, (failed: FailedMessages) => failed.senderId),
  Order.reverse(Order.mapInput(Order.number, (failed: FailedMessages) => failed.count)),
  Order.mapInput(Order.string, (failed: FailedMessages) => failed.cause),
  Order.mapInput(Order.number, (failed: FailedMessages) => failed.code ?? -1)
])

/** The least value that `share` of the others do not exceed. */
const percentile = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0

/** Figures of a memory store. */
export const make = ({ callbacks, journal, messages }: State): Context.Tag.Service<Traffic> => ({
  sends: (asked) =>
    journal.step(() =>
      Array.dedupe(asked.senderIds)
        .toSorted()
        .flatMap((senderId) => {
          const sends = messages.sends(senderId).filter(({ startedMillis }) => within(asked, startedMillis))
          const steps = Array.groupBy(sends, ({ startedMillis }) => String(stepOf(asked, startedMillis)))
          return Object.entries(steps)
            .map(([from, of]) => ({
              senderId,
              fromMillis: Number(from),
              sends: of.length,
              accepted: of.filter(({ outcome }) => outcome === "accepted").length,
              refused: of.filter(({ outcome }) => outcome === "refused").length
            }))
            .toSorted((a, b) => a.fromMillis - b.fromMillis)
        })
    ),
  endings: (asked) =>
    journal.step(() => {
      const latest = Array.dedupe(asked.senderIds).flatMap((senderId) =>
        messages.sends(senderId).flatMap(({ messageId, number, startedMillis }) => {
          const message = messages.table.get(messageId)
          return message?.attempts === number && within(asked, startedMillis) ? [{ ...message, senderId }] : []
        })
      )
      const failed = latest.flatMap(({ failure, senderId, state }) =>
        failure !== null && (state === "failed" || state === "dead")
          ? [{ senderId, cause: failure.cause, code: failure.code }]
          : []
      )
      const groups = Array.groupBy(failed, (one) => JSON.stringify([one.senderId, one.cause, one.code]))
      return {
        attempted: latest.length,
        failed: Array.sort(
          Object.values(groups).map((of) => ({ ...of[0], count: of.length })),
          bySenderAndCount
        )
      }
    }),
  waits: (asked) =>
    journal.step(() => {
      const newest = Array.dedupe(asked.accountIds).flatMap((accountId) =>
        [...callbacks.values()]
          .filter(({ callback, verdict }) => verdict === "processed" && callback.accountId === accountId)
          .toSorted((a, b) => b.callback.receivedMillis - a.callback.receivedMillis)
          .filter(({ callback }) => within(asked, callback.receivedMillis))
          .slice(0, waitsReadMax)
      )
      const waits = newest.flatMap(({ callback, processedMillis }) =>
        processedMillis === null || callback.applied === true
          ? []
          : [
              {
                fromMillis: stepOf(asked, callback.receivedMillis),
                waitMillis: Math.max(0, processedMillis - callback.receivedMillis)
              }
            ]
      )
      return Object.values(Array.groupBy(waits, ({ fromMillis }) => String(fromMillis)))
        .map((of) => {
          const sorted = of.map(({ waitMillis }) => waitMillis).toSorted((a, b) => a - b)
          return {
            fromMillis: of[0].fromMillis,
            callbacks: of.length,
            medianMillis: percentile(sorted, 0.5),
            p95Millis: percentile(sorted, 0.95),
            longestMillis: percentile(sorted, 1)
          }
        })
        .toSorted((a, b) => a.fromMillis - b.fromMillis)
    })
})
