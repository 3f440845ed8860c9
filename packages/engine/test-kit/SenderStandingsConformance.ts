import { describe, expect, it } from "@effect/vitest"
import * as SenderStanding from "@sluice/core/standing/SenderStanding"
import type { Layer } from "effect"
import { Effect, Exit } from "effect"
import { SenderStandings } from "../src/ports/SenderStandings.ts"

const asked = (atMillis: number): SenderStanding.State => ({ ...SenderStanding.initial, askedMillis: atMillis })

/** What every store of standings guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<SenderStandings, E>): void => {
  describe(`SenderStandings, ${name}`, () => {
    it.live("ST-01: each sender has its own state, and all of them are listed by id", () =>
      Effect.gen(function* () {
        const standings = yield* SenderStandings
        yield* standings.modify("b", () => [undefined, asked(2)])
        yield* standings.modify("B", () => [undefined, asked(3)])
        yield* standings.modify("a", () => [undefined, asked(1)])
        expect(yield* standings.list).toEqual([
          { senderId: "B", state: asked(3) },
          { senderId: "a", state: asked(1) },
          { senderId: "b", state: asked(2) }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("the rule sees what is known, and answers; null leaves it alone", () =>
      Effect.gen(function* () {
        const standings = yield* SenderStandings
        expect(yield* standings.modify("a", (known) => [known, null])).toBeNull()
        expect(yield* standings.list).toEqual([])
        yield* standings.modify("a", () => [undefined, asked(1)])
        expect(yield* standings.modify("a", (known) => [known?.askedMillis, null])).toBe(1)
        expect(yield* standings.list).toEqual([{ senderId: "a", state: asked(1) }])
      }).pipe(Effect.provide(layer))
    )

    it.live("the revision grows with every change, and with nothing else", () =>
      Effect.gen(function* () {
        const standings = yield* SenderStandings
        const seen = [yield* standings.revision]
        for (const state of [asked(1), null, asked(1)]) {
          yield* standings.modify("a", () => [undefined, state])
          seen.push(yield* standings.revision)
        }
        yield* standings.modify("b", () => [undefined, asked(1)])
        seen.push(yield* standings.revision)
        expect(seen).toEqual([0, 1, 1, 2, 3])
      }).pipe(Effect.provide(layer))
    )

    it.live("changes of many at the same time are all applied, one after the other", () =>
      Effect.gen(function* () {
        const standings = yield* SenderStandings
        const once = standings.modify("a", (known) => [undefined, asked((known?.askedMillis ?? 0) + 1)])
        yield* Effect.all(
          Array.from({ length: 20 }, () => once),
          { concurrency: "unbounded" }
        )
        expect(yield* standings.list).toEqual([{ senderId: "a", state: asked(20) }])
      }).pipe(Effect.provide(layer))
    )

    it.live("a rule that breaks changes nothing", () =>
      Effect.gen(function* () {
        const standings = yield* SenderStandings
        const broken = yield* Effect.exit(
          standings.modify("a", () => {
            throw new Error("broken")
          })
        )
        expect(Exit.isFailure(broken)).toBe(true)
        expect([yield* standings.list, yield* standings.revision]).toEqual([[], 0])
      }).pipe(Effect.provide(layer))
    )
  })
}
