import { describe, expect, it } from "@effect/vitest"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Effect, Layer } from "effect"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"

const number = "+886912345678"

/** A process of its own: nothing but the store is shared. */
const process = RecipientKeys.layer.pipe(Layer.provide(TestCrypto.layer), Layer.fresh)

const keyOf = Effect.flatMap(RecipientKeys, (keys) => keys.keyOf)

describe("RecipientKeys", () => {
  it.effect("every process of an installation names a recipient alike, however many start at once", () =>
    Effect.gen(function* () {
      const keys = yield* Effect.all(
        Array.from({ length: 8 }, () => Effect.map(keyOf, (of) => of(number)).pipe(Effect.provide(process))),
        { concurrency: "unbounded" }
      )
      expect(new Set(keys).size).toBe(1)
      expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
      const other = yield* Effect.map(keyOf, (of) => of("+886912345679")).pipe(Effect.provide(process))
      expect(other).not.toBe(keys[0])
    }).pipe(Effect.provide(MemoryStore.layer))
  )

  it.effect("another installation names them otherwise: the digest alone finds nobody", () =>
    Effect.gen(function* () {
      const one = Effect.map(keyOf, (of) => of(number)).pipe(
        Effect.provide(process.pipe(Layer.provide(Layer.fresh(MemoryStore.layer))))
      )
      expect(yield* one).not.toBe(yield* one)
    })
  )

  it.effect("a row that is no secret is replaced, and the same one is used by all", () =>
    Effect.gen(function* () {
      yield* Effect.flatMap(LedgerStore, (ledger) =>
        ledger.modify("recipient-keys", "secret", () => [null, "not a secret"])
      )
      const first = yield* Effect.map(keyOf, (of) => of(number)).pipe(Effect.provide(process))
      expect(yield* Effect.map(keyOf, (of) => of(number)).pipe(Effect.provide(process))).toBe(first)
    }).pipe(Effect.provide(MemoryStore.layer))
  )
})
