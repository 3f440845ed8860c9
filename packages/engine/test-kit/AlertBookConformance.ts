import { describe, expect, it } from "@effect/vitest"
import type { Alert, Kept } from "@sluice/core/alert/Alert"
import * as Letter from "@sluice/core/alert/Letter"
import type { Turn } from "@sluice/core/alert/Round"
import type { Layer } from "effect"
import { Effect, Exit, Option } from "effect"
import { AlertBook } from "../src/ports/AlertBook.ts"
import { startMillis } from "./Samples.ts"

const keyOf = (accountId: string): string => `dead-letters account ${accountId}`

const alert = (id: number, accountId: string | null, change: Partial<Alert> = {}): Alert => ({
  id,
  key: keyOf(accountId ?? "all"),
  ruleId: "dead-letters",
  severity: "warning",
  group: `dead-letters ${accountId ?? "all"}`,
  place: accountId === null ? { installation: "here" } : { account: accountId, sender: `${accountId}-1` },
  number: 1,
  sinceMillis: startMillis,
  firedMillis: startMillis,
  toldMillis: startMillis,
  recoveredMillis: null,
  resolvedBy: null,
  acknowledged: null,
  ...change
})

const kept = (accountId: string, change: Partial<Kept> = {}): Kept => ({
  ruleId: "dead-letters",
  place: { account: accountId },
  state: { _tag: "Quiet", number: 2 },
  silence: { by: "ann", atMillis: startMillis, untilMillis: startMillis + 1, note: "known" },
  ...change
})

const letter = (id: number, channel: string, change: Partial<Letter.Letter> = {}): Letter.Letter => ({
  ...Letter.begun(
    id,
    channel,
    `dead-letters ${id}`,
    {
      kind: "fired",
      alertId: id,
      ruleId: "dead-letters",
      severity: "critical",
      key: keyOf("acme"),
      place: { account: "acme" },
      sinceMillis: startMillis,
      atMillis: startMillis
    },
    startMillis
  ),
  ...change
})

const turn = (change: Partial<Turn>): Turn => ({
  kept: new Map(),
  alerts: [],
  letters: [],
  lastId: 9,
  told: [],
  ...change
})

const write = (change: Partial<Turn>) =>
  Effect.flatMap(AlertBook, (book) => book.turn(null, () => [undefined, turn(change)]))

