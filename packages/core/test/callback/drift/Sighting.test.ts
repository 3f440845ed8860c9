import * as Place from "@sluice/core/callback/drift/Place"
import * as Sample from "@sluice/core/callback/drift/Sample"
import * as Sighting from "@sluice/core/callback/drift/Sighting"
import * as Version from "@sluice/core/callback/drift/Version"
import * as Providers from "@sluice/core/callback/providers/Providers"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const json = (value: unknown) => ({ contentType: "application/json", text: JSON.stringify(value) })

const callback = (value: unknown, field = "messages") =>
  json({ object: "whatsapp_business_account", entry: [{ id: "1", changes: [{ field, value }] }] })

const sightings = (body: { readonly contentType: string; readonly text: string }) =>
  Sighting.of("cloud-api", body, Providers.decode("cloud-api", body))

describe("drift", () => {
  it("WH-09: a path is a place: positions and values that are used as names lose what tells them apart", () => {
    expect(Place.of("entry[0].changes[12].value.statuses[3].tier")).toBe("entry[].changes[].value.statuses[].tier")
    expect(Place.of("value.by_number.15550200001.state")).toBe("value.by_number.*.state")
    expect(Place.of("")).toBe("")
    expect(Place.of("a".repeat(500))).toHaveLength(Place.placeCharactersMax)
  })

  it("WH-09: a sample is a shape; of values, only words of the format are shown", () => {
    expect(Sample.of("a.b", "+15550200001")).toBe("text of 12")
    expect(Sample.of("a.name", "Kim")).toBe("text of 3")
    expect(Sample.of("a.statuses[0].status", "teleported")).toBe("the word teleported")
    expect(Sample.of("a.event", "ACCOUNT_TELEPORTED")).toBe("the word ACCOUNT_TELEPORTED")
    expect(Sample.of("a.event", "Kim Lee")).toBe("text of 7")
    expect(Sample.of("a", { n: 1, x: 0.5, ok: true, who: null, "15550200001": [["a", "b"], 2] })).toBe(
      "{n: whole number, x: number, ok: true or false, who: null, *: list of 2 [list of 2 [text of 1]]}"
    )
    expect(Sample.of("a", [])).toBe("list of 0")
  })

  it("WH-09: no number, name or word of a value is ever in a sample or a place", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 10_000, max: 1e9 }), (value, number) => {
        const secret = `x${number}x`
        const hidden = JSON.parse(JSON.stringify({ a: secret, [secret]: [secret, { [secret]: secret }], value }))
        for (const { path, sample } of sightings(callback({ new_part: hidden, [secret]: 1 }))) {
          expect(path + sample).not.toContain(String(number))
          expect(sample.length).toBeLessThanOrEqual(240)
        }
      })
    )
  })

  it("WH-09: each place of a callback is told once with how often it is there, whatever was not listed included", () => {
    const statuses = Array.from({ length: 250 }, () => ({
      id: "wamid.1",
      status: "sent",
      timestamp: "1",
      recipient_id: "1",
      tier: 3
    }))
    const found = sightings(callback({ messaging_product: "whatsapp", metadata: {}, statuses }))
    const places = found.filter(({ kind }) => kind === "unknown")
    expect(places.map(({ count, path, sample }) => ({ count, path, sample }))).toEqual([
      { count: 100, path: "entry[].changes[].value.statuses[].tier", sample: "whole number" },
      { count: 150, path: Sighting.unlisted, sample: "" }
    ])
    expect(
      sightings(callback({ messaging_product: "whatsapp", metadata: { phone_number_id: 7 }, statuses: [] }))
    ).toMatchObject([
      { kind: "type", path: "entry[].changes[].value.metadata.phone_number_id", sample: "whole number" }
    ])
    expect(sightings(callback({ a: 1 }, "teleports"))).toMatchObject([
      { kind: "unknown", path: "entry[].changes[].field", sample: "the word teleports" }
    ])
  })

  it("WH-09: what is as documented is no drift", () => {
    const metadata = { display_phone_number: "15550100001", phone_number_id: "1" }
    const status = { id: "wamid.1", status: "sent", timestamp: "1", recipient_id: "1" }
    expect(sightings(callback({ messaging_product: "whatsapp", metadata, statuses: [status] }))).toEqual([])
  })

  it("WH-09: the version of the format is the one that the callback names, where its provider names one", () => {
    const form = { contentType: "application/x-www-form-urlencoded", text: "MessageSid=SM1&ApiVersion=2010-04-01" }
    expect(Version.of("twilio", form)).toBe("2010-04-01")
    expect(Version.of("zendesk", json({ webhook: { version: "v2" } }))).toBe("v2")
    expect(Version.of("360dialog", json({ meta: { version: "2.49.5" } }))).toBe("2.49.5")
    expect(Version.of("cloud-api", json({ version: "v2" }))).toBeNull()
    for (const webhook of [undefined, null, 3, { version: 3 }, { version: "no version at all, but words" }]) {
      expect(Version.of("zendesk", json({ webhook }))).toBeNull()
    }
    expect(Version.of("zendesk", { contentType: null, text: "{" })).toBeNull()
  })
})
