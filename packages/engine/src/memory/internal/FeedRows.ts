import { erasedText, type Person } from "../../erasure/Person.ts"
import type { Stretch } from "../../ports/Erasures.ts"
import { partsOf } from "../../ports/Feed.ts"
import type { FeedEvent, Page, Reading, StepTaken, Tidings } from "../../ports/Feed.ts"
import type { Message } from "../../ports/Outbox.ts"
import * as Step from "../../subscriptions/Step.ts"
import type { Journal } from "./Journal.ts"
import * as Table from "./Table.ts"

/** One thing that happened, told or not. */
interface Row {
  readonly number: number
  readonly happened: { readonly step: StepTaken } | { readonly tidings: Tidings }
}

const stepOf = (before: Message, next: Message): StepTaken => ({
  messageId: next.id,
  accountId: next.accountId,
  senderId: next.senderId,
  recipient: next.recipient,
  idempotencyKey: next.idempotencyKey,
  before: { state: before.state, delivery: before.delivery },
  after: { state: next.state, delivery: next.delivery },
  attempts: next.attempts,
  wamid: next.wamid,
  failure: next.failure,
  atMillis: next.updatedMillis
})

/** The same form as any other store's. */
const positionOf = (number: number): string => `0.${number}`

const numberOf = (position: string): number => Number(partsOf(position)?.number ?? 0)

const toEvent = (row: Row): FeedEvent | null => {
  const tidings = "tidings" in row.happened ? row.happened.tidings : Step.told(row.happened.step)
  // Unlike any other store's: nothing of this one outlives the process.
  const id = `00000000-0000-4000-8000-${row.number.toString(16).padStart(12, "0")}`
  return tidings === null ? null : { id, ...tidings, position: positionOf(row.number) }
}

/** What is left of an event once a person is erased: null where nothing is, and the event itself where it does not name them. */
const erased = (person: Person, happened: Row["happened"]): Row["happened"] | null => {
  if ("tidings" in happened) return person.mentions(JSON.stringify(happened.tidings.data)) ? null : happened
  const { failure, recipient, wamid } = happened.step
  const names = person.spellings.includes(recipient)
  const named = (wamid !== null && person.mentions(wamid)) || person.mentions(failure?.detail ?? "")
  if (!names && !named) return happened
  return {
    step: {
      ...happened.step,
      recipient: names ? person.pseudonym : recipient,
      wamid: wamid !== null && person.mentions(wamid) ? null : wamid,
      failure: failure !== null && person.mentions(failure.detail) ? { ...failure, detail: erasedText } : failure
    }
  }
}

/** What happened while somebody listened, in one order. */
export const make = (journal: Journal) => {
  const rows = Table.make<number, Row>(journal)
  /** `open`: 1 while somebody listens; `until`: how long somebody without a subscription does. */
  const flags = Table.make<"open" | "until", number>(journal)
  /** Moments of events that name themselves, by the name. */
  const said = Table.make<string, number>(journal)
  let last = 0

  const isOpen = (): boolean => flags.get("open") === 1
  const add = (happened: Row["happened"]): void => {
    if (!isOpen()) return
    last++
    rows.put(last, { number: last, happened })
  }
  return {
    open: (): void => flags.put("open", 1),
    listen: (untilMillis: number): void => {
      flags.put("open", 1)
      flags.put("until", Math.max(untilMillis, flags.get("until") ?? 0))
    },
    close: (nowMillis: number): void => {
      if ((flags.get("until") ?? 0) > nowMillis) return
      flags.put("open", 0)
      flags.put("until", 0)
    },
    stepped: (before: Message, next: Message): void => {
      if (next.state === "sending" || (before.state === next.state && before.delivery === next.delivery)) return
      add({ step: stepOf(before, next) })
    },
    tell: (tidings: Tidings): void => {
      const { atMillis, id } = tidings
      if (id !== undefined && isOpen()) {
        if (said.get(id) !== undefined) return
        said.put(id, atMillis)
      }
      add({ tidings })
    },
    end: (): string => positionOf(last),
    after: ({ accountId, afterPosition, limit }: Reading): Page => {
      const from = numberOf(afterPosition)
      const seen: Array<Row> = []
      for (const row of rows.values()) {
        if (row.number > from) seen.push(row)
        if (seen.length > limit) break
      }
      const page = seen.slice(0, limit)
      return {
        events: page.flatMap((row) => {
          const event = toEvent(row)
          return event !== null && (accountId === null || event.accountId === accountId) ? [event] : []
        }),
        position: positionOf(page.at(-1)?.number ?? from),
        more: seen.length > limit
      }
    },
    erase: (person: Person, after: string | null, limit: number): Stretch<string> => {
      const from = after === null ? 0 : numberOf(after)
      const part = [...rows.values()].filter(({ number }) => number > from).slice(0, limit)
      let count = 0
      for (const row of part) {
        const about = "tidings" in row.happened ? row.happened.tidings : row.happened.step
        if (about.accountId !== person.accountId) continue
        const left = erased(person, row.happened)
        if (left === row.happened) continue
        if (left === null) rows.remove(row.number)
        else rows.put(row.number, { ...row, happened: left })
        count++
      }
      const last = part.at(-1)
      return { erased: count, next: part.length < limit || last === undefined ? null : positionOf(last.number) }
    },
    forget: (beforeMillis: number): void => {
      for (const [number, { happened }] of rows.entries()) {
        const atMillis = "tidings" in happened ? happened.tidings.atMillis : happened.step.atMillis
        if (atMillis < beforeMillis) rows.remove(number)
      }
      for (const [id, atMillis] of said.entries()) if (atMillis < beforeMillis) said.remove(id)
    }
  }
}
