import type { Context } from "effect"
import { Option, Order } from "effect"
import * as ErasedMessage from "../erasure/ErasedMessage.ts"
import { erasedText, type Person } from "../erasure/Person.ts"
import type { Erasures } from "../ports/Erasures.ts"
import { nothing, start } from "../ports/Erasures.ts"
import type { Message } from "../ports/Outbox.ts"
import * as Messages from "./internal/Messages.ts"
import type { KeptErasure, State } from "./internal/State.ts"

type Service = Context.Tag.Service<Erasures>

const oldestFirst: Order.Order<KeptErasure> = Order.combine(
  Order.mapInput(Order.number, ({ erasure }: KeptErasure) => erasure.openedMillis),
  Order.mapInput(Order.string, ({ erasure }: KeptErasure) => erasure.id)
)

const latin1 = new TextDecoder("latin1")

const isOver = ({ state }: Message): boolean => state !== "queued" && state !== "sending" && state !== "uncertain"

const scrubbed = (person: Person, text: string | null): string | null =>
  text !== null && person.mentions(text) ? null : text

/** The acts of a memory store. */
const acts = ({ erasures, journal }: State) =>
  ({
    open: (erasure) =>
      journal.step(() => {
        const { accountId, id, openedMillis, pseudonym, recipient, recipientKey } = erasure
        const known = [...erasures.values()].find(
          (one) => one.erasure.accountId === accountId && one.about?.recipientKey === recipientKey
        )
        if (known !== undefined) return known.erasure
        const opened = { id, accountId, openedMillis, endedMillis: null, counts: nothing }
        const about = { pseudonym, recipient, recipientKey }
        erasures.put(id, { erasure: opened, about, place: start, blobs: [], untilMillis: 0 })
        return opened
      }),
    find: (id) => journal.step(() => Option.map(Option.fromNullable(erasures.get(id)), ({ erasure }) => erasure)),
    claim: ({ nowMillis, untilMillis }) =>
      journal.step(() => {
        const [first] = [...erasures.values()]
          .filter((one) => one.erasure.endedMillis === null && one.untilMillis <= nowMillis)
          .sort(oldestFirst)
        if (first === undefined || first.about === null) return Option.none()
        erasures.put(first.erasure.id, { ...first, untilMillis })
        const { about, erasure, place } = first
        return Option.some({ ...erasure, ...about, place })
      }),
    advance: (id, { blobs, counts, place, untilMillis }) =>
      journal.step(() => {
        const found = erasures.get(id)
        if (found === undefined || found.erasure.endedMillis !== null) return
        const all = [...new Set([...found.blobs, ...blobs])].sort()
        erasures.put(id, { ...found, erasure: { ...found.erasure, counts }, place, blobs: all, untilMillis })
      }),
    end: (id, nowMillis) =>
      journal.step(() => {
        const found = erasures.get(id)
        if (found === undefined || found.erasure.endedMillis !== null) return
        erasures.put(id, { ...found, erasure: { ...found.erasure, endedMillis: nowMillis }, about: null })
      }),
    blobs: journal.step(() => [...new Set([...erasures.values()].flatMap(({ blobs }) => blobs))].sort()),
    forget: (beforeMillis) =>
      journal.step(() => {
        const old = [...erasures.values()].filter(
          ({ blobs, erasure }) => blobs.length > 0 && (erasure.endedMillis ?? Infinity) < beforeMillis
        )
        for (const one of old) erasures.put(one.erasure.id, { ...one, blobs: [] })
        return old.length
      })
  }) satisfies Partial<Service>

