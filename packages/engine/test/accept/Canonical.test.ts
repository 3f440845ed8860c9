import * as Canonical from "@sluice/engine/accept/Canonical"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const shuffled = (value: unknown, seed: number): unknown => {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, seed))
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, shuffled(item, seed)] as const)
  const turned = entries
    .map((_, index) => entries[(index + seed) % entries.length])
    .filter((entry) => entry !== undefined)
  return Object.fromEntries(turned.reverse())
}

describe("the canonical text of a JSON value", () => {
  it("RT-05: does not depend on the order of fields, at any depth", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(10), (value, seed) => {
        expect(Canonical.stringify(shuffled(value, seed))).toBe(Canonical.stringify(value))
      })
    )
  })

  it("RT-05: is the value, and so differs where values differ", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(Canonical.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)))
      })
    )
    expect(Canonical.stringify([1, 2])).not.toBe(Canonical.stringify([2, 1]))
  })
})
