import { it } from "@effect/vitest"
import * as KeyedOptOuts from "@sluice/engine/erasure/KeyedOptOuts"
import { optOutKey } from "@sluice/engine/erasure/Person"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import { type OptOut, OptOuts } from "@sluice/engine/ports/OptOuts"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

/** A store that writes down which questions it is asked. */
const listening = () => {
  const asked: Array<"of" | "list"> = []
  const heard = Layer.effect(
    OptOuts,
    Effect.map(OptOuts, (optOuts) => ({
      ...optOuts,
      of: (addressees: Parameters<typeof optOuts.of>[0]) =>
        Effect.zipRight(
          Effect.sync(() => asked.push("of")),
          optOuts.of(addressees)
        ),
      list: (page: Parameters<typeof optOuts.list>[0]) =>
        Effect.zipRight(
          Effect.sync(() => asked.push("list")),
          optOuts.list(page)
        )
    }))
  )
  return { asked, layer: KeyedOptOuts.layer.pipe(Layer.provideMerge(heard), Layer.provideMerge(World.store)) }
}

const number = (n: number): string => `+88691200${String(n).padStart(4, "0")}`
const optOut = (recipient: string, sinceMillis: number): OptOut => ({
  accountId: "acme",
  recipient,
  scope: "all",
  source: "keyword",
  sinceMillis
})
const addressees = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ accountId: "acme", recipient: number(n) }))

/** The first is opted out by number, the second was erased, and the third is both. */
const standing = Effect.gen(function* () {
  const optOuts = yield* OptOuts
  const keyOf = yield* (yield* RecipientKeys).keyOf
  yield* optOuts.put([
    optOut(number(0), 1),
    optOut(optOutKey(keyOf(number(1))), 2),
    optOut(number(2), 9),
    optOut(optOutKey(keyOf(number(2))), 3)
  ])
})

const expected = [optOut(number(0), 1), optOut(number(1), 2), optOut(number(2), 3)]

const byRecipient = (found: ReadonlyArray<OptOut>): ReadonlyArray<OptOut> =>
  found.toSorted((one, another) => (one.recipient < another.recipient ? -1 : 1))

describe("opt-outs that outlive a number", () => {
  it.effect("are found by number and by key, each once and the older, of a few addressees and of many", () => {
    const { layer } = listening()
    return Effect.gen(function* () {
      yield* standing
      const optOuts = yield* OptOuts
      for (const count of [3, 64, 65, 500]) {
        expect(byRecipient(yield* optOuts.of(addressees(count)))).toEqual(expected)
      }
      expect(yield* optOuts.of([{ accountId: "zenith", recipient: number(1) }])).toEqual([])
    }).pipe(Effect.provide(layer))
  })

  it.effect("cost a single message no question of their own, and a batch one where nobody was erased", () => {
    const { asked, layer } = listening()
    return Effect.gen(function* () {
      const optOuts = yield* OptOuts
      yield* optOuts.of(addressees(1))
      expect(asked.splice(0)).toEqual(["of"])
      yield* optOuts.of(addressees(500))
      expect(asked.splice(0)).toEqual(["of", "list"])
      yield* standing
      yield* optOuts.of(addressees(1))
      expect(asked.splice(0)).toEqual(["of"])
      yield* optOuts.of(addressees(500))
      expect(asked.splice(0)).toEqual(["of", "list", "of"])
    }).pipe(Effect.provide(layer))
  })
})
