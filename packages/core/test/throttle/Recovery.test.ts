import * as Policy from "@sluice/core/policy/Policy"
import * as Pair from "@sluice/core/throttle/Pair"
import * as Recovery from "@sluice/core/throttle/Recovery"
import * as Throttle from "@sluice/core/throttle/Throttle"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { after, cloudApi, departed, foreign, guide, minute, text } from "./sender.ts"

/**
 * What a lane finds that another version of it has written: while a deployment is rolled out, lanes go back and forth between the two.
 */

const startMillis = Date.UTC(2026, 2, 10, 12)

const limitHit = (id: string, atMillis: number): Throttle.Refused => ({
  _tag: "Refused",
  id,
  scope: "sender",
  askedMillis: 0,
  atMillis
})

const request = {
  id: "first",
  recipient: "+886912000001",
  units: 1,
  kind: "text",
  template: null,
  probeOf: null
} as const

/** A sender that has learned: it was refused below the limit that it believed in, and is held for an hour. */
const learned = (): Throttle.State => {
  let state = Throttle.initial(guide)
  const decision = Throttle.decide(guide, state, request, startMillis)
  if (decision._tag !== "Admitted") throw new Error("a new sender may send")
  state = Throttle.evolve(guide, state, decision.departure)
  return Throttle.evolve(guide, state, limitHit("first", startMillis + 200))
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const recovered = (ledger: unknown, nowMillis = startMillis + 1_000) => Recovery.recover(guide, ledger, [], nowMillis)

const parts = ["window", "run", "reputation", "ladder", "backoff"] as const

/** Shapes that no version so far has written. */
const strange = fc.oneof(
  fc.constant({ _tag: "OfANewerVersion" }),
  fc.constant(null),
  fc.string(),
  fc.array(fc.integer()),
  fc.constant({ rung: "a rung that is not known here" })
)

describe("Recovery", () => {
  const events = [
    ...foreign(6, 0),
    departed("+886912345678", 6 * minute),
    departed("+85251234567", 6 * minute + 12_000)
  ]

  it("RT-03: what is kept is its own JSON, small, and names no recipient", () => {
    const json = JSON.stringify(Recovery.keep(after(guide, events)))
    expect(json).not.toContain("+886912345678")
    expect(json.length).toBeLessThan(2_000)
    const back = Recovery.recover(guide, JSON.parse(json), [], 7 * minute)
    expect(back.ladder).toEqual(after(guide, events).ladder)
  })

  it("RT-04: what was in flight counts as answered at the recovery, for window, run and pair alike", () => {
    const kept = Recovery.keep(after(guide, [departed("m1", 0, "a"), departed("m2", 12_000, "b")]))
    const sends = [
      { recipient: "a", units: 1, departedMillis: 0, answeredMillis: 300 },
      { recipient: "b", units: 1, departedMillis: 12_000, answeredMillis: null }
    ]
    const state = Recovery.recover(guide, kept, sends, 20_000)
    expect(state.window).toMatchObject({ flyingMessages: 0, flyingThousandths: 0, answered: { atMillis: [20_001] } })
    expect(state.run).toMatchObject({ _tag: "Running", sinceMillis: 0, lastMillis: 20_001 })
    expect(Throttle.decide(guide, state, text("m3", "b"), 24_000)).toMatchObject({ limit: "pair", untilMillis: 26_001 })
    expect(Throttle.decide(guide, state, text("m3", "a"), 24_000)._tag).toBe("Admitted")
  })

  it("RT-03: a ledger that is lost or cannot be read is made up for by the sends", () => {
    const sends = [0, 12_000, 24_000, 36_000, 48_000].map((departedMillis) => ({
      recipient: `r${departedMillis}`,
      units: 1,
      departedMillis,
      answeredMillis: departedMillis + 300
    }))
    for (const ledger of [null, { version: 9 }, "gone"]) {
      const state = Recovery.recover(guide, ledger, sends, 49_000)
      expect(Throttle.decide(guide, state, text("x"), 49_000)).toMatchObject({ _tag: "Waits", untilMillis: 60_301 })
      expect(state.run).toMatchObject({ _tag: "Running", sinceMillis: 0 })
    }
  })

  it("RT-03: how far back the sends must reach follows from the policy", () => {
    expect(Recovery.memoryMillis(guide)).toBe(11 * minute)
    expect(Recovery.memoryMillis(cloudApi)).toBe(270_000)
    expect(Recovery.aloneMillis(guide)).toBe(11 * minute)
    expect(Recovery.aloneMillis(cloudApi)).toBe(6_000)
  })
})

describe("a ledger that another version wrote", () => {
  it("RL-03, RL-06: is the one that was kept, where this version wrote it", () => {
    const state = recovered(json(Recovery.keep(learned())))
    expect(state.reputation.factor).toBe(0.9)
    expect(state.ladder.rung).toBe("unexplained")
  })

  it("RL-03, RL-06: what a newer version keeps besides is passed over, and nothing is forgotten for it", () => {
    const kept = Recovery.keep(learned())
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.jsonValue(), (name, value) => {
        const besides = { [`newer ${name}`]: value }
        const written = Object.fromEntries(Object.entries(kept).map(([part, own]) => [part, { ...own, ...besides }]))
        expect(recovered(json({ ...written, ...besides }))).toEqual(recovered(json(kept)))
      })
    )
  })

  it("RL-03, RL-06: a part that cannot be read is made up for; what the others have learned stays", () => {
    const kept = Recovery.keep(learned())
    const plain = recovered(json(kept))
    fc.assert(
      fc.property(fc.constantFrom(...parts), strange, (unreadable, value) => {
        const state = recovered(json({ ...kept, [unreadable]: value }))
        expect({ ...state, [unreadable]: null }).toEqual({ ...plain, [unreadable]: null })
      })
    )
  })

  it("RT-03: whatever stands there, a lane starts, and may send", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Throttle.decide(guide, recovered(value), request, startMillis + 1_000)._tag).toBe("Admitted")
      })
    )
  })
})

