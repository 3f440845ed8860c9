import * as Providers from "@sluice/core/callback/providers/Providers"
import * as Reading from "@sluice/engine/callbacks/Reading"
import { describe, expect, it } from "vitest"
import * as Bodies from "../callbackBodies.ts"

describe("Reading a callback", () => {
  it("WH-11: what two readings disagree about is quarantined and moves nothing; the report names the field", () => {
    const stored = { ...Bodies.callback(Bodies.statuses({ id: "wamid.A", status: "delivered" })), id: 1 }
    expect(Reading.of(Providers.decode, stored)).toMatchObject({ processed: { verdict: "processed" } })
    /** A decoder with a mistake in it: it takes every status for the next one. */
    const mistaken: typeof Providers.decode = (provider, body) => {
      const decoded = Providers.decode(provider, body)
      return {
        ...decoded,
        events: decoded.events.map((event) =>
          event._tag === "StatusChanged" ? { ...event, status: "read", statusText: "read" } : event
        )
      }
    }
    expect(Reading.of(mistaken, stored)).toMatchObject({
      events: [],
      processed: {
        verdict: "quarantined",
        report: { disagreement: ["entry[0].changes[0].value.statuses[0].status"] }
      }
    })
  })

  it("what a reading breaks on is quarantined, and its defect is told: the neighbours go on", () => {
    const stored = { ...Bodies.callback(Bodies.statuses({ id: "wamid.A", status: "delivered" })), id: 7 }
    const broken: typeof Providers.decode = () => {
      throw new TypeError("of no consequence")
    }
    expect(Reading.of(broken, stored)).toEqual(Reading.aside(stored, "the decoder broke on it"))
    expect(Reading.aside(stored, "why").processed).toEqual({ id: 7, verdict: "quarantined", report: { defect: "why" } })
  })
})
