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
  lastUsedMillis: null,
  replacedBy: null,
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

    it.live(
      "a key is followed once, by a key that is there from then on, and ends by the given time at the latest",
      () =>
        Effect.gen(function* () {
          const keys = yield* ApiKeys
          const next = (id: string) => key(id, { createdMillis: startMillis + 500, expiresMillis: null })
          yield* Effect.forEach([key("a"), key("b", { expiresMillis: null })], keys.add)
          expect(yield* keys.rotate("a", next("a2"), startMillis + 5_000)).toBe(true)
          expect(yield* keys.rotate("b", next("b2"), startMillis + 5_000)).toBe(true)
          expect(yield* keys.rotate("a", next("a3"), startMillis + 5_000)).toBe(false)
          expect(
            (yield* keys.list).map(({ expiresMillis, id, replacedBy }) => [id, expiresMillis, replacedBy])
          ).toEqual([
            ["a", startMillis + 1_000, "a2"],
            ["b", startMillis + 5_000, "b2"],
            ["a2", null, null],
            ["b2", null, null]
          ])
        }).pipe(Effect.provide(layer))
    )

    it.live("what is revoked, expired or unknown is not followed, and leaves no key behind", () =>
      Effect.gen(function* () {
        const keys = yield* ApiKeys
        yield* Effect.forEach([key("revoked"), key("expired")], keys.add)
        yield* keys.revoke("revoked", startMillis + 1)
        const next = key("next", { createdMillis: startMillis + 1_000, expiresMillis: null })
        for (const id of ["revoked", "expired", "unknown"]) {
          expect(yield* keys.rotate(id, next, startMillis + 5_000)).toBe(false)
        }
        expect(yield* keys.find("next")).toEqual(Option.none())
      }).pipe(Effect.provide(layer))
    )

    it.live("when a key was last presented never goes back", () =>
      Effect.gen(function* () {
        const keys = yield* ApiKeys
        yield* keys.add(key("a"))
        const last = Effect.map(keys.find("a"), (found) => Option.getOrThrow(found).lastUsedMillis)
        expect(yield* last).toBeNull()
        yield* keys.used("a", startMillis + 7)
        yield* keys.used("a", startMillis + 5)
        yield* keys.used("unknown", startMillis + 5)
        expect(yield* last).toBe(startMillis + 7)
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
