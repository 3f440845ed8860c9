import { guide } from "@sluice/core/policy/guide"
import * as Rotation from "@sluice/core/routing/Rotation"
import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const text: Rotation.Request = { units: 1, template: null, conversationSenderId: null }
const sender = (senderId: string, freeUnits: number, more: Partial<Rotation.Sender> = {}): Rotation.Sender => ({
  senderId,
  freeUnits,
  heldUntilMillis: null,
  templates: new Set(),
  ...more
})
const chosen = (decision: Rotation.Decision): string | null =>
  decision._tag === "Turns" || decision._tag === "Stays" ? decision.senderId : null

/** Turns with budgets that stay as they are. */
const turns = (senders: ReadonlyArray<Rotation.Sender>, count: number): ReadonlyArray<string | null> => {
  let state = Rotation.initial
  return Array.from({ length: count }, () => {
    const decision = Rotation.decide(state, senders, text)
    state = Rotation.evolve(state, senders, text, decision)
    return chosen(decision)
  })
}

const pool = fc
  .array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 })
  .map((units) => units.map((freeUnits, index) => sender(`s${index}`, freeUnits)))

describe("Rotation", () => {
  it("RL-10: senders with equal budgets take turns one after the other", () => {
    expect(turns([sender("b", 5), sender("a", 5), sender("c", 5)], 6)).toEqual(["a", "b", "c", "a", "b", "c"])
  })

  it("RL-10: turns are weighted by free budget, and spread instead of bunched", () => {
    const six = turns([sender("a", 4), sender("b", 1), sender("c", 1)], 6)
    expect(six.filter((id) => id === "a").length).toBe(4)
    expect(six.join("")).not.toContain("aaa")
  })

  it("RL-10: at any time each sender's turns are its share of them, to within the size of the pool; nobody starves", () => {
    fc.assert(
      fc.property(pool, fc.integer({ min: 1, max: 400 }), (senders, count) => {
        const total = senders.reduce((sum, { freeUnits }) => sum + freeUnits, 0)
        const taken = turns(senders, count)
        for (const { freeUnits, senderId } of senders) {
          const own = taken.filter((id) => id === senderId).length
          expect(Math.abs(own - (count * freeUnits) / total)).toBeLessThan(senders.length)
        }
      })
    )
  })

  it("RL-10: budgets that are used up and come back are used to the last unit, minute by minute", () => {
    fc.assert(
      fc.property(pool, fc.integer({ min: 1, max: 5 }), (limits, minutes) => {
        let state = Rotation.initial
        for (let minute = 0; minute < minutes; minute++) {
          let senders: ReadonlyArray<Rotation.Sender> = limits
          for (;;) {
            const decision = Rotation.decide(state, senders, text)
            const id = chosen(decision)
            if (id === null) break
            state = Rotation.evolve(state, senders, text, decision)
            senders = senders.map((one) => (one.senderId === id ? { ...one, freeUnits: one.freeUnits - 1 } : one))
          }
          expect(senders.every(({ freeUnits }) => freeUnits === 0)).toBe(true)
        }
        const sum = Object.values(state.credits).reduce((a, b) => a + b, 0)
        expect(Math.abs(sum)).toBeLessThan(1e-6)
      }),
      { numRuns: 50 }
    )
  })

  it("RL-10: the order in which the senders are listed does not matter", () => {
    fc.assert(
      fc.property(pool, (senders) => {
        expect(turns(senders.toReversed(), 30)).toEqual(turns(senders, 30))
      })
    )
  })

  it("RL-10: a conversation stays with its sender while that one is free, and takes nobody's turn", () => {
    const senders = [sender("a", 50), sender("b", 1)]
    const ofB = { ...text, conversationSenderId: "b" }
    const stays = Rotation.decide(Rotation.initial, senders, ofB)
    expect(stays).toEqual({ _tag: "Stays", senderId: "b" })
    expect(Rotation.evolve(Rotation.initial, senders, ofB, stays)).toBe(Rotation.initial)
  })

  it.each([
    ["held", [sender("a", 5), sender("b", 5, { heldUntilMillis: 90 })]],
    ["used up", [sender("a", 5), sender("b", 0)]],
    ["out of the pool", [sender("a", 5)]]
  ] as const)("RL-10: a conversation whose sender is %s is taken over by the one whose turn it is", (_, senders) => {
    const decision = Rotation.decide(Rotation.initial, senders, { ...text, conversationSenderId: "b" })
    expect(decision).toEqual({ _tag: "Turns", senderId: "a", leaves: "b" })
  })

  it("RL-10: only senders that have the template and room for the units are asked", () => {
    const has = { templates: new Set(["greeting"]) }
    const senders = [sender("a", 50), sender("b", 1.5, has), sender("c", 2, has)]
    const request = { ...text, template: "greeting", units: 1.8 }
    expect(chosen(Rotation.decide(Rotation.initial, senders, request))).toBe("c")
    const sticky = { ...request, conversationSenderId: "a" }
    expect(Rotation.decide(Rotation.initial, senders, sticky)).toMatchObject({ _tag: "Turns", leaves: "a" })
    const unknown = Rotation.decide(Rotation.initial, senders, { ...request, template: "other" })
    expect(unknown).toEqual({ _tag: "Impossible", reason: "template" })
    expect(Rotation.decide(Rotation.initial, [], text)).toEqual({ _tag: "Impossible", reason: "no senders" })
  })

  it("RL-10: when nobody is free it waits for the first that will be, if a clock tells", () => {
    const held = [sender("a", 5, { heldUntilMillis: 900 }), sender("b", 5, { heldUntilMillis: 300 })]
    expect(Rotation.decide(Rotation.initial, held, text)).toEqual({ _tag: "Waits", untilMillis: 300 })
    const review = [sender("a", 5, { heldUntilMillis: Number.POSITIVE_INFINITY }), sender("b", 0)]
    expect(Rotation.decide(Rotation.initial, review, text)).toEqual({ _tag: "Waits", untilMillis: null })
  })

  it("RL-10: a held sender keeps its credit, a removed one is forgotten, and the state survives its JSON", () => {
    const state: Rotation.State = { credits: { a: 0.5, b: -0.25, gone: 3 } }
    const senders = [sender("a", 5, { heldUntilMillis: 9 }), sender("b", 5)]
    const after = Rotation.evolve(state, senders, text, Rotation.decide(state, senders, text))
    expect(after).toEqual({ credits: { a: 0.5, b: -0.25 } })
    expect(Schema.decodeUnknownSync(Rotation.State)(JSON.parse(JSON.stringify(after)))).toEqual(after)
  })

  it("RL-10: three to five senders are advised", () => {
    const sizes = [1, 2, 3, 5, 6].map((count) => Rotation.poolSize(guide.pacing, count))
    expect(sizes).toEqual([
      { _tag: "TooFew", missing: 2 },
      { _tag: "TooFew", missing: 1 },
      { _tag: "AsAdvised" },
      { _tag: "AsAdvised" },
      { _tag: "TooMany", surplus: 1 }
    ])
  })
})
