import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Exit, Option } from "effect"
import { ApiKeys } from "../src/ports/ApiKeys.ts"
import type { ApiKey } from "../src/ports/ApiKeys.ts"
import { startMillis } from "./Samples.ts"

const key = (id: string, change: Partial<ApiKey> = {}): ApiKey => ({
  id,
  name: `key ${id}`,
  role: "operator",
  accountId: "acme",
  secretHash: Uint8Array.from({ length: 32 }, (_, index) => 255 - index),
  createdMillis: startMillis,
  expiresMillis: startMillis + 1_000,
  revokedMillis: null,
  ...change
})

/** Bytes as numbers: stores may answer with any kind of Uint8Array. */
const plain = (found: ApiKey) => ({ ...found, secretHash: [...found.secretHash] })

/** What every store of API keys guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<ApiKeys, E>): void => {
  describe(`ApiKeys, ${name}`, () => {
    it.live("a key is found as it was added, whatever its age; an unknown id is none", () =>
      Effect.gen(function* () {
        const keys = yield* ApiKeys
        const added = [key("a"), key("b", { role: "admin", accountId: null, expiresMillis: null })]
        yield* Effect.forEach(added, keys.add)
        for (const one of added) expect(Option.map(yield* keys.find(one.id), plain)).toEqual(Option.some(plain(one)))
        for (const unknown of ["c", "", "A", "a\0"]) expect(yield* keys.find(unknown)).toEqual(Option.none())
      }).pipe(Effect.provide(layer))
    )

    it.live("keys are listed in the order of their making, revoked ones among them", () =>
      Effect.gen(function* () {
        const keys = yield* ApiKeys
        yield* keys.add(key("c", { createdMillis: startMillis + 2 }))
        yield* keys.add(key("b", { createdMillis: startMillis + 1 }))
        yield* keys.add(key("a", { createdMillis: startMillis + 2 }))
        yield* keys.revoke("b", startMillis + 3)
        expect((yield* keys.list).map(({ id }) => id)).toEqual(["b", "a", "c"])
      }).pipe(Effect.provide(layer))
    )

    it.live("a key is revoked once, and says when", () =>
      Effect.gen(function* () {
        const keys = yield* ApiKeys
        yield* keys.add(key("a"))
        expect(yield* keys.revoke("a", startMillis + 1)).toBe(true)
        expect(yield* keys.revoke("a", startMillis + 2)).toBe(false)
        expect(yield* keys.revoke("b", startMillis + 2)).toBe(false)
        expect(Option.getOrThrow(yield* keys.find("a")).revokedMillis).toBe(startMillis + 1)
      }).pipe(Effect.provide(layer))
    )

    it.live("an id names one key for ever: a second one of that id is refused as a defect", () =>
      Effect.gen(function* () {
        const keys = yield* ApiKeys
        yield* keys.add(key("a"))
        const again = yield* Effect.exit(keys.add(key("a", { role: "admin" })))
        expect(Exit.isFailure(again)).toBe(true)
        expect(Option.getOrThrow(yield* keys.find("a")).role).toBe("operator")
      }).pipe(Effect.provide(layer))
    )
  })
}
