import * as MediaCheck from "@sluice/core/media/MediaCheck"
import type { Claims, MediaFacts } from "@sluice/core/media/MediaFacts"
import { formats } from "@sluice/core/media/MediaKind"
import { guide } from "@sluice/core/policy/guide"
import { describe, expect, it } from "vitest"
import { audio, document, image, other } from "../samples.ts"

const found = (facts: MediaFacts, claims: Partial<Claims>) => {
  const claimed = { ...facts, claims: { ...facts.claims, ...claims } }
  return MediaCheck.decide(guide.media, claimed).findings.map(({ code, severity }) => `${severity} ${code}`)
}

describe("claims", () => {
  it("CLOUD_API 3.5: a claimed type that is not the file's is an error that foresees 131053", () => {
    const facts = image({ mimeType: "image/png" }, { claims: { name: "a.png", mimeType: "image/jpeg" } })
    expect(MediaCheck.check(guide.media, facts, "image")).toEqual([
      {
        rule: "CLOUD_API 3.5",
        code: "mime-mismatch",
        severity: "error",
        message: "it is said to be image/jpeg, and its bytes are image/png",
        remedy: "upload it as image/png",
        foresees: 131053
      }
    ])
  })

  it.each([
    ["image/jpg", image()],
    ["audio/mp3", audio({ mimeType: "audio/mpeg" })],
    ["audio/x-m4a", audio({ mimeType: "audio/mp4" })],
    ["application/octet-stream", document("application/pdf")],
    ["", image()]
  ])("CLOUD_API 3.5: near misses are refused as the platform refuses them: %j", (mimeType, facts) => {
    expect(found(facts, { mimeType })).toEqual(["error mime-mismatch"])
  })

  it.each([
    ["audio/ogg; codecs=opus", audio()],
    ["Audio/OGG", audio()],
    [" image/jpeg ; q=1", image()]
  ])("parameters, blanks and capital letters make no other type: %j", (mimeType, facts) => {
    expect(found(facts, { mimeType })).toEqual([])
  })

  it("CLOUD_API 3.5: the ending of a name belongs to its type, for every type and every usual ending", () => {
    for (const { extensions, mimeType } of formats)
      for (const extension of extensions)
        for (const name of [`a.${extension}`, `a.b.${extension.toUpperCase()}`, `./x/é.${extension}`])
          expect(found(document(mimeType), { name })).not.toContain("error extension-mismatch")
    expect(found(image(), { name: "photo.png" })).toEqual(["error extension-mismatch"])
    expect(found(image(), { name: "photo.png.JPG" })).toEqual([])
  })

  it("CLOUD_API 3.5: MP4 without pictures is named .m4a: .mp4 says that it is a video", () => {
    expect(found(audio({ mimeType: "audio/mp4" }), { name: "voice.mp4" })).toEqual(["error extension-mismatch"])
    expect(found(audio({ mimeType: "audio/mp4" }), { name: "voice.m4a" })).toEqual([])
  })

  it("an ending that belongs to no type is a doubt; a name without one claims nothing", () => {
    expect(found(document("text/plain"), { name: "table.csv" })).toEqual(["warning extension-unfamiliar"])
    for (const name of ["photo", ".jpg", "folder.png/photo", "", "photo."]) expect(found(image(), { name })).toEqual([])
  })

  it("says nothing of claims about a type that is refused anyway", () => {
    expect(found(other("image/gif"), { name: "a.jpg", mimeType: "image/jpeg" })).toEqual(["error type-unsupported"])
  })
})
