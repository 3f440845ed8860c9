import * as Policy from "@sluice/core/policy/Policy"
import * as Pair from "@sluice/core/throttle/Pair"
import * as Recovery from "@sluice/core/throttle/Recovery"
import * as Throttle from "@sluice/core/throttle/Throttle"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

/**
 * What a lane finds that another version of it has written: while a deployment is rolled out, lanes go back and forth between the two.
 */

const context: Throttle.Context = {
  sender: "sender",
  pacing: Policy.shipped.guide.pacing,
  standing: { tier: "initial", throughput: "standard" },
  timeZone: "Asia/Taipei"
}

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
  let state = Throttle.initial(context)
  const decision = Throttle.decide(context, state, request, startMillis)
  if (decision._tag !== "Admitted") throw new Error("a new sender may send")
  state = Throttle.evolve(context, state, decision.departure)
  return Throttle.evolve(context, state, limitHit("first", startMillis + 200))
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const recovered = (ledger: unknown, nowMillis = startMillis + 1_000) => Recovery.recover(context, ledger, [], nowMillis)

const parts = ["window", "run", "reputation", "ladder", "backoff"] as const

/** Shapes that no version so far has written. */
const foreign = fc.oneof(
  fc.constant({ _tag: "OfANewerVersion" }),
  fc.constant(null),
  fc.string(),
  fc.array(fc.integer()),
  fc.constant({ rung: "a rung that is not known here" })
)

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
      fc.property(fc.constantFrom(...parts), foreign, (unreadable, value) => {
        const state = recovered(json({ ...kept, [unreadable]: value }))
        expect({ ...state, [unreadable]: null }).toEqual({ ...plain, [unreadable]: null })
      })
    )
  })

  it("RT-03: whatever stands there, a lane starts, and may send", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Throttle.decide(context, recovered(value), request, startMillis + 1_000)._tag).toBe("Admitted")
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
      const of: Throttle.Context = { ...context, pacing }
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
