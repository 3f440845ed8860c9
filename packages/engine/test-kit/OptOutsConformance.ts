import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Lanes } from "../src/ports/Lanes.ts"
import { OptOuts } from "../src/ports/OptOuts.ts"
import type { OptOut } from "../src/ports/OptOuts.ts"
import { Outbox } from "../src/ports/Outbox.ts"
import { Templates } from "../src/ports/Templates.ts"
import { id, message, startMillis, template } from "./Samples.ts"

const recipient = "+886912000001"

const optOut = (change: Partial<OptOut> = {}): OptOut => ({
  accountId: "acme",
  recipient,
  scope: "all",
  source: "api",
  sinceMillis: startMillis,
  ...change
})

const sorted = (found: ReadonlyArray<OptOut>) => found.map((one) => JSON.stringify(one)).toSorted()

const offer = (name: string, language = "en_US") => ({
  type: "template" as const,
  template: { name, language: { code: language } }
})

const register = (name: string, category: "MARKETING" | "UTILITY") =>
  Effect.flatMap(Templates, ({ modify }) =>
    modify([{ accountId: "acme", name, language: "en_US" }], () => template(name, { category }))
  )

/** What every store of opt-outs guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Lanes | OptOuts | Outbox | Templates, E>): void => {
  describe(`OptOuts, ${name}`, () => {
    it.live("what was put stands for its account and recipient alone, until it is taken back", () =>
      Effect.gen(function* () {
        const optOuts = yield* OptOuts
        expect(yield* optOuts.put([optOut(), optOut({ accountId: "zenith", scope: "marketing" })])).toBe(2)
        expect(yield* optOuts.of([{ accountId: "acme", recipient }])).toEqual([optOut()])
        expect(yield* optOuts.of([{ accountId: "acme", recipient: "+886912000002" }])).toEqual([])
        expect(yield* optOuts.lift([{ accountId: "acme", recipient }])).toBe(1)
        expect(yield* optOuts.of([{ accountId: "acme", recipient }])).toEqual([])
        expect(yield* optOuts.of([{ accountId: "zenith", recipient }])).toHaveLength(1)
        expect(yield* optOuts.lift([{ accountId: "acme", recipient }])).toBe(0)
      }).pipe(Effect.provide(layer))
    )

    it.live("put again, it keeps the time since when it stands, also within one call", () =>
      Effect.gen(function* () {
        const optOuts = yield* OptOuts
        const later = optOut({ sinceMillis: startMillis + 9 })
        expect(yield* optOuts.put([optOut(), later])).toBe(1)
        expect(yield* optOuts.put([later])).toBe(0)
        expect(yield* optOuts.of([{ accountId: "acme", recipient }])).toEqual([optOut()])
      }).pipe(Effect.provide(layer))
    )

    it.live("what one source takes back, another upholds", () =>
      Effect.gen(function* () {
        const optOuts = yield* OptOuts
        const standing = [
          optOut({ source: "keyword" }),
          optOut({ source: "platform", scope: "marketing" }),
          optOut({ source: "api", scope: "marketing" })
        ]
        yield* optOuts.put(standing)
        const lift = { accountId: "acme", recipient }
        expect(yield* optOuts.lift([{ ...lift, scope: "marketing", sources: ["platform", "keyword"] }])).toBe(1)
        expect(sorted(yield* optOuts.of([lift]))).toEqual(
          sorted([optOut({ source: "keyword" }), optOut({ scope: "marketing" })])
        )
        expect(yield* optOuts.lift([{ ...lift, sources: ["keyword"] }, lift, lift])).toBe(2)
      }).pipe(Effect.provide(layer))
    )

    it.live("many are asked for at once; each is answered once", () =>
      Effect.gen(function* () {
        const optOuts = yield* OptOuts
        const many = Array.from({ length: 50 }, (_, n) => optOut({ recipient: `+8869120000${n + 10}` }))
        yield* optOuts.put(many)
        const asked = [...many, ...many, optOut({ recipient: "+1" })]
        expect(sorted(yield* optOuts.of(asked))).toEqual(sorted(many))
        expect(yield* optOuts.of([])).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("the list goes page by page, by recipient, scope and source, of one account", () =>
      Effect.gen(function* () {
        const optOuts = yield* OptOuts
        const expected = [
          optOut({ recipient: "+1", scope: "all", source: "platform" }),
          optOut({ recipient: "+1", scope: "marketing", source: "api" }),
          optOut({ recipient: "+1", scope: "marketing", source: "keyword" }),
          optOut({ recipient: "+2" }),
          optOut({ recipient: "+21" })
        ]
        yield* optOuts.put([...expected].reverse())
        yield* optOuts.put([optOut({ accountId: "zenith", recipient: "+15" })])
        const first = yield* optOuts.list({ accountId: "acme", limit: 3 })
        const last = first.at(-1)
        const second = yield* optOuts.list({
          accountId: "acme",
          limit: 3,
          ...(last === undefined ? {} : { after: last })
        })
        expect([...first, ...second]).toEqual(expected)
        expect(yield* optOuts.list({ accountId: "acme", recipient: "+2", limit: 9 })).toEqual([expected[3]])
        expect(yield* optOuts.list({ accountId: "nobody", limit: 9 })).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("a message is unwanted when its recipient wants none, or no marketing and it is that, or may be", () =>
      Effect.gen(function* () {
        const optOuts = yield* OptOuts
        const outbox = yield* Outbox
        yield* register("sale", "MARKETING")
        yield* register("receipt", "UTILITY")
        const to = { none: "+886912000001", noMarketing: "+886912000002" }
        yield* outbox.enqueue([
          message(1, { recipient: to.none }),
          message(2, { recipient: to.noMarketing }),
          message(3, { recipient: to.noMarketing, content: offer("sale") }),
          message(4, { recipient: to.noMarketing, content: offer("receipt") }),
          message(5, { recipient: to.noMarketing, content: offer("receipt", "de") }),
          message(6, { recipient: to.none, accountId: "zenith" }),
          message(7)
        ])
        const ids = [1, 2, 3, 4, 5, 6, 7].map(id)
        expect(yield* optOuts.unwanted(ids)).toEqual(new Set())
        yield* optOuts.put([optOut({ recipient: to.none }), optOut({ recipient: to.noMarketing, scope: "marketing" })])
        expect(yield* optOuts.unwanted(ids)).toEqual(new Set([1, 3, 5].map(id)))
        expect(yield* optOuts.unwanted([id(3), id(99), "no id"])).toEqual(new Set([id(3)]))
      }).pipe(Effect.provide(layer))
    )

    it.live("nothing begins that an opt-out forbids, also what is tried again; everything else does", () =>
      Effect.gen(function* () {
        const optOuts = yield* OptOuts
        const lanes = yield* Lanes
        const outbox = yield* Outbox
        yield* register("receipt", "UTILITY")
        yield* outbox.enqueue([
          message(1, { recipient }),
          message(2, { recipient: "+1" }),
          message(3, { recipient: "+2", content: offer("receipt") }),
          message(4, { recipient: "+2", content: offer("unheard of") }),
          message(5, { recipient: "+2" })
        ])
        const place = { senderId: "acme-1", nowMillis: startMillis }
        const { fence } = yield* lanes.take({ ...place, runner: "r", recentSinceMillis: startMillis })
        const begin = (attempt: number, ...numbers: ReadonlyArray<number>) =>
          lanes.begin({
            ...place,
            fence,
            sends: numbers.map((n) => ({ messageId: id(n), attempt, endpoint: "https://primary" })),
            holdKeys: [],
            ledger: null
          })
        const begun = (...numbers: ReadonlyArray<number>) => ({ _tag: "Begun", messageIds: new Set(numbers.map(id)) })
        yield* begin(1, 1)
        yield* optOuts.put([optOut(), optOut({ recipient: "+2", scope: "marketing", source: "keyword" })])
        yield* outbox.modify([{ _tag: "Id", id: id(1) }], () => ({ state: "queued", events: [] }))
        expect(yield* begin(2, 1)).toEqual(begun())
        expect(yield* begin(1, 2, 3, 4, 5)).toEqual(begun(2, 3, 5))
        yield* optOuts.lift([{ accountId: "acme", recipient }])
        expect(yield* begin(2, 1)).toEqual(begun(1))
      }).pipe(Effect.provide(layer))
    )
  })
}
