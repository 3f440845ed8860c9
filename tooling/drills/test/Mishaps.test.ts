import { Effect } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Mishaps from "../src/Mishaps.ts"

const drawn = (seed: string, short = false) => Effect.runSync(Mishaps.drawn({ seed, short }))

const count = (mishaps: ReadonlyArray<Mishaps.Mishap>) => ({
  kills: mishaps.filter(({ _tag }) => _tag === "WorkerKilled").length,
  restarts: mishaps.filter(({ _tag }) => _tag === "DatabaseRestarted").length,
  silences: mishaps.filter(({ _tag }) => _tag === "CallbacksLate").length
})

describe("what goes wrong in the drill of chaos", () => {
  it("is the same for the same seed", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (seed, short) => {
        expect(drawn(seed, short)).toEqual(drawn(seed, short))
      })
    )
  })

  it("RT-03: is twenty kills, two restarts of the database and three silences, whatever the seed", () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        expect(count(drawn(seed))).toEqual({ kills: 20, restarts: 2, silences: 3 })
      })
    )
  })

  it("RT-03: has something of everything in the short form, between the kills", () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const mishaps = drawn(seed, true)
        expect(count(mishaps)).toEqual({ kills: 2, restarts: 1, silences: 1 })
        expect(mishaps.at(0)?._tag).toBe("WorkerKilled")
        expect(mishaps.at(-1)?._tag).toBe("WorkerKilled")
      })
    )
  })

  it("restarts the database the hard way first, and then the polite one", () => {
    const restarts = drawn("any").flatMap((mishap) => (mishap._tag === "DatabaseRestarted" ? [mishap.how] : []))
    expect(restarts).toEqual(["killed", "stopped"])
  })

  it("RT-04: keeps callbacks back for less time than an uncertain send waits for them", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (seed, short) => {
        for (const mishap of drawn(seed, short)) {
          expect(mishap._tag === "CallbacksLate" ? mishap.lastsMillis : 0).toBeLessThanOrEqual(3_000)
        }
      })
    )
  })
})
