import * as Finding from "@sluice/core/media/Finding"
import * as MediaCheck from "@sluice/core/media/MediaCheck"
import { MediaFacts } from "@sluice/core/media/MediaFacts"
import { formats, kinds } from "@sluice/core/media/MediaKind"
import type { Form, Kind } from "@sluice/core/media/MediaKind"
import { cloudApi } from "@sluice/core/policy/cloudApi"
import { guide } from "@sluice/core/policy/guide"
import { Arbitrary, FastCheck, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { audio, document, image, other, sticker, video } from "./samples.ts"

const policy = guide.media
const megabyte = 1_048_576

const codes = (facts: MediaFacts, kind: Kind, rules = policy): ReadonlyArray<string> =>
  MediaCheck.check(rules, facts, kind).map(({ code }) => code)

/** One good file of every type that the platform takes. */
const good: ReadonlyArray<readonly [string, Form, MediaFacts]> = [
  ["image/jpeg", "image", image()],
  ["image/png", "image", image({ mimeType: "image/png", colour: "rgba" })],
  ["image/webp", "sticker-static", sticker()],
  ["image/webp that moves", "sticker-animated", sticker({ frames: 12 })],
  ["video/mp4", "video", video()],
  ["video/3gpp", "video", video({ mimeType: "video/3gpp" })],
  ["audio/ogg", "audio", audio()],
  ["audio/mpeg", "audio", audio({ mimeType: "audio/mpeg", streams: [{ codec: "mp3", channels: 2 }] })],
  ["audio/mp4", "audio", audio({ mimeType: "audio/mp4", streams: [{ codec: "aac", channels: 2 }] })],
  ["audio/aac", "audio", audio({ mimeType: "audio/aac", streams: null })],
  ["audio/amr", "audio", audio({ mimeType: "audio/amr" })],
  ...formats
    .filter(({ kind }) => kind === "document")
    .map(({ mimeType }) => [mimeType, "document", document(mimeType)] as const)
]

describe("MediaCheck", () => {
  it.each(good)("CLOUD_API 3.5: %s goes as %s, without a word, under both policies", (_, form, facts) => {
    for (const rules of [guide.media, cloudApi.media])
      expect(MediaCheck.decide(rules, facts)).toEqual(MediaCheck.Sendable({ form, findings: [] }))
  })

  it("CLOUD_API 3.5: every type that the platform takes goes as one kind, and as no other", () => {
    expect(new Set(formats.map(({ mimeType }) => mimeType)).size).toBe(formats.length)
    for (const [, form, facts] of good)
      for (const kind of kinds) {
        const errors = MediaCheck.check(policy, facts, kind).filter(({ severity }) => severity === "error")
        expect(errors.map(({ code }) => code)).toEqual(form.startsWith(kind) ? [] : ["kind-mismatch"])
      }
  })

  it("MD-01: what a file is sent as is judged by its bytes, and the finding says what it could go as", () => {
    expect(MediaCheck.check(policy, sticker(), "image")).toEqual([
      {
        rule: "MD-01",
        code: "kind-mismatch",
        severity: "error",
        message: "its bytes are image/webp, which cannot be sent as an image",
        remedy: "send it as a sticker, or convert it to JPEG or PNG",
        foresees: 131053
      }
    ])
    expect(MediaCheck.check(policy, audio(), "video")).toMatchObject([{ rule: "MD-02", code: "kind-mismatch" }])
  })

  it("MD-01: a type that the platform takes as nothing, and one that nobody knows, cannot be sent as anything", () => {
    for (const [mimeType, code, rule] of [
      ["image/gif", "type-unsupported", "MD-01"],
      ["video/webm", "type-unsupported", "MD-02"],
      ["audio/wav", "type-unsupported", "CLOUD_API 3.5"],
      ["application/zip", "type-unsupported", "CLOUD_API 3.5"],
      [null, "type-unknown", "CLOUD_API 3.5"]
    ] as const) {
      expect(MediaCheck.decide(policy, other(mimeType))).toMatchObject({
        _tag: "Unsendable",
        findings: [{ code, rule }]
      })
      for (const kind of kinds) expect(codes(other(mimeType), kind)).toContain(code)
    }
  })

  it("MD-02: a container that is not taken is one finding; what is in it changes with its conversion", () => {
    const quicktime = video({ mimeType: "video/quicktime", video: null, isIndexFirst: false, seconds: null })
    expect(codes(quicktime, "video")).toEqual(["type-unsupported"])
    expect(MediaCheck.decide(policy, quicktime)).toEqual(
      MediaCheck.Unsendable({ findings: MediaCheck.check(policy, quicktime, "video") })
    )
  })

  it("MD-01: an empty file is empty, whatever else it is not", () => {
    for (const kind of kinds) expect(codes(other(null, { bytes: 0 }), kind)).toEqual(["empty"])
    expect(MediaCheck.decide(policy, other(null, { bytes: 0 }))).toMatchObject({ _tag: "Unsendable" })
  })

  it("CLOUD_API 3.5: a file that was cut off is refused; that its type announces no end is no fault", () => {
    expect(codes(image({}, { isWhole: false }), "image")).toEqual(["cut-off"])
    expect(codes(image({}, { isWhole: null }), "image")).toEqual([])
  })

  it("MD-01: several faults are all told, and the decision says as what the file would go", () => {
    const facts = image({ bitsPerChannel: 16, colour: "cmyk" }, { bytes: 6 * megabyte, isWhole: false })
    expect(MediaCheck.decide(policy, facts)).toEqual(
      MediaCheck.Refused({ form: "image", findings: MediaCheck.check(policy, facts, "image") })
    )
    expect(codes(facts, "image")).toEqual(["cut-off", "too-large", "image-depth", "image-colour"])
  })

  const anyFacts = Arbitrary.make(MediaFacts)
  const anyKind = FastCheck.constantFrom(...kinds)

  it("is total: any facts are judged, with findings that a program can read", () => {
    const isFinding = Schema.is(Finding.Finding)
    FastCheck.assert(
      FastCheck.property(anyFacts, anyKind, (facts, kind) => {
        for (const finding of MediaCheck.check(policy, facts, kind)) {
          expect(finding).toSatisfy(isFinding)
          expect(finding.remedy).not.toBe("")
        }
        const decision = MediaCheck.decide(policy, facts)
        expect(Finding.hasErrors(decision.findings)).toBe(decision._tag !== "Sendable")
      })
    )
  })

  it("a decision and a check of the same file agree: what is sendable passes as that kind and as no other", () => {
    const facts = FastCheck.oneof(FastCheck.constantFrom(...good.map(([, , one]) => one)), anyFacts)
    FastCheck.assert(
      FastCheck.property(facts, (one) => {
        const passes = kinds.filter((kind) => !Finding.hasErrors(MediaCheck.check(policy, one, kind)))
        const decision = MediaCheck.decide(policy, one)
        expect(passes).toEqual(decision._tag === "Sendable" ? [decision.form.split("-")[0]] : [])
      })
    )
  })

  it("a fact that nobody knows is spoken of where a rule needs it, and never passed over", () => {
    const unknown: ReadonlyArray<readonly [MediaFacts, Kind]> = [
      [image({ bitsPerChannel: null }), "image"],
      [image({ colour: null }), "image"],
      [sticker({ frames: null }, { bytes: 200_000 }), "sticker"],
      [video({ seconds: null }), "video"],
      [video({ video: null }), "video"],
      [video({ audio: null }), "video"],
      [video({ isIndexFirst: null }), "video"],
      [audio({ streams: null }), "audio"],
      [audio({ streams: [] }), "audio"],
      [other(null), "document"]
    ]
    for (const [facts, kind] of unknown)
      expect(codes(facts, kind).filter((code) => code.endsWith("-unknown"))).not.toEqual([])
  })
})
