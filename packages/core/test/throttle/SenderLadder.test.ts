import * as SenderLadder from "@sluice/core/throttle/SenderLadder"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ladder } from "./figures.ts"

const minute = 60_000
const hour = 60 * minute
const struck = (
  state: SenderLadder.State,
  cause: Exclude<SenderLadder.Cause, "row">,
  atMillis: number,
  askedMillis = 0
): SenderLadder.State => SenderLadder.struck(ladder, state, cause, askedMillis, atMillis)

describe("SenderLadder", () => {
  it("RL-06: a burst is a light hold of five minutes that ends by itself", () => {
    const light = struck(SenderLadder.initial, "burst", 1_000)
    expect(light).toMatchObject({ rung: "light", number: 1, untilMillis: 1_000 + 5 * minute })
    expect(SenderLadder.holds(light, 5 * minute + 999)).toBe(true)
    expect(SenderLadder.holds(light, 5 * minute + 1_000)).toBe(false)
  })

  it("RL-06: the third light in a row is a medium for the business; an hour clean ends a row", () => {
    const one = struck(SenderLadder.initial, "burst", 0)
    const two = struck(one, "burst", 30 * minute)
    const three = struck(two, "burst", 60 * minute)
    expect(three).toMatchObject({ rung: "medium", handedUp: { number: 1, reason: "lights in a row" }, lightsInRow: 0 })
    const clean = struck(two, "burst", 35 * minute + hour)
    expect(clean).toMatchObject({ rung: "light", lightsInRow: 1 })
    expect(struck(two, "burst", 35 * minute + hour - 1).rung).toBe("medium")
  })

  it("RL-06: more than ten within a minute are a medium at once", () => {
    expect(struck(SenderLadder.initial, "flood", 0)).toMatchObject({
      rung: "medium",
      untilMillis: hour,
      handedUp: { number: 1, reason: "burst", atMillis: 0 }
    })
    expect(struck(struck(SenderLadder.initial, "burst", 0), "flood", 1_000).rung).toBe("medium")
  })

  it("RL-07: forcing during a hold escalates; without a hold there is nothing to force", () => {
    const light = struck(SenderLadder.initial, "burst", 0)
    expect(struck(light, "forced", 1_000)).toMatchObject({ rung: "medium", handedUp: { reason: "forced" } })
    expect(struck(struck(SenderLadder.initial, "unexplained", 0), "forced", 1_000).rung).toBe("medium")
    expect(struck(SenderLadder.initial, "forced", 0)).toBe(SenderLadder.initial)
    expect(struck(light, "forced", 6 * minute)).toBe(light)
  })

  it("RL-07: an unexplained 429 holds the sender for an hour; a longer Retry-After wins, a shorter one does not", () => {
    expect(struck(SenderLadder.initial, "unexplained", 0).untilMillis).toBe(hour)
    expect(struck(SenderLadder.initial, "unexplained", 0, 2 * hour).untilMillis).toBe(2 * hour)
    expect(struck(SenderLadder.initial, "burst", 0, minute).untilMillis).toBe(5 * minute)
  })

  it("RL-07: the other answers of one burst begin no new hold, but may prolong it", () => {
    const light = struck(SenderLadder.initial, "burst", 0)
    expect(struck(light, "burst", 100)).toBe(light)
    expect(struck(light, "unexplained", 100)).toBe(light)
    expect(struck(light, "burst", 100, hour)).toMatchObject({ rung: "light", number: 1, untilMillis: hour + 100 })
  })

  it("RL-07: the hold names the hour of sends that the operator is shown", () => {
    const hold = SenderLadder.hold(ladder, struck(SenderLadder.initial, "unexplained", 2 * hour), "s1")
    expect(hold).toMatchObject({ scope: "sender", key: "s1", level: "unexplained", reviewFromMillis: hour })
    expect(SenderLadder.hold(ladder, SenderLadder.initial, "s1")).toBeNull()
  })

  it("RL-06: moves along its edges only, numbers grow by one, and a hold never gets shorter", () => {
    const causes = fc.constantFrom("burst" as const, "flood" as const, "unexplained" as const, "forced" as const)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(causes, fc.integer({ min: 0, max: hour }), fc.integer({ min: 0, max: hour })), {
          maxLength: 60
        }),
        (steps) => {
          let state = SenderLadder.initial
          let atMillis = 0
          for (const [cause, after, asked] of steps) {
            atMillis += after
            const from = SenderLadder.holds(state, atMillis) ? state.rung : "clear"
            const next = struck(state, cause, atMillis, asked)
            const edges = SenderLadder.edges[from]
            const to = SenderLadder.holds(next, atMillis) ? next.rung : "clear"
            expect([edges[cause], ...(cause === "burst" ? [edges.row] : [])]).toContain(to)
            expect(next.number - state.number).toBe(to === from ? 0 : 1)
            // `from` clear: there is no hold that could get shorter.
            expect(next.untilMillis).toBeGreaterThanOrEqual(from === "clear" ? 0 : state.untilMillis)
            const handedUp = (next.handedUp?.number ?? 0) - (state.handedUp?.number ?? 0)
            expect(handedUp).toBe(to === "medium" && from !== "medium" ? 1 : 0)
            state = next
          }
        }
      ),
      { numRuns: 300, seed: 11 }
    )
  })
})
