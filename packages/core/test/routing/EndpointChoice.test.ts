import { guide } from "@sluice/core/policy/guide"
import * as EndpointChoice from "@sluice/core/routing/EndpointChoice"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const policy = guide.certainty
const { coolMillis, coolMillisMax, probeMillis, stayMillis } = policy.endpoints
const names = ["primary", "backup", "third"] as const

/** What an endpoint does with a request that leaves at a moment: answers after so long, or not at all. */
type Behaviour = (endpoint: string, atMillis: number) => number | null

interface Course {
  state: EndpointChoice.State
  nowMillis: number
  /** The choice at each message. */
  readonly used: Array<string>
  silences: number
}

const start = (endpoints: readonly [string, ...ReadonlyArray<string>] = ["primary", "backup"]): Course => ({
  state: EndpointChoice.initial(endpoints),
  nowMillis: 0,
  used: [],
  silences: 0
})

const seen = (endpoint: string, departedMillis: number, latencyMillis: number | null): EndpointChoice.Event =>
  latencyMillis === null
    ? { _tag: "Silent", endpoint, departedMillis, atMillis: departedMillis + policy.answerMillisMax }
    : { _tag: "Answered", endpoint, departedMillis, atMillis: departedMillis + latencyMillis }

/** A message every `everyMillis` for a span, one after the other, and probes as they fall due. */
const run = (course: Course, spanMillis: number, everyMillis: number, behaviour: Behaviour): void => {
  const endMillis = course.nowMillis + spanMillis
  while (course.nowMillis < endMillis) {
    course.state = EndpointChoice.choose(policy, course.state, course.nowMillis)
    const { chosen } = course.state
    course.used.push(chosen)
    for (const probed of EndpointChoice.due(policy, course.state, course.nowMillis)) {
      course.state = EndpointChoice.evolve(
        policy,
        course.state,
        seen(probed, course.nowMillis, behaviour(probed, course.nowMillis))
      )
    }
    const latencyMillis = behaviour(chosen, course.nowMillis)
    if (latencyMillis === null) course.silences++
    course.state = EndpointChoice.evolve(policy, course.state, seen(chosen, course.nowMillis, latencyMillis))
    course.nowMillis += Math.max(everyMillis, latencyMillis ?? policy.answerMillisMax)
  }
}

const changes = (used: ReadonlyArray<string>): number =>
  used.filter((name, at) => at > 0 && name !== used[at - 1]).length

