import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Drift, others, placesMax } from "../src/ports/Drift.ts"
import type { Seen } from "../src/ports/Drift.ts"
import { startMillis } from "./Samples.ts"

const seen = (path: string, change: Partial<Seen> = {}): Seen => ({
  provider: "cloud-api",
  kind: "unknown",
  path,
  version: "",
  count: 1,
  sample: "text of 3",
  ...change
})

/** What every store of drift guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Drift, E>): void => {
  describe(`Drift, ${name}`, () => {
    it.live("WH-09: places are counted apart by provider, kind, path and version; the first sample stays", () =>
      Effect.gen(function* () {
        const drift = yield* Drift
        expect(yield* drift.list(0)).toEqual([])
        yield* drift.note([seen("b", { count: 2 }), seen("a"), seen("a", { kind: "type" })], startMillis)
        yield* drift.note([seen("b", { count: 3, sample: "number" }), seen("b", { version: "v2" })], startMillis + 5)
        yield* drift.note([seen("b", { provider: "bird" })], startMillis - 5)
        const at = (firstMillis: number, lastMillis: number) => ({ firstMillis, lastMillis })
        expect(yield* drift.list(0)).toEqual([
          { ...seen("b", { provider: "bird" }), ...at(startMillis - 5, startMillis - 5) },
          { ...seen("a", { kind: "type" }), ...at(startMillis, startMillis) },
          { ...seen("a"), ...at(startMillis, startMillis) },
          { ...seen("b", { count: 5 }), ...at(startMillis, startMillis + 5) },
          { ...seen("b", { version: "v2" }), ...at(startMillis + 5, startMillis + 5) }
        ])
        expect((yield* drift.list(startMillis + 1)).map(({ path, version }) => path + version)).toEqual(["b", "bv2"])
        expect(yield* drift.forget(startMillis)).toBe(1)
        expect(yield* drift.list(0)).toHaveLength(4)
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-09: places are bounded: what finds no room is counted together, and nothing that has one is lost", () =>
      Effect.gen(function* () {
        const drift = yield* Drift
        const numbered = (n: number) => String(n).padStart(5, "0")
        yield* drift.note(
          Array.from({ length: placesMax - 1 }, (_, n) => seen(numbered(n))),
          startMillis
        )
        yield* drift.note(
          [seen("x1", { count: 4 }), seen("x2", { version: "v9", count: 2 }), seen("00000")],
          startMillis
        )
        yield* drift.note([seen("x3", { count: 8 }), seen("00001")], startMillis + 1)
        const all = new Map((yield* drift.list(0)).map((one) => [one.path, one]))
        expect(all.get("00000")?.count).toBe(2)
        expect(all.get("00001")?.count).toBe(2)
        expect(all.get("x1")?.count).toBe(4)
        expect(all.has("x2") || all.has("x3")).toBe(false)
        expect(all.get(others)).toEqual({
          ...seen(others, { count: 10, sample: "" }),
          firstMillis: startMillis,
          lastMillis: startMillis + 1
        })
      }).pipe(Effect.provide(layer))
    )
  })
}