describe("Recovery without the sends that owe nothing", () => {
  const recipients = ["a", "b", "c", "d", "e", "f"]
  const millisMax = 300_000
  const anySends = fc.array(
    fc.record({
      recipient: fc.constantFrom(...recipients),
      departedMillis: fc.nat({ max: millisMax }),
      roundTripMillis: fc.option(fc.nat({ max: 3_000 }))
    }),
    { maxLength: 12 }
  )

  it.each(["guide", "cloud-api"] as const)(
    "RT-03: a recipient's only send equals none once it is that old (%s)",
    (policy) => {
      const { pacing } = Policy.shipped[policy]
      const of: Throttle.Context = { ...guide, pacing }
      fc.assert(
        fc.property(anySends, (drawn) => {
          const sends = drawn.map(({ departedMillis, recipient, roundTripMillis }) => ({
            recipient,
            units: 1,
            departedMillis: startMillis - departedMillis,
            answeredMillis: roundTripMillis === null ? null : startMillis - departedMillis + roundTripMillis
          }))
          const sinceMillis = startMillis - Recovery.aloneMillis(of) - 1
          const needed = sends.filter(
            ({ answeredMillis, recipient }) =>
              answeredMillis === null ||
              answeredMillis > sinceMillis ||
              sends.filter((other) => other.recipient === recipient).length > 1
          )
          const kept = json(Recovery.keep(Throttle.initial(of)))
          const shown = (from: ReadonlyArray<Recovery.Send>) => {
            const { pairs, ...rest } = Recovery.recover(of, kept, from, startMillis)
            return { ...rest, pairs: recipients.map((recipient) => Pair.entry(pairs, recipient)) }
          }
          expect(shown(needed)).toEqual(shown(sends))
        })
      )
    }
  )
})
