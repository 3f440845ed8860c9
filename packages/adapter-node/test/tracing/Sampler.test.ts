import * as Sampler from "@sluice/adapter-node/tracing/Sampler"
import * as SpanId from "@sluice/adapter-node/tracing/SpanId"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const share = fc.double({ min: 0, max: 1, noNaN: true })
const traceId = fc.uuid({ version: 7 }).map((uuid) => uuid.replaceAll("-", ""))
const at = (part: number): Sampler.Sampler => ({ share: part, isParentBased: true })

describe("the sampler", () => {
  it("a trace that a share keeps is kept by every larger one: processes that were told differently agree as far as they can", () => {
    fc.assert(
      fc.property(traceId, share, share, (id, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)]
        expect(Sampler.keeps(at(less), id) && !Sampler.keeps(at(more), id)).toBe(false)
      })
    )
  })

  it("1 keeps every trace, and 0 none", () => {
    fc.assert(
      fc.property(traceId, (id) => {
        expect([Sampler.keeps(at(1), id), Sampler.keeps(at(0), id)]).toEqual([true, false])
      })
    )
  })

  it("of many traces it keeps about its share", () => {
    const kept = Array.from({ length: 20_000 }, () => Sampler.keeps(at(0.1), SpanId.trace())).filter(Boolean).length
    expect(kept).toBeGreaterThan(1_700)
    expect(kept).toBeLessThan(2_300)
  })

  it.each([
    ["always_on", 1, false],
    ["always_off", 0, false],
    ["traceidratio", 0.25, false],
    ["parentbased_always_on", 1, true],
    ["parentbased_always_off", 0, true],
    ["parentbased_traceidratio", 0.25, true]
  ])(
    "OpenTelemetry's %s keeps %d of the traces that begin here; the caller decides: %s",
    (word, part, isParentBased) => {
      expect(Sampler.of(word, 0.25)).toEqual({ share: part, isParentBased })
    }
  )
})

describe("ids of spans", () => {
  it("have the form that OTLP takes, and are never zero", () => {
    for (let n = 0; n < 100; n++) {
      expect(SpanId.trace()).toMatch(/^[0-9a-f]{32}$/)
      expect(SpanId.span()).toMatch(/^(?!0{16})[0-9a-f]{16}$/)
    }
  })
})
