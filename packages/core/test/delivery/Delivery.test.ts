import * as Delivery from "@sluice/core/delivery/Delivery"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const status = fc.constantFrom<Delivery.DeliveryStatus>("sent", "delivered", "read", "played", "failed")

const arrived: ReadonlySet<Delivery.DeliveryStatus> = new Set(["delivered", "read", "played"])

const reach = (statuses: ReadonlyArray<Delivery.DeliveryStatus>) => {
  let reached: Delivery.DeliveryStatus | null = null
  const outcomes = statuses.map((reported) => {
    const outcome = Delivery.apply(reached, reported)
    reached = outcome._tag === "Stale" ? outcome.reached : outcome.next
    return outcome
  })
  return { reached: reached as Delivery.DeliveryStatus | null, outcomes }
}

/** The whole truth about a set of statuses, said without an order: what a reader of all callbacks would conclude. */
const conclusion = (statuses: ReadonlyArray<Delivery.DeliveryStatus>): Delivery.DeliveryStatus | null =>
  (["played", "read", "delivered", "failed", "sent"] as const).find((one) => statuses.includes(one)) ?? null

describe("Delivery", () => {
  it("WH-03: any order of the same callbacks, with any repeats, ends at the same status", () => {
    fc.assert(
      fc.property(
        fc
          .array(status, { maxLength: 8 })
          .chain((statuses) =>
            fc.tuple(
              fc.constant(statuses),
              fc.shuffledSubarray([...statuses, ...statuses], { minLength: 2 * statuses.length })
            )
          ),
        ([statuses, again]) => {
          expect(reach(statuses).reached).toBe(conclusion(statuses))
          expect(reach(again).reached).toBe(conclusion(statuses))
        }
      ),
      { numRuns: 1_000, seed: 5 }
    )
  })

  it("WH-03: join is commutative, associative and idempotent", () => {
    fc.assert(
      fc.property(status, status, status, (a, b, c) => {
        expect(Delivery.join(a, b)).toBe(Delivery.join(b, a))
        expect(Delivery.join(Delivery.join(a, b), c)).toBe(Delivery.join(a, Delivery.join(b, c)))
        expect(Delivery.join(a, a)).toBe(a)
        expect(Delivery.join(null, a)).toBe(a)
      })
    )
  })

  it("WH-03: nothing moves backwards, and nothing changes without being told", () => {
    const order = ["sent", "failed", "delivered", "read", "played"]
    fc.assert(
      fc.property(fc.array(status, { maxLength: 12 }), (statuses) => {
        let reached: Delivery.DeliveryStatus | null = null
        for (const reported of statuses) {
          const outcome: Delivery.Outcome = Delivery.apply(reached, reported)
          const next: Delivery.DeliveryStatus = outcome._tag === "Stale" ? outcome.reached : outcome.next
          const step = order.indexOf(next) - (reached === null ? -1 : order.indexOf(reached))
          expect(step).toBeGreaterThanOrEqual(0)
          // A contradiction may do either.
          expect(outcome._tag).not.toBe(step > 0 ? "Stale" : "Applied")
          reached = next
        }
      }),
      { numRuns: 1_000, seed: 6 }
    )
  })

  it("WH-03: failed and delivered together are reported, whichever comes first; delivered is where the message is", () => {
    expect(Delivery.apply("failed", "delivered")).toEqual({
      _tag: "Contradiction",
      next: "delivered",
      reached: "failed",
      reported: "delivered"
    })
    expect(Delivery.apply("read", "failed")).toEqual({
      _tag: "Contradiction",
      next: "read",
      reached: "read",
      reported: "failed"
    })
    fc.assert(
      fc.property(fc.array(status, { maxLength: 10 }), (statuses) => {
        const both = statuses.includes("failed") && statuses.some((one) => arrived.has(one))
        expect(reach(statuses).outcomes.some((outcome) => outcome._tag === "Contradiction")).toBe(both)
      }),
      { numRuns: 1_000, seed: 8 }
    )
  })

  it("WH-04: the usual course, early and skipped statuses", () => {
    const tags = (...statuses: ReadonlyArray<Delivery.DeliveryStatus>): ReadonlyArray<string> =>
      reach(statuses).outcomes.map((outcome) => outcome._tag)
    expect(tags("sent", "delivered", "read", "played")).toEqual(["Applied", "Applied", "Applied", "Applied"])
    expect(tags("sent", "sent")).toEqual(["Applied", "Stale"])
    expect(tags("read", "delivered", "sent")).toEqual(["Applied", "Stale", "Stale"])
    expect(tags("sent", "failed", "sent", "failed")).toEqual(["Applied", "Applied", "Stale", "Stale"])
    expect(tags("failed", "sent")).toEqual(["Applied", "Stale"])
  })
})