describe("EndpointChoice", () => {
  it("SF-03: the primary serves while it is healthy, and nobody else is asked anything", () => {
    const course = start()
    run(course, 600_000, 1_000, () => 280)
    expect(new Set(course.used)).toEqual(new Set(["primary"]))
    expect(EndpointChoice.due(policy, course.state, course.nowMillis)).toEqual([])
  })

  it("SF-03: after one silence the very next message goes to the backup, and the primary is left alone for its rest", () => {
    const course = start()
    run(course, 1, 1_000, (endpoint) => (endpoint === "primary" ? null : 280))
    run(course, coolMillis - 5_000, 1_000, () => 280)
    expect(course.used[0]).toBe("primary")
    expect(new Set(course.used.slice(1))).toEqual(new Set(["backup"]))
  })

  it("SF-03: of many that met the same silence only the first counts", () => {
    const one = EndpointChoice.evolve(policy, EndpointChoice.initial(names), seen("primary", 0, null))
    const many = Array.from({ length: 50 }, (_, index) => index).reduce(
      (state, index) => EndpointChoice.evolve(policy, state, seen("primary", index, null)),
      one
    )
    expect(many).toEqual(one)
  })

  it("SF-03: an answer to what left before the fall does not bring an endpoint back", () => {
    const fallen = EndpointChoice.evolve(policy, EndpointChoice.initial(names), seen("primary", 0, null))
    const late = EndpointChoice.evolve(policy, fallen, seen("primary", 2_900, 200))
    expect(late).toEqual(fallen)
  })

  it("SF-03: when latency jumps past what is healthy, the choice moves once", () => {
    const course = start()
    run(course, 60_000, 1_000, () => 280)
    run(course, 1_800_000, 1_000, (endpoint) => (endpoint === "primary" ? 1_200 : 280))
    expect(changes(course.used)).toBe(1)
    expect(course.state.chosen).toBe("backup")
    // Within the answers that make it slow, and the one probe of the other.
    expect(course.used.indexOf("backup")).toBeLessThanOrEqual(60 + 10)
  })

  it("SF-03: one slow answer, or two, move nothing", () => {
    const course = start()
    run(course, 60_000, 1_000, () => 280)
    run(course, 2_500, 1_000, (endpoint) => (endpoint === "primary" ? 2_900 : 280))
    run(course, 60_000, 1_000, () => 280)
    expect(changes(course.used)).toBe(0)
  })

  it("SF-03: a slow primary is kept where no other is clearly faster", () => {
    const course = start()
    run(course, 1_800_000, 1_000, (endpoint) => (endpoint === "primary" ? 900 : 800))
    expect(changes(course.used)).toBe(0)
  })

  it("SF-03: an endpoint that keeps falling is tried ever more rarely", () => {
    const course = start()
    run(course, 7_200_000, 500, (endpoint, atMillis) => {
      if (endpoint !== "primary") return 200
      // Probes find it well, messages never do: the worst there is.
      return course.state.chosen === "primary" && atMillis > 0 ? null : 200
    })
    expect(course.silences).toBeLessThanOrEqual(7_200_000 / coolMillisMax + 6)
  })

  it("SF-03: where nobody can ask, an endpoint is tried again after its rest", () => {
    let state = EndpointChoice.evolve(policy, EndpointChoice.initial(["primary", "backup"]), seen("primary", 0, null))
    state = EndpointChoice.choose(policy, state, 3_000)
    expect(state.chosen).toBe("backup")
    const restedMillis = 3_000 + coolMillis
    expect(EndpointChoice.due(policy, state, restedMillis - 1)).toEqual([])
    expect(EndpointChoice.due(policy, state, restedMillis)).toEqual(["primary"])
    state = EndpointChoice.evolve(policy, state, { _tag: "Untold", endpoint: "primary", atMillis: restedMillis })
    expect(EndpointChoice.choose(policy, state, 3_000 + stayMillis).chosen).toBe("primary")
  })

  it("SF-03: there is always an endpoint, one of the list, whatever was seen", () => {
    const event: fc.Arbitrary<EndpointChoice.Event> = fc.record({
      _tag: fc.constantFrom("Answered" as const, "Silent" as const, "Untold" as const),
      endpoint: fc.constantFrom(...names, "unheard of"),
      departedMillis: fc.integer({ min: 0, max: 1_000_000 }),
      atMillis: fc.integer({ min: 0, max: 1_000_000 })
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const state = events.reduce(
          (before, one) => EndpointChoice.choose(policy, EndpointChoice.evolve(policy, before, one), one.atMillis),
          EndpointChoice.initial(names)
        )
        expect(names).toContain(state.chosen)
        for (const name of EndpointChoice.due(policy, state, 2_000_000)) expect(names).toContain(name)
      })
    )
  })

  /** Evenly from a part below to a part above a middle. */
  const noisy = (middleMillis: number, share: number, unit: number): number =>
    middleMillis * (1 - share + 2 * share * unit)

  it("SF-03: noise below what is healthy moves nothing, and around it no more than the least stay allows", () => {
    fc.assert(
      fc.property(
        fc.record({
          primary: fc.integer({ min: 100, max: 700 }),
          backup: fc.integer({ min: 100, max: 700 }),
          share: fc.double({ min: 0, max: 0.6, noNaN: true }),
          everyMillis: fc.constantFrom(20, 500, 12_000),
          units: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 50, maxLength: 50 })
        }),
        ({ backup, everyMillis, primary, share, units }) => {
          let draw = 0
          const course = start()
          run(course, 300_000, everyMillis, (endpoint) =>
            noisy(endpoint === "primary" ? primary : backup, share, units[draw++ % units.length] ?? 0)
          )
          const isQuiet = primary * (1 + share) <= policy.healthyMillis
          expect(changes(course.used)).toBeLessThanOrEqual(isQuiet ? 0 : 1 + Math.floor(300_000 / stayMillis))
        }
      ),
      { numRuns: 60 }
    )
  })

  it("SF-03: once the primary answers well again it is used again, whatever came before, and then for good", () => {
    const weather = fc.array(
      fc.record({
        spanMillis: fc.integer({ min: 1_000, max: 400_000 }),
        primary: fc.option(fc.integer({ min: 1, max: 2_999 }))
      }),
      { maxLength: 8 }
    )
    fc.assert(
      fc.property(weather, fc.constantFrom(250, 1_000, 12_000), (stretches, everyMillis) => {
        const course = start()
        for (const { primary, spanMillis } of stretches) {
          run(course, spanMillis, everyMillis, (endpoint) => (endpoint === "primary" ? primary : 300))
        }
        const well = () => 200
        // Its rest, the probes that forget the worst latency, the least stay.
        run(
          course,
          coolMillisMax + 12 * Math.max(probeMillis, everyMillis) + stayMillis + everyMillis,
          everyMillis,
          well
        )
        expect(course.state.chosen).toBe("primary")
        const returned = course.used.length
        run(course, 600_000, everyMillis, well)
        expect(changes(course.used.slice(returned))).toBe(0)
      }),
      { numRuns: 60 }
    )
  })
})
