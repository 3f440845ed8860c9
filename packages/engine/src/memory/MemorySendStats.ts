import { Array, Order } from "effect"
import type { Context } from "effect"
import type { AccountCount, Asked, SendCount, SenderStats, SendStats } from "../ports/SendStats.ts"
import type { Message } from "../ports/Outbox.ts"
import type { SentAttempt } from "./internal/Messages.ts"
import type { State } from "./internal/State.ts"

/** The value that 95 in 100 do not exceed, as PostgreSQL's `percentile_disc` has it. */
const p95 = (values: ReadonlyArray<number>): number | null =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? null

type Told = Omit<SendCount, "count">

const toldOf = (attempt: SentAttempt, message: Message): Told => {
  const told = message.failedAttempt >= attempt.number ? message.failure : null
  return {
    outcome: attempt.outcome ?? "open",
    httpStatus: attempt.httpStatus,
    code: attempt.code,
    toldCause: attempt.outcome === "accepted" ? (told?.cause ?? null) : null,
    toldCode: attempt.outcome === "accepted" ? (told?.code ?? null) : null
  }
}

const order: Order.Order<Told> = Order.combineAll([
  Order.mapInput(Order.string, ({ outcome }: Told) => outcome),
  Order.mapInput(Order.number, ({ httpStatus }: Told) => httpStatus ?? -1),
  Order.mapInput(Order.number, ({ code }: Told) => code ?? -1),
  Order.mapInput(Order.string, ({ toldCause }: Told) => toldCause ?? ""),
  Order.mapInput(Order.number, ({ toldCode }: Told) => toldCode ?? -1)
])

const tally = (accountIds: Iterable<string>): ReadonlyArray<AccountCount> => {
  const counts = new Map<string, number>()
  for (const accountId of accountIds) counts.set(accountId, (counts.get(accountId) ?? 0) + 1)
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([accountId, count]) => ({ accountId, count }))
}

/** The figures of a memory store. */
export const make = ({ callbacks, journal, messages }: State): Context.Tag.Service<SendStats> => {
  const statsOf = (senderId: string, { newestMax, sinceMillis, unitsSinceMillis }: Asked): SenderStats | null => {
    const sends = messages
      .sends(senderId)
      .filter(({ startedMillis }) => startedMillis >= sinceMillis)
      .toReversed()
      .slice(0, newestMax)
      .flatMap((attempt) => {
        const message = messages.table.get(attempt.messageId)
        return message === undefined ? [] : [{ attempt, message }]
      })
    const [newest] = sends
    if (newest === undefined) return null
    const groups = Object.values(
      Array.groupBy(
        sends.map(({ attempt, message }) => toldOf(attempt, message)),
        (told) => JSON.stringify(told)
      )
    )
    return {
      senderId,
      counts: groups.map((group) => ({ ...group[0], count: group.length })).toSorted(order),
      answerMillisP95: p95(
        sends.flatMap(({ attempt: { answeredMillis, startedMillis } }) =>
          answeredMillis === null ? [] : [answeredMillis - startedMillis]
        )
      ),
      deliveryMillisP95: p95(
        sends.flatMap(({ attempt, message }) =>
          message.delivery === "delivered" && attempt.outcome === "accepted"
            ? [message.updatedMillis - attempt.startedMillis]
            : []
        )
      ),
      units: sends.reduce(
        (total, { attempt, message }) => (attempt.startedMillis >= unitsSinceMillis ? total + message.units : total),
        0
      ),
      lastMillis: newest.attempt.startedMillis
    }
  }

  return {
    recent: (asked) =>
      journal.step(() =>
        Array.dedupe(asked.senderIds)
          .toSorted()
          .flatMap((senderId) => statsOf(senderId, asked) ?? [])
      ),
    deadLetters: (sinceMillis) =>
      journal.step(() =>
        tally(
          [...messages.table.values()].flatMap(({ accountId, id }) =>
            messages
              .events(id)
              .filter(({ atMillis, kind }) => kind === "dead" && atMillis >= sinceMillis)
              .map(() => accountId)
          )
        )
      ),
    quarantined: (sinceMillis) =>
      journal.step(() =>
        tally(
          [...callbacks.values()].flatMap(({ callback, verdict }) =>
            verdict === "quarantined" && callback.receivedMillis >= sinceMillis ? [callback.accountId] : []
          )
        )
      ),
    unheardMillis: (senderIds, sinceMillis) =>
      journal.step(() => {
        const waiting = Array.dedupe(senderIds).flatMap((senderId) =>
          messages
            .sends(senderId)
            .filter(
              ({ messageId, outcome, startedMillis }) =>
                startedMillis >= sinceMillis &&
                outcome === "accepted" &&
                messages.table.get(messageId)?.delivery === null
            )
            .map(({ startedMillis }) => startedMillis)
        )
        return waiting.length === 0 ? null : Math.min(...waiting)
      })
  }
}
