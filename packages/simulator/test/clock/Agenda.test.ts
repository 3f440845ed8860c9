import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Agenda from "@sluice/simulator/clock/Agenda"

describe("Agenda", () => {
  it("items come out by time, and in the order they went in where times are equal", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), (times) => {
        const agenda = Agenda.make<{ readonly time: number; readonly nth: number }>()
        times.forEach((time, nth) => agenda.push(time, { time, nth }))
        const drained = times.map(() => agenda.popDue(50))
        const sorted = times.map((time, nth) => ({ time, nth })).sort((a, b) => a.time - b.time || a.nth - b.nth)
        expect(drained).toEqual(sorted)
        expect(agenda.popDue(50)).toBeUndefined()
        expect(agenda.size()).toBe(0)
      })
    )
  })

  it("nothing comes out before it is due, however pushes and pops are mixed", () => {
    const steps = fc.array(fc.oneof(fc.record({ push: fc.nat(100) }), fc.record({ popAt: fc.nat(100) })))
    fc.assert(
      fc.property(steps, (taken) => {
        const agenda = Agenda.make<number>()
        let model: Array<number> = []
        for (const step of taken) {
          let popped: number | undefined
          let due: number | undefined
          if ("push" in step) {
            agenda.push(step.push, step.push)
            model.push(step.push)
          } else {
            popped = agenda.popDue(step.popAt)
            due = model.filter((time) => time <= step.popAt).sort((a, b) => a - b)[0]
            if (due !== undefined) model = model.toSpliced(model.indexOf(due), 1)
          }
          expect(popped).toBe(due)
          expect(agenda.size()).toBe(model.length)
          expect(agenda.nextAtMillis()).toBe(model.length === 0 ? undefined : Math.min(...model))
        }
      })
    )
  })

  it("what was cleared does not happen", () => {
    const agenda = Agenda.make<string>()
    agenda.push(1, "one")
    agenda.clear()
    expect(agenda.popDue(10)).toBeUndefined()
    expect(agenda.nextAtMillis()).toBeUndefined()
  })
})
