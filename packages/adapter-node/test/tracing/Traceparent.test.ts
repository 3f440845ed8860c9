import * as Traceparent from "@sluice/adapter-node/tracing/Traceparent"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736"
const spanId = "00f067aa0ba902b7"

describe("the header traceparent", () => {
  it.each([
    [`00-${traceId}-${spanId}-01`, true],
    [`00-${traceId}-${spanId}-00`, false],
    [`00-${traceId}-${spanId}-03`, true],
    [`01-${traceId}-${spanId}-01-what comes one day`, true]
  ])("%s names a span, and says whether its trace is kept", (header, sampled) => {
    expect(Traceparent.read(header)).toMatchObject({ _tag: "ExternalSpan", traceId, spanId, sampled })
  })

  it.each([
    undefined,
    "",
    `00-${traceId}-${spanId}`,
    `00-${traceId}-${spanId}-01-more`,
    `ff-${traceId}-${spanId}-01`,
    `00-${"0".repeat(32)}-${spanId}-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId.slice(1)}-${spanId}-01`,
    [`00-${traceId}-${spanId}-01`, `00-${traceId}-${spanId}-01`]
  ])("%j names none", (header) => {
    expect(Traceparent.read(header)).toBeNull()
  })

  it("whatever is sent, what is taken over are ids that a collector takes", () => {
    const near = fc
      .tuple(
        fc.constantFrom("00", "01", "ff", "0"),
        fc.stringMatching(/^[0-9a-fA-F]{30,34}$/),
        fc.stringMatching(/^[0-9a-f]{15,17}$/)
      )
      .map(([version, trace, span]) => `${version}-${trace}-${span}-01`)
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (header) => {
        const found = Traceparent.read(header)
        if (found === null) return
        expect(found.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/)
        expect(found.spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/)
      })
    )
  })
})
