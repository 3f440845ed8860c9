import { Effect } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as ServerKill from "../src/ServerKill.ts"

const places = (seed: string, short: boolean) => Effect.runSync(ServerKill.places({ seed, short }))

describe("where the kills of the server fall", () => {
  it.each([
    [true, 3, 1_600],
    [false, 12, 20_000]
  ])("leave a part of the rows to come after the last of them, for every seed (short: %s)", (short, kills, rows) => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const drawn = places(seed, short)
        expect(drawn).toEqual(places(seed, short))
        expect(drawn).toHaveLength(kills)
        expect(drawn).toEqual(drawn.toSorted((a, b) => a - b))
        expect(drawn[0]).toBeGreaterThan(0)
        expect(drawn.at(-1)).toBeLessThanOrEqual(rows - Math.floor(rows / (kills + 1)))
      })
    )
  })
})
