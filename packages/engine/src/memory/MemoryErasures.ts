import type { Context } from "effect"
import { Option, Order } from "effect"
import { erasedText, type Person } from "../erasure/Person.ts"
import type { Erasures } from "../ports/Erasures.ts"
import { nothing, start } from "../ports/Erasures.ts"
import * as ErasedHistory from "./internal/ErasedHistory.ts"
import * as ErasedTraffic from "./internal/ErasedTraffic.ts"
import * as Messages from "./internal/Messages.ts"
import type { KeptErasure, State } from "./internal/State.ts"

type Service = Context.Tag.Service<Erasures>

const oldestFirst: Order.Order<KeptErasure> = Order.combine(
  Order.mapInput(Order.number, ({ erasure }: KeptErasure) => erasure.openedMillis),
  Order.mapInput(Order.string, ({ erasure }: KeptErasure) => erasure.id)
)

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
    ...ErasedHistory.make(state),
    ...ErasedTraffic.make(state),
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
