import * as Calibration from "@sluice/core/callback/candidate/Calibration"
import * as Candidates from "@sluice/core/callback/candidate/Candidates"
import * as Comparison from "@sluice/core/callback/candidate/Comparison"
import * as Decoder from "@sluice/core/callback/candidate/Decoder"
import * as FieldList from "@sluice/core/callback/candidate/FieldList"
import * as Field from "@sluice/core/callback/Field"
import { Schema } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const bodyOf = (...changes: ReadonlyArray<object>) => ({
  contentType: "application/json",
  text: JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "1", changes }] })
})

const status = (word: string, recipient = "1") => ({
  field: "messages",
  value: {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: "15550100001", phone_number_id: "1" },
    statuses: [{ id: "wamid.1", status: word, timestamp: "1", recipient_id: recipient }]
  }
})

const subject = (id: number, ...changes: ReadonlyArray<object>): Calibration.Subject => ({
  id,
  provider: "cloud-api",
  body: bodyOf(...changes)
})

/** A candidate that differs as told. */
const candidate = (
  change: (decoded: ReturnType<Decoder.Decoder["decode"]>) => ReturnType<Decoder.Decoder["decode"]>
): Decoder.Decoder => ({
  name: "changed",
  about: "for a test",
  decode: (provider, body) => change(Decoder.current.decode(provider, body))
})

const newer: FieldList.FieldList = {
  ...FieldList.shipped,
  version: "v99.0",
  fields: [...FieldList.shipped.fields, "teleports"]
}

describe("calibration", () => {
  it("WH-10: the shipped field list is one, and the decoder in use reads every field of it", () => {
    expect(Schema.is(FieldList.FieldList)(FieldList.shipped)).toBe(true)
    expect(FieldList.shipped.fields.filter((field) => !Field.isDocumented(field))).toEqual([])
    expect(new Set(FieldList.shipped.fields).size).toBe(29)
  })

  it("WH-10: candidates are chosen by name; with the list that the decoder knows, they read alike", () => {
    expect(Candidates.find("no such candidate", FieldList.shipped)).toBeNull()
    for (const one of Candidates.all(FieldList.shipped)) {
      expect(Candidates.find(one.name, FieldList.shipped)?.about).toBe(one.about)
      const tally = Calibration.of(one, [subject(1, status("sent")), subject(2, { field: "teleports", value: {} })])
      expect(tally).toEqual({ callbacks: 2, differing: 0, findings: [], findingsOmitted: 0, reduced: 0 })
    }
  })

  it("WH-10: what a newer field list would make documented is told, with a callback that shows it", () => {
    const listed = Candidates.find("listed-fields", newer)
    expect(listed).not.toBeNull()
    if (listed === null) return
    const tally = Calibration.of(listed, [
      subject(1, status("sent")),
      subject(2, { field: "teleports", value: { to: "15550200001" } }, { field: "unheard", value: 1 }),
      subject(3, { field: "teleports", value: {} })
    ])
    expect(tally).toMatchObject({ callbacks: 3, differing: 2, findingsOmitted: 0 })
    expect(tally.findings).toEqual([
      {
        provider: "cloud-api",
        kind: "field-changed",
        path: "entry[].changes[].value Notice.recognised",
        count: 2,
        example: 2
      },
      { provider: "cloud-api", kind: "unknown-gone", path: "entry[].changes[].field", count: 2, example: 2 }
    ])
    expect(JSON.stringify(tally)).not.toContain("15550200001")
  })

  it("WH-10: events that are lost, added or changed, and what is newly unknown or complained of, are each told", () => {
    const differing = (change: Parameters<typeof candidate>[0]) =>
      Calibration.differences(candidate(change), subject(1, status("sent"), status("read")))
    const at = "entry[].changes[].value.statuses[] StatusChanged"
    expect(differing((decoded) => decoded)).toEqual([])
    expect(differing((decoded) => ({ ...decoded, events: decoded.events.slice(1) }))).toEqual([
      { kind: "event-lost", path: at }
    ])
    expect(differing((decoded) => ({ ...decoded, events: decoded.events.flatMap((event) => [event, event]) }))).toEqual(
      [
        { kind: "event-added", path: at },
        { kind: "event-added", path: at }
      ]
    )
    expect(
      differing((decoded) => ({
        ...decoded,
        events: decoded.events.map((event) =>
          event._tag === "StatusChanged" ? { ...event, status: "failed" as const } : event
        )
      }))
    ).toEqual([
      { kind: "field-changed", path: `${at}.status` },
      { kind: "field-changed", path: `${at}.status` }
    ])
    expect(
      differing((decoded) => ({
        ...decoded,
        unknown: [{ path: "entry[0].x", value: 1 }],
        issues: [{ path: "entry[3].y", code: "type", message: "no" }]
      }))
    ).toEqual([
      { kind: "unknown-added", path: "entry[].x" },
      { kind: "issue-added", path: "entry[].y" }
    ])
  })

  it("WH-10: a candidate that breaks is a difference, never a failure", () => {
    const broken = candidate(() => {
      throw new Error("broken")
    })
    expect(Calibration.of(broken, [subject(7, status("sent"))])).toEqual({
      callbacks: 1,
      differing: 1,
      findings: [{ provider: "cloud-api", kind: "broke", path: "", count: 1, example: 7 }],
      findingsOmitted: 0,
      reduced: 0
    })
  })

  it("WH-10: tallies of parts add up to the tally of the whole, and list no more than so many places", () => {
    const changed = candidate((decoded) => ({ ...decoded, events: [] }))
    const subjects = Array.from({ length: 10 }, (_, n) => subject(n, status(n % 2 === 0 ? "sent" : "read")))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 }), (cut) => {
        const parts = [subjects.slice(0, cut), subjects.slice(cut)].map((part) => Calibration.of(changed, part))
        expect(parts.reduce(Calibration.merge, Calibration.initial)).toEqual(Calibration.of(changed, subjects))
      })
    )
    const crowded = (from: number): Calibration.Tally => ({
      ...Calibration.initial,
      findings: Array.from({ length: 150 }, (_, n) => ({
        provider: "bird",
        kind: "event-lost",
        path: `p${from + n}`,
        count: 2,
        example: null
      }))
    })
    const merged = Calibration.merge(crowded(0), crowded(150))
    expect(merged.findings).toHaveLength(Calibration.findingsMax)
    expect(merged.findingsOmitted).toBe(2 * (300 - Calibration.findingsMax))
  })

  it("WH-10: of one callback no more than a hundred differences are listed", () => {
    const many = bodyOf(...Array.from({ length: 150 }, () => status("sent")))
    const decoded = Decoder.current.decode("cloud-api", many)
    expect(Comparison.of(decoded, { ...decoded, events: [] })).toHaveLength(100)
  })

  it("WH-10: the grey share is taken by the digest: none of it at 0, all at 1, and about as much as asked between", () => {
    const digests = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(digests, (digest) => {
        expect(Calibration.isGrey(digest, 0)).toBe(false)
        expect(Calibration.isGrey(digest, 1)).toBe(true)
        expect(Calibration.isGrey(digest, 0.3)).toBe(Calibration.isGrey(Uint8Array.from(digest), 0.3))
      })
    )
    const spread = Array.from({ length: 256 }, (_, first) => Calibration.isGrey(Uint8Array.of(first, 128, 0, 0), 0.25))
    expect(spread.filter(Boolean)).toHaveLength(64)
  })
})
