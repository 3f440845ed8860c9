import * as MediaCheck from "@sluice/core/media/MediaCheck"
import type { MediaFacts } from "@sluice/core/media/MediaFacts"
import type { Kind } from "@sluice/core/media/MediaKind"
import { cloudApi } from "@sluice/core/policy/cloudApi"
import { guide } from "@sluice/core/policy/guide"
import { describe, expect, it } from "vitest"
import { audio, document, image, sticker, video } from "../samples.ts"

const kilobyte = 1_024
const megabyte = 1_024 * kilobyte

const codes = (facts: MediaFacts, kind: Kind, bytes: number): ReadonlyArray<string> =>
  MediaCheck.check(guide.media, { ...facts, bytes }, kind).map(({ code }) => code)

describe("size", () => {
  it.each([
    ["image", image(), "image", 5 * megabyte, "MD-01"],
    ["video", video(), "video", 16 * megabyte, "CLOUD_API 3.5"],
    ["audio file", audio(), "audio", 16 * megabyte, "CLOUD_API 3.5"],
    ["document", document("application/pdf"), "document", 100 * megabyte, "CLOUD_API 3.5"],
    ["still sticker", sticker(), "sticker", 100 * kilobyte, "CLOUD_API 3.5"],
    ["moving sticker", sticker({ frames: 2 }), "sticker", 500 * kilobyte, "CLOUD_API 3.5"]
  ] as const)("MD-01, MD-02: one %s may have the limit and not a byte more", (_, facts, kind, bytesMax, rule) => {
    expect(codes(facts, kind, bytesMax)).not.toContain("too-large")
    for (const { media } of [guide, cloudApi])
      expect(MediaCheck.check(media, { ...facts, bytes: bytesMax + 1 }, kind)).toMatchObject([
        { code: "too-large", severity: "error", rule, foresees: 131053 }
      ])
  })

  it("MD-01: an image over 3 MB is warned of, one of 3 MB is not", () => {
    expect(codes(image(), "image", 3 * megabyte)).toEqual([])
    expect(codes(image(), "image", 3 * megabyte + 1)).toEqual(["large"])
    expect(codes(image(), "image", 5 * megabyte + 1)).toEqual(["too-large"])
  })

  it("says how much is too much in the words of the limits and to the byte", () => {
    const [finding] = MediaCheck.check(guide.media, sticker({}, { bytes: 102_401 }), "sticker")
    expect(finding?.message).toBe("it has 102401 bytes; a still sticker has at most 100 KB (102400 bytes)")
  })

  it("CLOUD_API 3.5: a sticker of which nobody knows whether it moves goes as the one whose size it has, with a warning", () => {
    const unknown = sticker({ frames: null })
    expect(codes(unknown, "sticker", 100 * kilobyte)).toEqual([])
    expect(codes(unknown, "sticker", 100 * kilobyte + 1)).toEqual(["sticker-motion-unknown"])
    expect(codes(unknown, "sticker", 500 * kilobyte + 1)).toEqual(["too-large"])
    expect(MediaCheck.decide(guide.media, { ...unknown, bytes: 200_000 })).toMatchObject({ form: "sticker-animated" })
    expect(MediaCheck.decide(guide.media, unknown)).toMatchObject({ form: "sticker-static" })
  })

  it("MD-01: an operator's own limits are the ones that count", () => {
    const media = { ...guide.media, image: { bytesMax: 500, bytesWarn: 100 } }
    expect(MediaCheck.check(media, image({}, { bytes: 501 }), "image")).toMatchObject([{ code: "too-large" }])
    expect(MediaCheck.check(media, image({}, { bytes: 101 }), "image")).toMatchObject([{ code: "large" }])
  })
})