/** What is done with messages and with the rows that are to be some. */
const sent = ({ campaignRows, campaigns, journal, looks, messages }: State) => {
  const eraseMessage = (person: Person, message: Message): void => {
    for (const attempt of messages.attempts(message.id)) {
      messages.putAttempt({ ...attempt, detail: scrubbed(person, attempt.detail) })
    }
    messages.rewrite(message.id, (event) => ({ ...event, data: person.scrubRecord(event.data) }))
    const { callerData: _callerData, ...rest } = message
    messages.table.put(message.id, {
      ...rest,
      ...ErasedMessage.replaced(person, message),
      recipient: person.pseudonym,
      replyTo: null,
      requestDigest: ErasedMessage.requestDigest,
      wamid: scrubbed(person, message.wamid),
      failure:
        message.failure === null
          ? null
          : {
              ...message.failure,
              detail: person.mentions(message.failure.detail) ? erasedText : message.failure.detail
            }
    })
    looks.remove(message.id)
  }
  return {
    messages: (person, { acceptedUntilMillis, limit, quietSinceMillis }) =>
      journal.step(() => {
        const theirs = [...messages.table.values()].filter(
          ({ acceptedMillis, accountId, recipient }) =>
            accountId === person.accountId &&
            person.spellings.includes(recipient) &&
            acceptedMillis <= acceptedUntilMillis
        )
        const over = theirs
          .filter((message) => isOver(message) && (message.attempts === 0 || message.updatedMillis <= quietSinceMillis))
          .sort(Order.mapInput(Order.string, ({ id }: Message) => id))
          .slice(0, limit)
        for (const message of over) eraseMessage(person, message)
        return { erased: over.length, left: theirs.length - over.length }
      }),
    rows: (person, { after, limit }) =>
      journal.step(() => {
        const from = after ?? { campaignId: "", number: -1 }
        const campaign = [...campaigns.values()]
          .filter(
            ({ accountId, id, rows }) =>
              accountId === person.accountId &&
              (id > from.campaignId || (id === from.campaignId && rows > from.number + 1))
          )
          .sort(Order.mapInput(Order.string, ({ id }: { readonly id: string }) => id))[0]
        if (campaign === undefined) return { erased: 0, next: null }
        const first = campaign.id === from.campaignId ? from.number + 1 : 0
        const last = Math.min(first + limit, campaign.rows) - 1
        let erased = 0
        for (let number = first; number <= last; number++) {
          const row = campaignRows.get(Messages.pair(campaign.id, String(number)))
          if (row === undefined || !person.spellings.includes(row.message.recipient)) continue
          const message = {
            ...row.message,
            ...ErasedMessage.replaced(person, row.message),
            recipient: person.pseudonym,
            replyTo: null,
            requestDigest: ErasedMessage.requestDigest
          }
          campaignRows.put(Messages.pair(campaign.id, String(number)), { ...row, message })
          erased++
        }
        return { erased, next: { campaignId: campaign.id, number: last } }
      })
  } satisfies Partial<Service>
}

/** What is done with what came from outside, and with what is on its way there. */
const received = ({ callbacks, feed, journal, mediaFiles, queuedEvents }: State) =>
  ({
    callbacks: (person, { fromId, span }, redact) =>
      journal.step(() => {
        const ids = [...callbacks.entries()].map(([id]) => id)
        const newestId = Math.max(0, ...ids)
        const named = ids
          .filter((id) => id >= fromId && id < fromId + span)
          .sort((a, b) => a - b)
          .flatMap((id) => callbacks.get(id) ?? [])
          .filter(({ callback }) => callback.accountId === person.accountId)
        let erased = 0
        let next = Math.min(fromId + span, newestId + 1)
        for (const logged of named.toReversed()) {
          const { callback, report, verdict } = logged
          const text = latin1.decode(callback.body)
          if (!person.needles.some((needle) => text.includes(needle))) continue
          if (verdict === "pending") {
            next = callback.id
            continue
          }
          const left = redact({ ...callback, verdict })
          if (left === null) continue
          const { body, contentType, digest } = left
          const kept = report === null ? null : person.scrubRecord(report)
          callbacks.put(callback.id, { ...logged, callback: { ...callback, body, contentType, digest }, report: kept })
          erased++
        }
        return { erased, next, caughtUp: next > newestId }
      }),
    events: (person, { after, limit }) => journal.step(() => feed.erase(person, after, limit)),
    deliveries: (person, { limit, nowMillis }, left) =>
      journal.step(() => {
        const named = [...queuedEvents.entries()]
          .filter(
            ([, { body, delivery }]) =>
              delivery.state === "pending" && delivery.accountId === person.accountId && person.mentions(body)
          )
          .slice(0, limit)
        for (const [key, queued] of named) {
          const rest = left(queued.body)
          const { delivery } = queued
          queuedEvents.put(
            key,
            rest === null
              ? {
                  ...queued,
                  body: "",
                  delivery: {
                    ...delivery,
                    state: "abandoned",
                    dueMillis: null,
                    detail: erasedText,
                    updatedMillis: nowMillis
                  }
                }
              : { ...queued, body: rest }
          )
        }
        return named.length
      }),
    files: (accountId, mediaIds) =>
      journal.step(() => {
        const gone = [...mediaFiles.entries()].filter(
          ([, file]) => file.accountId === accountId && mediaIds.includes(file.mediaId)
        )
        for (const [key] of gone) mediaFiles.remove(key)
        const used = new Set(
          [...mediaFiles.values()].flatMap(({ standing }) => (standing._tag === "Kept" ? [standing.blob] : []))
        )
        const blobs = gone.flatMap(([, { standing }]) => (standing._tag === "Kept" ? [standing.blob] : []))
        return { erased: gone.length, blobs: [...new Set(blobs)].filter((blob) => !used.has(blob)) }
      })
  }) satisfies Partial<Service>

