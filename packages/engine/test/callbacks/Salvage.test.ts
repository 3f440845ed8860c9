import * as Providers from "@sluice/core/callback/providers/Providers"
import * as Salvage from "@sluice/engine/callbacks/Salvage"
import { describe, expect, it } from "vitest"
import * as Bodies from "../callbackBodies.ts"

const stored = (body: unknown) => ({ ...Bodies.callback(body), id: 1 })

const three = Bodies.statuses(
  { id: "wamid.A", status: "sent" },
  { id: "wamid.B", status: "delivered" },
  { id: "wamid.C", status: "read" }
)

/** A decoder with a mistake in it: it takes what is delivered for read. */
const mistaken: typeof Providers.decode = (provider, body) => {
  const decoded = Providers.decode(provider, body)
  return {
    ...decoded,
    events: decoded.events.map((event) =>
      event._tag === "StatusChanged" && event.status === "delivered"
        ? { ...event, status: "read", statusText: "read" }
        : event
    )
  }
}

describe("Salvage of quarantined callbacks", () => {
  it("WH-05, WH-11: of a batch in which the readings disagree about one status, the others can be believed", () => {
    expect(Salvage.statuses(mistaken, stored(three)).map(({ wamid }) => wamid)).toEqual(["wamid.A", "wamid.C"])
  })

  it("WH-10: a decoder that has been mended since recovers all of them", () => {
    expect(Salvage.statuses(Providers.decode, stored(three))).toHaveLength(3)
  })

  it("WH-11: where there are more differences than are listed, nothing is believed", () => {
    const many = Array.from({ length: 101 }, (_, n) => ({ id: `wamid.${n}`, status: "delivered" }))
    expect(Salvage.statuses(mistaken, stored(Bodies.statuses(...many, { id: "wamid.A", status: "sent" })))).toEqual([])
  })

  it("what is not JSON in UTF-8 holds nothing", () => {
    expect(Salvage.statuses(Providers.decode, stored("{ not json"))).toEqual([])
    expect(Salvage.statuses(Providers.decode, { ...stored(""), body: new Uint8Array([0xff]) })).toEqual([])
  })
})
