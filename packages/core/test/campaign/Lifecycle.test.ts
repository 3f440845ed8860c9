import * as Lifecycle from "@sluice/core/campaign/Lifecycle"
import { Either } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const tags = ["Started", "Came", "Paused", "Resumed", "Cancelled", "Emptied"] as const

/** Any sequence of events, in the order of time. */
const events: fc.Arbitrary<ReadonlyArray<Lifecycle.Event>> = fc
  .array(
    fc.record({ tag: fc.constantFrom(...tags), passes: fc.nat(1_000), ahead: fc.integer({ min: -500, max: 2_000 }) }),
    {
      maxLength: 30
    }
  )
  .map((steps) => {
    let atMillis = 1_000
    return steps.map(({ ahead, passes, tag }): Lifecycle.Event => {
      atMillis += passes
      return tag === "Started" ? { _tag: tag, startMillis: atMillis + ahead, atMillis } : { _tag: tag, atMillis }
    })
  })

const walk = (all: ReadonlyArray<Lifecycle.Event>): ReadonlyArray<Lifecycle.State> =>
  all.reduce<ReadonlyArray<Lifecycle.State>>(
    (states, event) => [
      ...states,
      Either.getOrElse(
        Lifecycle.step(states.at(-1) ?? Lifecycle.initial, event),
        () => states.at(-1) ?? Lifecycle.initial
      )
    ],
    [Lifecycle.initial]
  )

describe("Lifecycle", () => {
  it("goes from draft to done, and waits for its moment where that lies ahead", () => {
    const states = walk([
      { _tag: "Started", startMillis: 500, atMillis: 100 },
      { _tag: "Came", atMillis: 400 },
      { _tag: "Came", atMillis: 500 },
      { _tag: "Paused", atMillis: 600 },
      { _tag: "Resumed", atMillis: 700 },
      { _tag: "Emptied", atMillis: 900 }
    ])
    expect(states.map(({ _tag }) => _tag)).toEqual([
      "Draft",
      "Scheduled",
      "Scheduled",
      "Running",
      "Paused",
      "Running",
      "Done"
    ])
  })

  it("does exactly what its edges say, from every state", () => {
    fc.assert(
      fc.property(events, (all) => {
        let state: Lifecycle.State = Lifecycle.initial
        for (const event of all) {
          const allowed = Lifecycle.edges[state._tag][event._tag]
          const stepped = Lifecycle.step(state, event)
          expect(Either.isRight(stepped)).toBe(allowed !== undefined)
          const next = Either.getOrElse(stepped, () => state)
          // A moment that has not come leaves it where it is.
          expect([...(allowed ?? [state._tag]), ...(event._tag === "Came" ? [state._tag] : [])]).toContain(next._tag)
          state = next
        }
      })
    )
    expect(Object.keys(Lifecycle.edges)).toHaveLength(6)
  })

  it("RL-11: never feeds before its moment, whatever is done to it", () => {
    const early = (all: ReadonlyArray<Lifecycle.Event>) =>
      walk(all).filter(
        (state, index) =>
          Lifecycle.feeds(state) && (Lifecycle.startMillis(state) ?? Infinity) > (all[index - 1]?.atMillis ?? 0)
      )
    fc.assert(fc.property(events, (all) => early(all).length === 0))
    expect(early([{ _tag: "Started", startMillis: 9, atMillis: 1 }])).toEqual([])
  })

  it("stays over once it is over", () => {
    const after = (all: ReadonlyArray<Lifecycle.Event>) => {
      const states = walk(all)
      const over = states.findIndex(({ _tag }) => _tag === "Cancelled" || _tag === "Done")
      return over < 0 ? [] : states.slice(over).map(({ _tag }) => _tag)
    }
    fc.assert(fc.property(events, (all) => new Set(after(all)).size <= 1))
    expect(
      after([
        { _tag: "Cancelled", atMillis: 1 },
        { _tag: "Resumed", atMillis: 2 }
      ])
    ).toEqual(["Cancelled", "Cancelled"])
  })

  it("a paused campaign that is resumed starts when it would have", () => {
    const [, , paused, resumed] = walk([
      { _tag: "Started", startMillis: 5_000, atMillis: 100 },
      { _tag: "Paused", atMillis: 200 },
      { _tag: "Resumed", atMillis: 300 }
    ])
    expect(paused).toEqual({ _tag: "Paused", startMillis: 5_000, sinceMillis: 200 })
    expect(resumed).toEqual({ _tag: "Scheduled", startMillis: 5_000 })
  })

  it("a refusal names state and act", () => {
    const refused = Lifecycle.step({ _tag: "Done", sinceMillis: 1 }, { _tag: "Paused", atMillis: 2 })
    expect(Either.getOrElse(Either.flip(refused), () => null)?.message).toBe("a campaign that is done cannot be paused")
  })
})