/** Erasing in a memory store. */
export const make = (state: State): Service => {
  const { early, holds, journal, messages, optOuts, windows } = state
  const optOutsOf = ({ accountId, spellings }: Pick<Person, "accountId" | "spellings">) =>
    [...optOuts.entries()].filter(([, one]) => one.accountId === accountId && spellings.includes(one.recipient))
  const windowsOf = (spellings: ReadonlyArray<string>, senderIds: ReadonlyArray<string>) =>
    senderIds
      .flatMap((senderId) => spellings.map((recipient) => Messages.pair(senderId, recipient)))
      .filter((key) => windows.get(key) !== undefined)

  return {
    ...acts(state),
    ...sent(state),
    ...received(state),
    preview: ({ accountId, spellings }, senderIds) =>
      journal.step(() => {
        const theirs = [...messages.table.values()].filter(
          (one) => one.accountId === accountId && spellings.includes(one.recipient)
        )
        const rows = [...state.campaigns.values()]
          .filter((campaign) => campaign.accountId === accountId)
          .flatMap(({ id, rows }) => Array.from({ length: rows }, (_, number) => Messages.pair(id, String(number))))
          .flatMap((key) => state.campaignRows.get(key) ?? [])
        return {
          ...nothing,
          messages: theirs.length,
          cancelled: theirs.filter((one) => one.state === "queued").length,
          campaignRows: rows.filter(({ message }) => spellings.includes(message.recipient)).length,
          optOuts: optOutsOf({ accountId, spellings }).length,
          windows: windowsOf(spellings, senderIds).length
        }
      }),
    around: (person, { optOutKey, senderIds }) =>
      journal.step(() => {
        const gone = optOutsOf(person).sort(
          Order.mapInput(Order.number, ([, { sinceMillis }]: (typeof gone)[number]) => sinceMillis)
        )
        for (const [key, optOut] of gone) {
          optOuts.remove(key)
          const kept = { ...optOut, recipient: optOutKey }
          const keptKey = Messages.optOutKey(kept)
          if (optOuts.get(keptKey) === undefined) optOuts.put(keptKey, kept)
        }
        const open = windowsOf(person.spellings, senderIds)
        for (const key of open) windows.remove(key)
        const parked = [...early.entries()].filter(
          ([, { accountId, status }]) =>
            (accountId === null || accountId === person.accountId) && person.mentions(JSON.stringify(status))
        )
        for (const [id] of parked) early.remove(id)
        const noted = [...holds.values()].flatMap((placed) =>
          placed.review !== null && person.mentions(placed.review.note) ? [{ placed, review: placed.review }] : []
        )
        for (const { placed, review } of noted) {
          holds.put(placed.id, { ...placed, review: { ...review, note: erasedText } })
        }
        return { optOuts: gone.length, windows: open.length, earlyStatuses: parked.length, notes: noted.length }
      })
  }
}