/** What every store of alerts guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<AlertBook, E>): void => {
  describe(`AlertBook, ${name}`, () => {
    it.live("one process leads, until its time is over or for as long as it asks again", () =>
      Effect.gen(function* () {
        const book = yield* AlertBook
        const lead = (holder: string, at: number) =>
          book.lead({ holder, nowMillis: startMillis + at, untilMillis: startMillis + at + 30 })
        expect(yield* lead("a", 0)).toBe(true)
        expect(yield* lead("b", 10)).toBe(false)
        expect(yield* lead("a", 20)).toBe(true)
        expect(yield* lead("b", 49)).toBe(false)
        expect(yield* lead("b", 50)).toBe(true)
        expect(yield* lead("a", 51)).toBe(false)
        expect(yield* book.turn("a", () => ["asked", null])).toEqual(Option.none())
        expect(yield* book.turn("b", () => ["asked", null])).toEqual(Option.some("asked"))
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "GD-03: a round sees what the one before it wrote: what is kept, what stands, what gathers, what waits",
      () =>
        Effect.gen(function* () {
          const book = yield* AlertBook
          yield* write({
            kept: new Map([
              ["k1", kept("acme")],
              ["k2", kept("zenith")]
            ]),
            alerts: [alert(1, "acme"), alert(2, "zenith", { recoveredMillis: startMillis + 5 })],
            letters: [letter(3, "mail"), letter(4, "mail", { attempts: 1 }), letter(5, "chat", { state: "delivered" })],
            lastId: 5
          })
          const seen = yield* book.turn(null, (all) => [all, null])
          expect(Option.getOrThrow(seen)).toEqual({
            kept: new Map([
              ["k1", kept("acme")],
              ["k2", kept("zenith")]
            ]),
            standing: [alert(1, "acme")],
            gathering: [letter(3, "mail")],
            waiting: new Map([["mail", 2]]),
            lastId: 5
          })
          yield* write({
            kept: new Map([["k1", null]]),
            alerts: [alert(1, "acme", { resolvedBy: "ann", recoveredMillis: 7 })]
          })
          const after = Option.getOrThrow(yield* book.turn(null, (all) => [all, null]))
          expect([[...after.kept.keys()], after.standing, after.lastId]).toEqual([["k2"], [], 9])
          expect(yield* book.kept(["k1", "k2"])).toEqual(new Map([["k2", kept("zenith")]]))
        }).pipe(Effect.provide(layer))
    )

    it.live("a round that fails leaves nothing behind", () =>
      Effect.gen(function* () {
        const book = yield* AlertBook
        yield* write({ alerts: [alert(1, "acme")] })
        const broken = yield* Effect.exit(book.turn(null, () => Effect.runSync(Effect.dieMessage("broken"))))
        expect(Exit.isFailure(broken)).toBe(true)
        expect(yield* book.find(1)).toEqual(Option.some(alert(1, "acme")))
        expect(yield* book.find(2)).toEqual(Option.none())
      }).pipe(Effect.provide(layer))
    )

    it.live("alerts are listed newest first, by account, rule, severity, and whether they stand", () =>
      Effect.gen(function* () {
        const book = yield* AlertBook
        const past = { recoveredMillis: startMillis + 1 }
        yield* write({
          alerts: [
            alert(1, "acme", past),
            alert(2, null, { severity: "critical" }),
            alert(3, "zenith"),
            alert(4, "acme", { ruleId: "queue-lag" })
          ]
        })
        const ids = (filter: Partial<Parameters<typeof book.list>[0]>) =>
          Effect.map(book.list({ accountId: null, limit: 10, ...filter }), (all) => all.map(({ id }) => id))
        expect(yield* ids({})).toEqual([4, 3, 2, 1])
        expect(yield* ids({ accountId: "acme" })).toEqual([4, 1])
        expect(yield* ids({ accountId: "acme", standing: true })).toEqual([4])
        expect(yield* ids({ standing: false })).toEqual([1])
        expect(yield* ids({ ruleId: "queue-lag" })).toEqual([4])
        expect(yield* ids({ severity: "critical" })).toEqual([2])
        expect(yield* ids({ beforeId: 4, limit: 2 })).toEqual([3, 2])
      }).pipe(Effect.provide(layer))
    )

    it.live("a letter that is due is handed to one, with its try counted, until its lease is over", () =>
      Effect.gen(function* () {
        const book = yield* AlertBook
        yield* write({
          letters: [
            letter(1, "mail", { dueMillis: startMillis + 20 }),
            letter(2, "mail", { dueMillis: startMillis + 10 }),
            letter(3, "chat", { dueMillis: startMillis })
          ]
        })
        const claim = (at: number, limit = 10) =>
          Effect.map(book.claim({ channel: "mail", nowMillis: startMillis + at, leaseMillis: 100, limit }), (letters) =>
            letters.map(({ attempts, id }) => [id, attempts])
          )
        expect(yield* claim(9)).toEqual([])
        expect(yield* claim(30, 1)).toEqual([[2, 1]])
        expect(yield* claim(30)).toEqual([[1, 1]])
        expect(yield* claim(100)).toEqual([])
        expect(yield* claim(130)).toEqual([
          [1, 2],
          [2, 2]
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("what a try came to counts for the last try alone, unless it was delivered", () =>
      Effect.gen(function* () {
        const book = yield* AlertBook
        yield* write({ letters: [letter(1, "mail", { dueMillis: 0 }), letter(2, "mail", { dueMillis: 0 })] })
        const claim = (nowMillis: number) => book.claim({ channel: "mail", nowMillis, leaseMillis: 10, limit: 10 })
        const posted = { status: 500, detail: "it answered 500", dueMillis: 1_000, atMillis: 5 }
        yield* claim(0)
        yield* claim(20)
        yield* book.record([
          { ...posted, id: 1, attempt: 1, state: "abandoned" },
          { ...posted, id: 2, attempt: 2, state: "pending" }
        ])
        expect((yield* claim(30)).map(({ id }) => id)).toEqual([1])
        yield* book.record([{ ...posted, id: 1, attempt: 1, state: "delivered", status: 200, detail: null }])
        yield* book.record([{ ...posted, id: 1, attempt: 3, state: "pending" }])
        expect((yield* claim(2_000)).map(({ attempts, id }) => [id, attempts])).toEqual([[2, 3]])
        yield* book.record([{ ...posted, id: 2, attempt: 3, state: "abandoned", detail: "gone", atMillis: 7 }])
        expect(yield* book.channels).toEqual([
          { channel: "mail", waiting: 0, deliveredMillis: 5, abandonedMillis: 7, detail: "gone" }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("what is over is forgotten; what stands or waits never is, and numbers are not given twice", () =>
      Effect.gen(function* () {
        const book = yield* AlertBook
        yield* write({
          alerts: [
            alert(1, "acme", { recoveredMillis: 5 }),
            alert(2, "acme"),
            alert(3, "acme", { recoveredMillis: 10 })
          ],
          letters: [
            letter(4, "mail", { state: "delivered", updatedMillis: 5 }),
            letter(5, "mail", { updatedMillis: 5 }),
            letter(6, "chat", { state: "abandoned", updatedMillis: 10 })
          ],
          lastId: 6
        })
        expect(yield* book.forget(10)).toBe(1)
        expect((yield* book.list({ accountId: null, limit: 10 })).map(({ id }) => id)).toEqual([3, 2])
        expect((yield* book.channels).map(({ channel, waiting }) => [channel, waiting])).toEqual([
          ["chat", 0],
          ["mail", 1]
        ])
        expect(yield* book.turn(null, ({ lastId }) => [lastId, null])).toEqual(Option.some(6))
      }).pipe(Effect.provide(layer))
    )
  })
}
