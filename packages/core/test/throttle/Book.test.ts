import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Book from "../../src/throttle/internal/Book.ts"
import * as Calendar from "../../src/throttle/internal/Calendar.ts"
import * as Recent from "../../src/throttle/internal/Recent.ts"

const runs = { numRuns: 300, seed: 20_260_310 }

/** One step from any version that there is: versions are named by their number, wrapped. */
const step = fc.record({
  from: fc.oneof({ weight: 4, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.nat() }),
  key: fc.integer({ min: 0, max: 8 }).map(String),
  value: fc.option(fc.nat(), { nil: undefined })
})

const pick = <A>(all: ReadonlyArray<A>, index: number): A => {
  const found = all.at(index < 0 ? -1 : index % all.length)
  if (found === undefined) throw new Error("there is always a first version")
  return found
}

describe("Book: a map that never changes as seen from outside", () => {
  it("every version answers like a map of its own, however versions branch and in whatever order they are read", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.array(fc.nat(), { maxLength: 60 }), (steps, reads) => {
        const versions: Array<{ readonly book: Book.Book<number>; readonly plain: ReadonlyMap<string, number> }> = [
          { book: Book.empty(), plain: new Map() }
        ]
        const check = ({ book, plain }: (typeof versions)[number]): void => {
          for (let key = 0; key <= 8; key++) expect(Book.get(book, String(key))).toBe(plain.get(String(key)))
          expect(Book.size(book)).toBe(plain.size)
        }
        for (const { from, key, value } of steps) {
          const { book, plain } = pick(versions, from)
          const next = new Map(plain)
          const stood = Book.get(book, key)
          if (value === undefined) next.delete(key)
          else next.set(key, value)
          versions.push({
            book: value === undefined ? Book.remove(book, key, stood) : Book.set(book, key, value, stood),
            plain: next
          })
        }
        for (const index of reads) check(pick(versions, index))
        for (const version of versions) check(version)
      }),
      runs
    )
  })

  it("a filtered book is a lineage of its own; one from which nothing was taken is the same", () => {
    const set = (book: Book.Book<number>, key: string, value: number): Book.Book<number> =>
      Book.set(book, key, value, Book.get(book, key))
    const book = set(set(set(Book.empty(), "a", 1), "b", 2), "c", 3)
    const odd = Book.filter(book, (value) => value % 2 === 1)
    const more = set(odd, "d", 5)
    expect([Book.size(book), Book.size(odd), Book.size(more)]).toEqual([3, 2, 3])
    expect(Book.get(book, "b")).toBe(2)
    expect(Book.filter(odd, () => true)).toBe(odd)
    expect(Book.filter(Book.empty<number>(), () => false)).toMatchObject({ entries: null })
  })

  it("bounded: a version that is held for ever keeps some notes for each entry, not every step since", () => {
    const first = Book.set(Book.empty<number>(), "kept", 0, undefined)
    let book = first
    for (let i = 0; i < 20_000; i++) book = Book.set(book, `k${i % 10}`, i, Book.get(book, `k${i % 10}`))
    let notes = 0
    for (let at: Book.Book<number> | null = first; at !== null; at = at.next) notes++
    expect(notes).toBeLessThanOrEqual(1_100)
    expect(Book.get(first, "kept")).toBe(0)
    expect(Book.get(first, "k1")).toBeUndefined()
    expect(Book.get(book, "k1")).toBe(19_991)
  })
})

describe("Recent and Calendar: logs whose versions share their pages", () => {
  const answers = fc.array(
    fc.record({
      from: fc.oneof({ weight: 6, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.nat() }),
      after: fc.integer({ min: 0, max: 40 })
    }),
    { maxLength: 250 }
  )

  it("every version counts like a plain list of its own sends, at any moment from its last answer on", () => {
    fc.assert(
      fc.property(answers, fc.integer({ min: 0, max: 150 }), fc.integer({ min: 1, max: 8 }), (drawn, later, excess) => {
        const versions: Array<{ readonly log: Recent.Recent; readonly plain: ReadonlyArray<number> }> = [
          { log: Recent.empty, plain: [] }
        ]
        for (const { after, from } of drawn) {
          const { log, plain } = pick(versions, from)
          const atMillis = (plain.at(-1) ?? 1_000) + after
          versions.push({ log: Recent.append(log, atMillis, 100, 1), plain: [...plain, atMillis] })
        }
        for (const { log, plain } of versions) {
          const from = (plain.at(-1) ?? 1_000) + later - 100
          const live = plain.filter((atMillis) => atMillis > from)
          expect(Recent.after(log, from)).toBe(live.length)
          expect(Recent.shedAt(log, from, excess)).toBe(live[excess - 1] ?? Number.POSITIVE_INFINITY)
        }
      }),
      runs
    )
  })

  it("grains round up: an entry leaves late by a grain at most, never early; a clock that steps back stands still", () => {
    const log = [1, 9, 11, 25, 3].reduce((of, atMillis) => Recent.append(of, atMillis, 1_000, 10), Recent.empty)
    expect([Recent.after(log, 9), Recent.after(log, 10), Recent.after(log, 20), Recent.after(log, 30)]).toEqual([
      5, 3, 2, 0
    ])
    expect(log.to - log.from).toBe(2)
  })

  it("bounded: what is forgotten is let go of, however long a log is written", () => {
    let log = Recent.empty
    let calendar = Calendar.empty
    for (let i = 0; i < 50_000; i++) {
      log = Recent.append(log, i, 100, 1)
      calendar = Calendar.append(calendar, i, "k")
      if (Calendar.size(calendar) > 100) calendar = Calendar.dropped(calendar, calendar.from + 1)
    }
    expect(log.atMillis.length).toBeLessThanOrEqual(300)
    expect(calendar.keys.length).toBeLessThanOrEqual(300)
  })

  it("every version of a calendar keeps its own entries, however versions branch", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ from: fc.integer({ min: -1, max: 60 }), drop: fc.integer({ min: 0, max: 2 }) }), {
          maxLength: 200
        }),
        (drawn) => {
          const versions: Array<{ readonly calendar: Calendar.Calendar; readonly plain: ReadonlyArray<string> }> = [
            { calendar: Calendar.empty, plain: [] }
          ]
          drawn.forEach(({ drop, from }, index) => {
            const { calendar, plain } = pick(versions, from)
            const cut = Math.min(drop, plain.length)
            versions.push({
              calendar: Calendar.append(Calendar.dropped(calendar, calendar.from + cut), index, `k${index}`),
              plain: [...plain.slice(cut), `k${index}`]
            })
          })
          for (const { calendar, plain } of versions) {
            const keys = Array.from({ length: Calendar.size(calendar) }, (_, i) =>
              Calendar.keyAt(calendar, calendar.from + i)
            )
            expect(keys).toEqual(plain)
          }
        }
      ),
      runs
    )
  })
})
