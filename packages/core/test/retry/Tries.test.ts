import * as Catalogue from "@sluice/core/failure/Catalogue"
import * as Classification from "@sluice/core/failure/Classification"
import * as RetryPlan from "@sluice/core/retry/RetryPlan"
import * as Tries from "@sluice/core/retry/Tries"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const failures = Catalogue.entries.map(({ code }) =>
  Classification.classify({ provider: "cloud-api", httpStatus: null, code })
)
const failure = fc.constantFrom(...failures)

describe("Tries", () => {
  it("RT-01: every schedule counts its own failures, in whatever order they come, and none of another", () => {
    fc.assert(
      fc.property(fc.array(failure), failure, (came, next) => {
        const tries = came.reduce(Tries.failed, Tries.none)
        const name = RetryPlan.scheduleNameOf(next)
        const ofIts = came.filter((one) => name !== null && RetryPlan.scheduleNameOf(one) === name)
        expect(Tries.before(tries, next)).toBe(ofIts.length)
        expect(Tries.resends(tries)).toBe(0)
      })
    )
  })

  it("RT-04: sends out of uncertainty are counted apart from failures", () => {
    fc.assert(
      fc.property(fc.array(fc.option(failure)), failure, (steps, next) => {
        const only = steps.filter((step) => step !== null)
        const tries = steps.reduce<Tries.Tries>(
          (so, step) => (step === null ? Tries.resent(so) : Tries.failed(so, step)),
          Tries.none
        )
        expect(Tries.resends(tries)).toBe(steps.length - only.length)
        expect(Tries.before(tries, next)).toBe(Tries.before(only.reduce(Tries.failed, Tries.none), next))
      })
    )
  })

  it("RT-01: a failure that no schedule retries uses nothing up", () => {
    for (const one of failures) {
      const isRetried = RetryPlan.scheduleNameOf(one) !== null
      expect(Tries.failed(Tries.none, one) === Tries.none).toBe(!isRetried)
    }
  })
})
