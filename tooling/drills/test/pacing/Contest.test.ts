import { beforeAll, describe, expect, it } from "vitest"
import * as Bound from "../../src/pacing/Bound.ts"
import * as Contest from "../../src/pacing/Contest.ts"
import { entrants } from "../../src/pacing/Entrants.ts"
import * as Floors from "../../src/pacing/Floors.ts"
import * as Page from "../../src/pacing/Page.ts"
import * as Plot from "../../src/pacing/Plot.ts"
import * as Scenario from "../../src/pacing/Scenario.ts"
import * as Table from "../../src/pacing/Table.ts"
import { sluice } from "../../src/pacing/contestants/Sluice.ts"

const seed = "pacing"

/** The short form of the whole contest: seconds on a machine that does nothing else. */
const busyMillis = 120_000

const results: Array<Contest.Result> = []

beforeAll(async () => {
  for (const scenario of Scenario.short) results.push(await Contest.hold(scenario, seed))
}, busyMillis)

const each = <A>(f: (result: Contest.Result) => A): Record<string, A> =>
  Object.fromEntries(results.map((result) => [result.scenario.name, f(result)]))

const everywhere = <A>(value: A): Record<string, A> =>
  Object.fromEntries(Scenario.short.map(({ name }) => [name, value]))

const outcomeOf = (result: Contest.Result, contestant: string) => {
  const found = result.others.find((outcome) => outcome.contestant.startsWith(contestant))
  if (found === undefined) throw new Error(`no ${contestant}`)
  return found
}

describe("the pacing contest", () => {
  it("RL-01, RL-05, RL-06, RL-07, RL-08: Sluice holds every floor: nothing refused, most through, 95 % of what the rules allow", () => {
    expect(each(Floors.broken)).toEqual(everywhere([]))
  })

  it("RL-12: every message leaves at the foretold millisecond", () => {
    expect(each(({ foretold }) => foretold.differing)).toEqual(everywhere(0))
    expect(each(({ foretold, sluice }) => foretold.departures - sluice.through)).toEqual(everywhere(0))
  })

  it("RL-06: who sends twice as fast is held for most of the time", () => {
    for (const result of results) {
      const { heldMillis, through, trips } = outcomeOf(result, "loop, 6 s apart, same delay")
      expect(trips).toBeGreaterThan(0)
      expect(heldMillis).toBeGreaterThan(0.9 * Scenario.spanMillis(result.scenario))
      expect(through).toBeLessThan(0.1 * result.sluice.through)
    }
  })

  it("RL-08: who sends steadily at the very pace of the limit is cooled down before ten minutes have gone by", () => {
    for (const result of results) {
      const { through, trips, worst } = outcomeOf(result, "loop, 12 s apart, Retry-After")
      expect([worst, trips]).toEqual(["cooldown", result.scenario.senders])
      expect(through).toBeLessThanOrEqual(50 * result.scenario.senders)
    }
  })

  it("RL-08: a delay that trips nothing gets a quarter through of what the rules allow", () => {
    const rules = Bound.rulesOf(Scenario.policy.pacing)
    for (const result of results) {
      const { refused, through } = outcomeOf(result, "loop, 60 s apart")
      const allowed = result.scenario.senders * Bound.within(Bound.even(rules), Scenario.spanMillis(result.scenario))
      expect(refused).toBe(0)
      expect(through / allowed).toBeLessThan(0.25)
    }
  })

  it("comes out the same for the same seed, to the millisecond, and otherwise for another", async () => {
    const scenario: Scenario.Scenario = { name: "again", title: "again", senders: 2, queuedEach: 30, hours: 0.1 }
    const played = async (contestant: typeof sluice, withSeed: string) =>
      (await Contest.play(contestant, scenario, withSeed)).departures
    for (const contestant of [sluice, ...entrants]) {
      const first = await played(contestant, "one")
      expect(await played(contestant, "one")).toEqual(first)
      expect(await played(contestant, "other")).not.toEqual(first)
    }
  })
})

describe("floors", () => {
  const broken = (change: (result: Contest.Result) => Contest.Result): ReadonlyArray<string> => {
    const [result] = results
    return result === undefined ? ["no result"] : Floors.broken(change(result))
  }

  it("RL-07: one refusal breaks one", () => {
    expect(broken((result) => ({ ...result, sluice: { ...result.sluice, refused: 1, trips: 1 } }))).toEqual([
      "1 refused, 1 limits tripped"
    ])
  })

  it("somebody who gets as much through breaks one", () => {
    const faults = broken((result) => ({ ...result, others: [{ ...result.sluice, contestant: "twin" }] }))
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(/^twin: /)
  })

  it("less than 95 % of what the rules allow breaks one", () => {
    const lagging = ({ sluice, ...result }: Contest.Result): Contest.Result => {
      const through = Math.floor(
        Contest.allowed(Bound.even, result.scenario, sluice) * (Floors.floors.evenShareMin - 0.01)
      )
      return { ...result, sluice: { ...sluice, through } }
    }
    expect(broken(lagging).filter((fault) => fault.endsWith("of what the rules allow"))).toHaveLength(1)
  })

  it("RL-12: a message that the forecast missed breaks one", () => {
    expect(broken((result) => ({ ...result, foretold: { departures: 1, differing: 1 } }))).toEqual([
      "1 messages left at another time than foretold"
    ])
  })
})

describe("what is printed", () => {
  const names = [sluice, ...entrants].map(({ name }) => name)

  it("is a row for each contestant", () => {
    for (const result of results) {
      const lines = Table.text(result).split("\n")
      expect(names.filter((name) => lines.filter((line) => line.startsWith(`${name}  `)).length !== 1)).toEqual([])
    }
  })

  it("fills the places of a page and leaves its words alone; without a place there is no page", () => {
    const [result] = results
    if (result === undefined) throw new Error("no result")
    const page = "before\n\n<!-- pacing: one-sender -->\nwhat was before\n<!-- pacing: end -->\n\nafter\n"
    const filled = Page.filled(page, [result]) ?? ""
    expect(filled).toMatch(
      /^before\n\n<!-- pacing: one-sender -->\n[^]*\*\*Sluice\*\*[^]*<!-- pacing: end -->\n\nafter\n$/
    )
    expect(filled).not.toContain("what was before")
    expect(Page.filled(filled, [result])).toBe(filled)
    expect(Page.filled("before\n", [result])).toBeNull()
  })

  it("is a picture with a line and a label for each that has one, on light and dark pages", () => {
    const svg = Plot.svg(results)
    const labels = ["Sluice", ...entrants.flatMap(({ label }) => label ?? [])]
    for (const label of labels) expect(svg.split(`>${label} `)).toHaveLength(results.length + 1)
    expect(svg).toContain("prefers-color-scheme:dark")
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  })
})
