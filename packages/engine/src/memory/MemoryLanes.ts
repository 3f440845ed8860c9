import * as LaneView from "@sluice/core/routing/LaneView"
import * as Hold from "@sluice/core/throttle/Hold"
import type { Context } from "effect"
import type { Begun, Finish, HoldKey, Lanes } from "../ports/Lanes.ts"
import type { Message } from "../ports/Outbox.ts"
import * as Waited from "../ports/Waited.ts"
import * as Messages from "./internal/Messages.ts"
import * as QueueLevels from "./internal/QueueLevels.ts"
import * as RecentSends from "./internal/RecentSends.ts"
import type { Sorted } from "./internal/Sorted.ts"
import type { State } from "./internal/State.ts"
import * as Unwanted from "./internal/Unwanted.ts"

/**
 * Whether an answer still changes a message. That the platform has it counts even where the policy has decided otherwise meanwhile, unless a
 * callback has told that this very attempt failed.
 */
const takes = ({ failedAttempt, state }: Message, { attempt, outcome }: Finish): boolean => {
  switch (state) {
    case "sending":
    case "uncertain":
      return true
    case "queued":
    case "failed":
    case "dead":
      return outcome === "accepted" && failedAttempt < attempt
    case "accepted":
    case "cancelled":
      return false
  }
}

type Probe = Pick<Hold.Hold, "scope" | "key" | "level" | "number">

