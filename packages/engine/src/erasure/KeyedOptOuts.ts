import { Effect, Layer, Order } from "effect"
import { RecipientKeys } from "../holds/RecipientKeys.ts"
import type { Addressee, OptOut } from "../ports/OptOuts.ts"
import { OptOuts } from "../ports/OptOuts.ts"
import { optOutKey } from "./Person.ts"

const order: Order.Order<Pick<OptOut, "scope" | "source">> = Order.combine(
  Order.mapInput(Order.string, ({ scope }: Pick<OptOut, "scope" | "source">) => scope),
  Order.mapInput(Order.string, ({ source }: Pick<OptOut, "scope" | "source">) => source)
)

/** Behind every number, and before every key of an opt-out. */
const beforeKeys = { recipient: optOutKey(""), scope: "all", source: "api" } as const

/**
 * So many addressees are asked for by number and by key in one statement: a digest each costs less than a statement that asks whether there are keys at
 * all. Beyond, as in batches, that one statement is cheaper than the digests.
 */
const togetherMax = 64

const name = ({ accountId, recipient }: Addressee): string => JSON.stringify([accountId, recipient])

/** Of what is said twice, under the number and under its key, the older. */
const older = (optOuts: ReadonlyArray<OptOut>): ReadonlyArray<OptOut> => {
  const byKey = new Map<string, OptOut>()
  for (const one of optOuts) {
    const key = JSON.stringify([one.accountId, one.recipient, one.scope, one.source])
    const known = byKey.get(key)
    if (known === undefined || one.sinceMillis < known.sinceMillis) byKey.set(key, one)
  }
  return [...byKey.values()]
}

const make = Effect.gen(function* () {
  const optOuts = yield* OptOuts
  const recipientKeys = yield* RecipientKeys

  /** A number as the opt-outs of the erased know it. */
  const keyed = Effect.map(recipientKeys.keyOf, (keyOf) => (recipient: string) => optOutKey(keyOf(recipient)))

  /** Whether anybody of an account who was erased is opted out: sorted by code points, such a key comes behind every number. */
  const hasKeyed = (accountId: string) =>
    Effect.map(optOuts.list({ accountId, after: beforeKeys, limit: 1 }), (found) => found.length > 0)

  /** What addressees are kept under once they are erased, and what is found of them under the numbers that they were asked by. */
  const keysOf = (keyOf: (recipient: string) => string, addressees: ReadonlyArray<Addressee>) => {
    const keys = addressees.map(({ accountId, recipient }) => ({ accountId, recipient: keyOf(recipient) }))
    const numbers = new Map(keys.map((key, index) => [name(key), addressees[index]?.recipient]))
    const numbered = (found: ReadonlyArray<OptOut>): ReadonlyArray<OptOut> =>
      older(found.map((one) => ({ ...one, recipient: numbers.get(name(one)) ?? one.recipient })))
    return { keys, numbered }
  }

  /** Numbers and keys in one statement. */
  const together = Effect.fnUntraced(function* (addressees: ReadonlyArray<Addressee>) {
    const { keys, numbered } = keysOf(yield* keyed, addressees)
    return numbered(yield* optOuts.of([...addressees, ...keys]))
  })

  /** Keys only where there are any. */
  const apart = Effect.fnUntraced(function* (addressees: ReadonlyArray<Addressee>) {
    // The numbers first: an opt-out that goes from its number to its key meanwhile is found under the one or the other.
    const found = yield* optOuts.of(addressees)
    const accounts = new Set(addressees.map(({ accountId }) => accountId))
    const withKeys = new Set(yield* Effect.filter(accounts, hasKeyed))
    if (withKeys.size === 0) return found
    const asked = addressees.filter(({ accountId }) => withKeys.has(accountId))
    const { keys, numbered } = keysOf(yield* keyed, asked)
    return numbered([...found, ...(yield* optOuts.of(keys))])
  })

  const of = Effect.fn("KeyedOptOuts.of")(function* (addressees: ReadonlyArray<Addressee>) {
    return yield* addressees.length <= togetherMax ? together(addressees) : apart(addressees)
  })

  const lift = Effect.fn("KeyedOptOuts.lift")(function* (lifts: Parameters<typeof optOuts.lift>[0]) {
    if (lifts.length === 0) return 0
    const keyOf = yield* keyed
    return yield* optOuts.lift(lifts.flatMap((one) => [one, { ...one, recipient: keyOf(one.recipient) }]))
  })

  const list = Effect.fn("KeyedOptOuts.list")(function* (page: Parameters<typeof optOuts.list>[0]) {
    const { accountId, after, limit, recipient } = page
    if (recipient === undefined) return yield* optOuts.list(page)
    const found = (yield* of([{ accountId, recipient }])).toSorted(order)
    return found.filter((one) => after === undefined || order(after, one) < 0).slice(0, limit)
  })

  return OptOuts.of({ ...optOuts, of, lift, list })
})

/**
 * Opt-outs that outlive the number that they are about (docs/people.md): a person who was erased stays opted out, under a keyed digest of the number, and
 * is found by whoever has the number: who hands a message in, and who takes the opt-out back.
 *
 * A list of all shows them as they are kept. Lanes need not ask for them (`Lanes.begin`): they stand since before anything was accepted that could begin.
 */
export const layer: Layer.Layer<OptOuts, never, OptOuts | RecipientKeys> = Layer.effect(OptOuts, make)
