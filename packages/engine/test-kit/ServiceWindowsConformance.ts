import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { ServiceWindows } from "../src/ports/ServiceWindows.ts"
import { startMillis } from "./Samples.ts"

const heard = (recipient: string, after: number, senderId = "acme-1") => ({
  senderId,
  recipient,
  atMillis: startMillis + after
})

/** What every store of service windows guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<ServiceWindows, E>): void => {
  describe(`ServiceWindows, ${name}`, () => {
    it.live(
      "the latest message of a conversation is known, and since when its sender is heard, in the order asked for",
      () =>
        Effect.gen(function* () {
          const windows = yield* ServiceWindows
          yield* windows.note([heard("+1", 5), heard("+2", 3), heard("+1", 9), heard("+1", 7)])
          yield* windows.note([heard("+2", 1), heard("+3", 20, "acme-2")])
          const asked = ["+2", "+1", "+9", "+2"].map((recipient) => ({ senderId: "acme-1", recipient }))
          const since = startMillis + 1
          expect(yield* windows.lastHeard([...asked, { senderId: "acme-2", recipient: "+1" }])).toEqual([
            { lastMillis: startMillis + 3, hearingSinceMillis: since },
            { lastMillis: startMillis + 9, hearingSinceMillis: since },
            { lastMillis: null, hearingSinceMillis: since },
            { lastMillis: startMillis + 3, hearingSinceMillis: since },
            { lastMillis: null, hearingSinceMillis: startMillis + 20 }
          ])
        }).pipe(Effect.provide(layer))
    )

    it.live("of a sender that was never heard nothing is known", () =>
      Effect.gen(function* () {
        const windows = yield* ServiceWindows
        yield* windows.note([])
        expect(yield* windows.lastHeard([{ senderId: "acme-1", recipient: "+1" }])).toEqual([
          { lastMillis: null, hearingSinceMillis: null }
        ])
        expect(yield* windows.lastHeard([])).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("what is old is forgotten, but not since when the sender is heard", () =>
      Effect.gen(function* () {
        const windows = yield* ServiceWindows
        yield* windows.note([heard("+1", 5), heard("+2", 10)])
        expect(yield* windows.expire(startMillis + 10)).toBe(1)
        expect(yield* windows.expire(startMillis + 10)).toBe(0)
        const asked = ["+1", "+2"].map((recipient) => ({ senderId: "acme-1", recipient }))
        expect(yield* windows.lastHeard(asked)).toEqual([
          { lastMillis: null, hearingSinceMillis: startMillis + 5 },
          { lastMillis: startMillis + 10, hearingSinceMillis: startMillis + 5 }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("many writers of one conversation at once leave the latest", () =>
      Effect.gen(function* () {
        const windows = yield* ServiceWindows
        yield* Effect.forEach(
          Array.from({ length: 12 }, (_, n) => n),
          (n) => windows.note([heard("+1", (n * 7) % 12), heard("+2", n), heard(`+3${n}`, n)]),
          { concurrency: "unbounded" }
        )
        expect(yield* windows.lastHeard([{ senderId: "acme-1", recipient: "+1" }])).toEqual([
          { lastMillis: startMillis + 11, hearingSinceMillis: startMillis }
        ])
      }).pipe(Effect.provide(layer))
    )
  })
}
