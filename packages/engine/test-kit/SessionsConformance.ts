import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Exit, Option } from "effect"
import { Sessions } from "../src/ports/Sessions.ts"
import type { Session } from "../src/ports/Sessions.ts"
import { startMillis } from "./Samples.ts"

const hash = (n: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (n + index) % 256)

const session = (n: number, change: Partial<Session> = {}): Session => ({
  idHash: hash(n),
  keyId: `key-${n}`,
  role: "operator",
  accountId: "acme",
  createdMillis: startMillis,
  expiresMillis: startMillis + 1_000 * n,
  ...change
})

/** Bytes as numbers: stores may answer with any kind of Uint8Array. */
const plain = (found: Session) => ({ ...found, idHash: [...found.idHash] })

/** What every store of sessions guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Sessions, E>): void => {
  describe(`Sessions, ${name}`, () => {
    it.live("a session is found as it was added, by its hash alone", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        const added = [session(1), session(2, { role: "viewer", accountId: null })]
        yield* Effect.forEach(added, sessions.add)
        for (const one of added) {
          expect(Option.map(yield* sessions.find(one.idHash), plain)).toEqual(Option.some(plain(one)))
        }
        expect(yield* sessions.find(hash(3))).toEqual(Option.none())
      }).pipe(Effect.provide(layer))
    )

    it.live("a session ends once, and is not found again", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        yield* sessions.add(session(1))
        expect(yield* sessions.end(hash(1))).toBe(true)
        expect(yield* sessions.end(hash(1))).toBe(false)
        expect(yield* sessions.find(hash(1))).toEqual(Option.none())
      }).pipe(Effect.provide(layer))
    )

    it.live("what has expired is forgotten, and nothing else", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        yield* Effect.forEach([session(1), session(2), session(3)], sessions.add)
        expect(yield* sessions.forget(startMillis + 2_000)).toBe(2)
        expect(yield* sessions.forget(startMillis + 2_000)).toBe(0)
        expect(Option.isSome(yield* sessions.find(hash(3)))).toBe(true)
      }).pipe(Effect.provide(layer))
    )

    it.live("a hash names one session: a second one is refused as a defect", () =>
      Effect.gen(function* () {
        const sessions = yield* Sessions
        yield* sessions.add(session(1))
        const again = yield* Effect.exit(sessions.add(session(1, { role: "admin" })))
        expect(Exit.isFailure(again)).toBe(true)
        expect(Option.getOrThrow(yield* sessions.find(hash(1))).role).toBe("operator")
      }).pipe(Effect.provide(layer))
    )
  })
}
