import type { Event } from "@sluice/core/callback/Event"
import * as Told from "@sluice/core/standing/Told"
import * as ToldHolds from "@sluice/core/standing/ToldHolds"
import { Clock, Effect } from "effect"
import * as Overlay from "../directory/Overlay.ts"
import { Directory } from "../ports/Directory.ts"
import type { Sender } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import { PlatformWords } from "../ports/PlatformWords.ts"
import type { Known } from "../ports/PlatformWords.ts"

/** An event, and whose it is. */
interface Heard {
  readonly accountId: string
  /** The number of ours that it came to; null where it names none. */
  readonly sender: Sender | null
  readonly event: Event
  readonly receivedMillis: number
}

/** Who lifted a hold, as the hold tells. */
const by = "the platform"

/** Which account at the platform a number belongs to, where that is news. */
const belonging = ({ event, receivedMillis, sender }: Heard): Told.State => {
  const { wabaId } = event
  if (sender === null || wabaId === null || Told.text(sender.told?.number ?? Told.initial, "wabaId") === wabaId) {
    return Told.initial
  }
  const seconds = "timestampSeconds" in event ? event.timestampSeconds : null
  return { wabaId: { value: wabaId, atMillis: Told.momentOf(seconds, receivedMillis) } }
}

/** What one event says of subjects of ours. */
const wordsOf = (heard: Heard): ReadonlyArray<Known> => {
  const { accountId, event, receivedMillis, sender } = heard
  const told = Told.read(event, receivedMillis)
  const ofNumber = Told.merge(belonging(heard), told?.about === "number" ? told.state : Told.initial)
  const words: Array<Known> = []
  if (sender !== null && Object.keys(ofNumber).length > 0) {
    words.push({ subject: { accountId, kind: "sender", id: sender.id }, state: ofNumber })
  }
  const waba = event.wabaId ?? (sender === null ? null : Told.text(sender.told?.number ?? Told.initial, "wabaId"))
  if (told?.about === "account" && waba !== null) {
    words.push({ subject: { accountId, kind: "waba", id: waba }, state: told.state })
  }
  return words
}

/** Many words on one subject are one, as they would be one after the other. */
const together = (words: ReadonlyArray<Known>): ReadonlyArray<Known> => {
  const bySubject = new Map<string, Known>()
  for (const { state, subject } of words) {
    const key = JSON.stringify([subject.accountId, subject.kind, subject.id])
    const before = bySubject.get(key)
    bySubject.set(key, before === undefined ? { subject, state } : { subject, state: Told.merge(before.state, state) })
  }
  return [...bySubject.values()]
}

/**
 * Keeps what callbacks tell of our numbers and of the accounts behind them: quality, throughput, messaging limits, restrictions, an account that is
 * disabled (CLOUD_API 3.4, 3.6). Every process follows it (`directory/ToldDirectory`), and what the platform forbids is held at once. Joins the
 * transaction of whoever consumes the callbacks.
 */
export const hear = Effect.fn("Telling.hear")(function* (all: ReadonlyArray<Heard>) {
  const news = together(all.flatMap(wordsOf))
  if (news.length === 0) return
  const words = yield* PlatformWords
  const accounts: Array<Known> = []
  yield* words.modify(
    news.map(({ subject }) => subject),
    (known, index) => {
      // Decided anew where the store runs the whole of it again.
      if (index === 0) accounts.length = 0
      const told = news[index]
      if (told === undefined) return null
      const state = Told.merge(known ?? Told.initial, told.state)
      if (told.subject.kind === "waba") accounts.push({ subject: told.subject, state })
      return state === known ? null : state
    }
  )
  yield* Effect.forEach(accounts, (account) => restrict(account, news), { discard: true })
})

/** Holds what an account may not do, and lifts what the platform has taken back. */
const restrict = Effect.fn("Telling.restrict")(function* ({ state, subject }: Known, news: ReadonlyArray<Known>) {
  const directory = yield* Directory
  const holds = yield* Holds
  const nowMillis = yield* Clock.currentTimeMillis
  const senders = yield* directory.senders
  const told = new Map(senders.map(({ id, told }) => [id, Told.text(told?.number ?? Told.initial, "wabaId")]))
  for (const { state: of, subject: one } of news) {
    if (one.kind === "sender") told.set(one.id, Told.text(of, "wabaId") ?? told.get(one.id) ?? null)
  }
  const businesses = Overlay.businessesOf(senders, subject.accountId, (id) => told.get(id) === subject.id)
  if (businesses.length === 0) {
    yield* Effect.logWarning("the platform tells of an account that no configured number is known to belong to", {
      account: subject.accountId,
      waba: subject.id
    })
  }
  for (const business of businesses) {
    yield* Effect.forEach(ToldHolds.of(state, business, nowMillis), holds.place, { discard: true })
    const standing = yield* holds.active(nowMillis, [{ scope: "business", key: business }])
    yield* Effect.forEach(
      standing.filter(({ hold }) => ToldHolds.isLifted(hold, state)),
      ({ id }) => holds.clear(id, { by, atMillis: nowMillis, note: "the account was reinstated" }),
      { discard: true }
    )
  }
})
