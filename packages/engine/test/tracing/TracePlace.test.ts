import * as UuidV7 from "@sluice/engine/accept/UuidV7"
import * as TracePlace from "@sluice/engine/tracing/TracePlace"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const id = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 48 - 2 }), fc.uint8Array({ minLength: 10, maxLength: 10 }))
  .map(([nowMillis, random]) => UuidV7.next(UuidV7.initial, nowMillis, random)[0])

describe("where traces begin", () => {
  it("every id that a message can have names a trace that W3C Trace Context allows, and each its own", () => {
    fc.assert(
      fc.property(id, id, (one, other) => {
        const place = TracePlace.ofMessage(one)
        expect(place?.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/)
        expect(place?.spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/)
        expect(TracePlace.ofMessage(other)?.traceId === place?.traceId).toBe(one === other)
      })
    )
  })

  it("what is no id of ours has no trace", () => {
    for (const text of [
      "",
      "+886912345678",
      "01900000-0000-7000-8000-00000000000",
      "01900000-0000-7000-8000-00000000000A"
    ]) {
      expect(TracePlace.ofMessage(text)).toBeNull()
    }
  })

  it("a callback's is the beginning of its digest, so door and processing name the same", () => {
    const digest = new Uint8Array(32).map((_, index) => index + 1)
    expect(TracePlace.ofCallback(digest)).toEqual({
      traceId: "0102030405060708090a0b0c0d0e0f10",
      spanId: "1112131415161718"
    })
  })
})