/** The lanes' side of a memory store. */
export const make = (state: State): Context.Tag.Service<Lanes> => {
  const { hearers, journal, lanes, ledger, messages, versions } = state
  const ledgerKey = (senderId: string): string => Messages.pair("sender", senderId)

  const keepLedger = (senderId: string, value: unknown): void =>
    ledger.put(ledgerKey(senderId), JSON.stringify(value) ?? "null")

  /** What an older lane left in flight is uncertain from here on (RT-04). */
  const orphan = (id: string, nowMillis: number): void => {
    const message = messages.table.get(id)
    if (message === undefined) return
    const attempt = messages.attempt(id, message.attempts)
    if (attempt !== undefined && attempt.outcome === null) messages.putAttempt({ ...attempt, outcome: "uncertain" })
    messages.change(message, {
      state: "uncertain",
      events: [{ atMillis: nowMillis, kind: "uncertain", data: { attempt: message.attempts, why: "lane lost" } }]
    })
  }

  /** Of the holds that bind, the one that ends last. */
  const binding = (keys: ReadonlyArray<HoldKey>, probe: Probe | undefined, nowMillis: number): Hold.Hold | null =>
    Hold.binding(
      [...state.holds.values()]
        .filter(
          ({ clearedMillis, hold }) =>
            clearedMillis === null &&
            keys.some(({ key, scope }) => scope === hold.scope && key === hold.key) &&
            !(
              probe !== undefined &&
              probe.scope === hold.scope &&
              probe.key === hold.key &&
              probe.level === hold.level &&
              probe.number === hold.number
            )
        )
        .sort((a, b) => a.id - b.id)
        .map(({ hold }) => hold),
      nowMillis
    )

  const peek = (queue: Sorted<Message>, request: Parameters<Context.Tag.Service<Lanes>["peek"]>[0]) => {
    const { after = null, answered = [], limit, nowMillis, orderMillisMax = Infinity } = request
    const done = new Set(answered)
    const isShown = (message: Message): boolean => after === null || LaneView.isBehind(message, after)
    const holdsBack = (id: string): boolean => {
      const message = messages.table.get(id)
      if (message === undefined || done.has(id)) return false
      return message.state !== "queued" || message.dueMillis <= nowMillis + orderMillisMax
    }
    const due: Array<Message> = []
    let nextDueMillis: number | null = null
    for (const level of QueueLevels.at(queue, nowMillis)) {
      for (let index = level.start; index < level.end && due.length < limit; index++) {
        const message = queue.items[index]
        if (message === undefined || done.has(message.id) || !isShown(message)) continue
        if (messages.open(message.senderId, message.recipient).find(holdsBack) === message.id) due.push(message)
      }
      if (level.nextDueMillis !== null) nextDueMillis = Math.min(nextDueMillis ?? Infinity, level.nextDueMillis)
    }
    return { due, nextDueMillis }
  }

  const begin: Context.Tag.Service<Lanes>["begin"] = (request) =>
    journal.step((): Begun => {
      const { fence, holdKeys, holdsVersion, ledger, nowMillis, probe, sends, senderId } = request
      const lane = lanes.get(senderId)
      if (lane?.fence !== fence || lane.runner === null) return { _tag: "Lost" }
      const held = binding(holdKeys, probe, nowMillis)
      if (held !== null) return { _tag: "Held", hold: held }
      if (holdsVersion !== undefined && holdsVersion !== (versions.get("hold") ?? 0)) return { _tag: "Unseen" }
      const begun = new Set<string>()
      for (const { attempt: number, counted = false, endpoint, messageId } of sends) {
        const message = messages.table.get(messageId)
        if (message?.senderId !== senderId) continue
        if (message.state === "queued" && message.attempts === number - 1 && !Unwanted.is(state, message)) {
          messages.putAttempt({
            messageId,
            senderId,
            number,
            fence,
            endpoint,
            counted,
            startedMillis: nowMillis,
            answeredMillis: null,
            outcome: null,
            httpStatus: null,
            code: null,
            detail: null
          })
          messages.change(
            { ...message, attempts: number, firstAttemptMillis: message.firstAttemptMillis ?? nowMillis },
            {
              state: "sending",
              heldMillis: Waited.heldMillis(message, nowMillis),
              events: [{ atMillis: nowMillis, kind: "attempted", data: { attempt: number, endpoint } }]
            }
          )
          begun.add(messageId)
        } else if (message.state === "sending" && message.attempts === number) {
          const before = messages.attempt(messageId, number)
          if (before?.fence === fence && before.outcome === null) begun.add(messageId)
        }
      }
      keepLedger(senderId, ledger)
      return { _tag: "Begun", messageIds: begun }
    })

  const finishOne = (senderId: string, finish: Finish): void => {
    const message = messages.table.get(finish.messageId)
    const attempt = messages.attempt(finish.messageId, finish.attempt)
    if (message?.senderId !== senderId || attempt === undefined || attempt.answeredMillis !== null) return
    const answered = finish.outcome !== "uncertain"
    if (attempt.outcome !== null && !answered) return
    messages.putAttempt({
      ...attempt,
      outcome: finish.outcome,
      answeredMillis: answered ? finish.answeredMillis : null,
      httpStatus: finish.httpStatus,
      code: finish.code,
      detail: finish.detail
    })
    if (message.attempts !== finish.attempt || !takes(message, finish)) return
    const updatedMillis = Math.max(message.updatedMillis, finish.answeredMillis)
    messages.change({ ...message, updatedMillis }, finish.change)
  }

  return {
    take: ({ accountId, aloneSinceMillis, countedSinceMillis, nowMillis, recentSinceMillis, runner, senderId }) =>
      journal.step(() => {
        const before = lanes.get(senderId)
        const fence = (before?.fence ?? 0) + 1
        const accounts = new Set([...(before?.accounts ?? []), ...(accountId === undefined ? [] : [accountId])])
        lanes.put(senderId, { fence, runner, accounts: [...accounts] })
        const orphans = messages.inFlight(senderId)
        for (const id of orphans) orphan(id, nowMillis)
        const kept = ledger.get(ledgerKey(senderId))
        return {
          fence,
          ledger: kept === undefined ? null : JSON.parse(kept),
          recent: RecentSends.of(messages, senderId, recentSinceMillis, aloneSinceMillis ?? null),
          counted: countedSinceMillis === undefined ? [] : RecentSends.counted(messages, senderId, countedSinceMillis),
          orphaned: orphans.length
        }
      }),
    peek: (request) =>
      journal.step(() => {
        const queue = messages.queues.get(request.senderId)
        return queue === undefined ? { due: [], nextDueMillis: null } : peek(queue, request)
      }),
    begin,
    finish: ({ fence, finishes, ledger, openSinceMillis, senderId }) =>
      journal.step(() => {
        for (const finish of finishes) finishOne(senderId, finish)
        if (openSinceMillis !== undefined && lanes.get(senderId)?.fence === fence) keepLedger(senderId, ledger)
      }),
    release: (senderId, fence) =>
      journal.step(() => {
        const lane = lanes.get(senderId)
        if (lane?.fence === fence) lanes.put(senderId, { ...lane, runner: null })
      }),
    hear: hearers.hear,
    accounts: (senderIds) =>
      journal.step(
        () =>
          new Map(
            senderIds.flatMap((senderId) => {
              const { accounts = [] } = lanes.get(senderId) ?? {}
              return accounts.length === 0 ? [] : [[senderId, new Set(accounts)] as const]
            })
          )
      ),
    withWork: (nowMillis) =>
      journal.step(() => {
        const due = [...messages.queues].flatMap(([senderId, queue]) =>
          QueueLevels.at(queue, nowMillis).some(({ end, start }) => end > start) ? [senderId] : []
        )
        return [...new Set([...due, ...messages.sendersInFlight()])].sort()
      })
  }
}
