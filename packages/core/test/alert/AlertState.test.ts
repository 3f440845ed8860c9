import * as AlertState from "@sluice/core/alert/AlertState"
import type { AlertRule } from "@sluice/core/alert/AlertRule"
import type { Verdict } from "@sluice/core/alert/Condition"
import { Either, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

type Timing = Pick<AlertRule, "pendingMillis" | "recoveringMillis" | "repeatMillis" | "recovery" | "silence">

interface Step {
  readonly passesMillis: number
  readonly verdict: Verdict
  readonly suppressor: string | null
}

interface Lived {
  readonly atMillis: number
  readonly look: AlertState.Look
  readonly before: AlertState.State
  readonly events: ReadonlyArray<AlertState.Event>
  readonly after: AlertState.State
}

const usual: Timing = {
  pendingMillis: 60,
  recoveringMillis: 300,
  repeatMillis: 1_000,
  recovery: "itself",
  silence: "keeps"
}

/** Lives through looks, each some time after the one before. */
const live = (timing: Timing, steps: ReadonlyArray<Step>, from: AlertState.State = AlertState.initial) => {
  const lived: Array<Lived> = []
  let state = from
  let atMillis = 0
  for (const { passesMillis, suppressor, verdict } of steps) {
    atMillis += passesMillis
    const look = { verdict, suppressor }
    const events = AlertState.decide(timing, state, look, atMillis)
    const after = events.reduce(AlertState.evolve, state)
    lived.push({ atMillis, look, before: state, events, after })
    state = after
  }
  return lived
}

/** The told events of a life with their times. */
const told = (lived: ReadonlyArray<Lived>) =>
  lived.flatMap(({ atMillis, events }) =>
    events
      .filter(({ _tag }) => ["Fired", "Repeated", "Recovered", "Suppressed"].includes(_tag))
      .map(({ _tag }) => [_tag, atMillis] as const)
  )

const timesOf = (lived: ReadonlyArray<Lived>, tag: AlertState.Event["_tag"]): ReadonlyArray<number> =>
  lived.flatMap(({ atMillis, events }) => events.filter(({ _tag }) => _tag === tag).map(() => atMillis))

const timings: fc.Arbitrary<Timing> = fc.record({
  pendingMillis: fc.nat(100),
  recoveringMillis: fc.nat(100),
  repeatMillis: fc.option(fc.nat(200)),
  recovery: fc.constant("itself" as const),
  silence: fc.constantFrom("keeps" as const, "recovers" as const)
})
const verdicts = fc.constantFrom<Verdict>("breached", "breached", "clear", "clear", "between", "silent")
const suppressors = fc.constantFrom(null, null, "provider-outage")
const steps = (passesMillis: fc.Arbitrary<number>) =>
  fc.array(fc.record({ passesMillis, verdict: verdicts, suppressor: suppressors }), { maxLength: 60 })
const forward = steps(fc.nat(60))
const anyClock = steps(fc.integer({ min: -500, max: 500 }))

const say = (verdict: Verdict, passesMillis = 30, suppressor: string | null = null): Step => ({
  passesMillis,
  verdict,
  suppressor
})

/** How long the looks up to this one have agreed without a break. */
const agreedMillis = (lived: ReadonlyArray<Lived>, index: number, agrees: (verdict: Verdict) => boolean): number => {
  let first = index
  while (first > 0 && agrees(lived[first - 1]?.look.verdict ?? "silent")) first -= 1
  return (lived[index]?.atMillis ?? 0) - (lived[first]?.atMillis ?? 0)
}

describe("AlertState", () => {
  it("GD-03: goes from quiet through pending, firing and recovering to quiet, and tells of it once each way", () => {
    const lived = live(usual, [
      say("breached"),
      say("breached"),
      say("breached"),
      say("between"),
      say("clear"),
      say("clear", 150),
      say("clear", 150)
    ])
    expect(lived.map(({ after }) => after._tag)).toEqual([
      "Pending",
      "Pending",
      "Firing",
      "Firing",
      "Recovering",
      "Recovering",
      "Quiet"
    ])
    expect(told(lived)).toEqual([
      ["Fired", 90],
      ["Recovered", 450]
    ])
    expect(lived.at(-1)?.after).toEqual({ _tag: "Quiet", number: 1 })
  })

  it("a value that trembles between its thresholds neither fires nor recovers", () => {
    const pending = live(usual, [say("breached"), say("between"), say("breached"), say("between", 90)])
    expect(told(pending)).toEqual([])
    const firing = live(usual, [
      say("breached"),
      say("breached", 90),
      say("clear"),
      say("between", 290),
      say("clear", 290)
    ])
    expect(firing.map(({ after }) => after._tag)).toEqual(["Pending", "Firing", "Recovering", "Firing", "Recovering"])
  })

  it("SF-03: never flaps faster than its hysteresis: one firing to the next takes both spans", () => {
    fc.assert(
      fc.property(timings, forward, (timing, given) => {
        const fired = timesOf(live(timing, given), "Fired")
        for (const [index, atMillis] of fired.slice(1).entries()) {
          expect(atMillis - (fired[index] ?? 0)).toBeGreaterThanOrEqual(timing.pendingMillis + timing.recoveringMillis)
        }
      }),
      { numRuns: 2_000, seed: 1 }
    )
  })

  it("SF-03: a burst shorter than the span never fires, and nothing recovers that was not gone for its span", () => {
    fc.assert(
      fc.property(timings, forward, (timing, given) => {
        const lived = live(timing, given)
        const gone = (verdict: Verdict) =>
          verdict === "clear" || (verdict === "silent" && timing.silence === "recovers")
        const agreed = (tag: AlertState.Event["_tag"], agrees: (verdict: Verdict) => boolean) =>
          lived.flatMap(({ events }, index) =>
            events.some(({ _tag }) => _tag === tag) ? [agreedMillis(lived, index, agrees)] : []
          )
        const stood = agreed("Fired", (verdict) => verdict === "breached")
        expect(stood.filter((millis) => millis < timing.pendingMillis)).toEqual([])
        expect(agreed("Recovered", gone).filter((millis) => millis < timing.recoveringMillis)).toEqual([])
      }),
      { numRuns: 2_000, seed: 2 }
    )
  })

  it("SF-03: one Fired for each Recovered, and suppression loses none, whatever the order and the clock", () => {
    fc.assert(
      fc.property(timings, anyClock, fc.boolean(), (timing, given, muted) => {
        const last = live(timing, given).at(-1)
        const calm = say("clear", timing.recoveringMillis + 1_000, muted ? "provider-outage" : null)
        const lived = live(timing, [...given, calm, calm])
        const tags = told(lived).map(([tag]) => tag)
        const turns = tags.filter((tag) => tag === "Fired" || tag === "Recovered")
        expect(turns).toEqual(turns.map((_tag, index) => (index % 2 === 0 ? "Fired" : "Recovered")))
        expect(turns.length % 2).toBe(0)
        expect(lived.at(-1)?.after).toEqual({ _tag: "Quiet", number: turns.length / 2 })
        expect(tags.filter((tag) => tag === "Repeated").length === 0 || turns.length > 0).toBe(true)
        expect(last === undefined || last.after.number <= turns.length / 2).toBe(true)
      }),
      { numRuns: 2_000, seed: 3 }
    )
  })

  it("SF-03: while something explains it nothing fires or repeats; afterwards it takes its whole span again", () => {
    fc.assert(
      fc.property(timings, forward, (timing, given) => {
        const lived = live(timing, given)
        const explained = lived.filter(({ look }) => look.suppressor !== null)
        expect(timesOf(explained, "Fired")).toEqual([])
        expect(timesOf(explained, "Repeated")).toEqual([])
        const unmuted = timesOf(lived, "Unmuted")
        const tooSoon = timesOf(lived, "Fired").filter((fired) =>
          unmuted.some((at) => at <= fired && fired - at < timing.pendingMillis)
        )
        expect(tooSoon).toEqual([])
      }),
      { numRuns: 2_000, seed: 4 }
    )
    const outage = live(usual, [
      say("breached", 30, "provider-outage"),
      say("breached", 60, "provider-outage"),
      say("breached", 60),
      say("breached", 59),
      say("breached", 1)
    ])
    expect(told(outage)).toEqual([
      ["Suppressed", 90],
      ["Fired", 210]
    ])
  })

  it("SF-03: what fired before it was explained still tells of its recovery", () => {
    const lived = live(usual, [
      say("breached"),
      say("breached", 90),
      say("breached", 2_000, "provider-outage"),
      say("clear", 10, "provider-outage"),
      say("clear", 300, "provider-outage")
    ])
    expect(told(lived)).toEqual([
      ["Fired", 120],
      ["Recovered", 2_430]
    ])
  })

  it("tells again at its interval and no sooner, and never where it is told once", () => {
    const stands = Array.from({ length: 40 }, () => say("breached", 100))
    expect(timesOf(live(usual, stands), "Repeated")).toEqual([1_200, 2_200, 3_200])
    expect(timesOf(live({ ...usual, repeatMillis: null }, stands), "Repeated")).toEqual([])
    fc.assert(
      fc.property(timings, forward, (timing, given) => {
        const lived = live(timing, given)
        const times = lived.flatMap(({ atMillis, events }) =>
          events.filter(({ _tag }) => _tag === "Fired" || _tag === "Repeated").map(() => atMillis)
        )
        for (const [index, atMillis] of times.slice(1).entries()) {
          expect(atMillis - (times[index] ?? 0)).toBeGreaterThanOrEqual(
            Math.min(timing.repeatMillis ?? Number.POSITIVE_INFINITY, timing.pendingMillis + timing.recoveringMillis)
          )
        }
      }),
      { numRuns: 1_000, seed: 5 }
    )
  })

  it("is total over any order of looks and any clock, and its state can be stored at each", () => {
    const store = Schema.decodeUnknownSync(AlertState.State, { onExcessProperty: "error" })
    fc.assert(
      fc.property(timings, anyClock, (timing, given) => {
        for (const { after, atMillis, events, look } of live(timing, given)) {
          expect(store(JSON.parse(JSON.stringify(after)))).toEqual(after)
          expect(events.length).toBeLessThanOrEqual(5)
          expect(AlertState.decide(timing, after, look, atMillis)).toEqual([])
        }
      }),
      { numRuns: 2_000, seed: 6 }
    )
  })

  it("every event leaves every state that it does not fit as it is", () => {
    const states = live(usual, [
      say("breached"),
      say("breached", 60, "provider-outage"),
      say("clear", 10, "provider-outage"),
      say("breached"),
      say("breached", 60),
      say("clear")
    ]).map(({ after }) => after)
    expect(new Set([AlertState.initial, ...states].map(({ _tag }) => _tag))).toEqual(
      new Set(["Quiet", "Pending", "Muted", "Firing", "Recovering"])
    )
    const edges: ReadonlyArray<readonly [AlertState.Event, ReadonlyArray<AlertState.State["_tag"]>]> = [
      [{ _tag: "Began", atMillis: 1 }, ["Quiet"]],
      [{ _tag: "Subsided" }, ["Pending", "Muted"]],
      [{ _tag: "Fired", atMillis: 1 }, ["Pending"]],
      [{ _tag: "Suppressed", atMillis: 1, by: "other" }, ["Pending"]],
      [{ _tag: "Unmuted", atMillis: 1 }, ["Muted"]],
      [{ _tag: "Eased", atMillis: 1 }, ["Firing", "Muted"]],
      [{ _tag: "Relapsed" }, ["Recovering", "Muted"]],
      [{ _tag: "Repeated", atMillis: 1 }, ["Firing"]],
      [{ _tag: "Recovered", atMillis: 1 }, ["Firing", "Recovering"]]
    ]
    for (const [event, fits] of edges) {
      const others = [AlertState.initial, ...states].filter(({ _tag }) => !fits.includes(_tag))
      for (const state of others) expect(AlertState.evolve(state, event)).toBe(state)
    }
  })

  it("a clock that goes back delays by one span, and never until the old time is reached again", () => {
    const back = live(usual, [say("breached", 1_000_000), say("breached", -999_000), say("breached", 60)])
    expect(told(back)).toEqual([["Fired", 1_060]])
    const recovering = live(usual, [
      say("breached", 1_000_000),
      say("breached", 60),
      say("clear", 10),
      say("clear", -900_000),
      say("clear", 300)
    ])
    expect(timesOf(recovering, "Recovered")).toEqual([100_370])
    const repeating = live(usual, [
      say("breached", 1_000_000),
      say("breached", 60),
      say("breached", -900_000),
      say("breached", 1_000)
    ])
    expect(timesOf(repeating, "Repeated")).toEqual([101_060])
    const muted = live(usual, [
      say("breached", 1_000_000, "provider-outage"),
      say("breached", 60, "provider-outage"),
      say("clear", 10, "provider-outage"),
      say("clear", -900_000, "provider-outage"),
      say("clear", 300, "provider-outage")
    ])
    expect(muted.at(-1)?.after).toEqual({ _tag: "Quiet", number: 0 })
  })

  it("what is resolved by hand stands through any calm, and recovers at somebody's word, by its number", () => {
    const byHand: Timing = { ...usual, recovery: "by-hand", repeatMillis: null }
    const stands = live(byHand, [say("breached"), say("breached", 60), say("clear", 9_000), say("silent", 9_000)]).at(
      -1
    )
    const state = stands?.after ?? AlertState.initial
    expect([state._tag, state.number, AlertState.stands(state)]).toEqual(["Firing", 1, true])
    expect(Either.getOrNull(AlertState.resolved(state, 1, 20_000))).toEqual([{ _tag: "Recovered", atMillis: 20_000 }])
    expect(Either.flip(AlertState.resolved(state, 2, 20_000))).toMatchObject({ right: { given: 2, standing: 1 } })
    const refused = Either.getOrThrow(Either.flip(AlertState.resolved(AlertState.initial, 1, 20_000)))
    expect(refused.message).toBe("this resolves firing 1, and none stands")
  })

  it("no reading keeps what stands, or lets it recover, as the rule says", () => {
    const silent = [say("breached"), say("breached", 60), say("silent", 10), say("silent", 300)]
    expect(timesOf(live(usual, silent), "Recovered")).toEqual([])
    expect(timesOf(live({ ...usual, silence: "recovers" }, silent), "Recovered")).toEqual([400])
  })
})
