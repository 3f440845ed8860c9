import { describe, expect, it } from "vitest"
import * as Policy from "@sluice/core/policy/Policy"
import * as FileKind from "@sluice/simulator/media/FileKind"

const limits = Policy.shipped["cloud-api"].media
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

describe("FileKind", () => {
  it("CLOUD_API 3.5: MIME types have their kind, whatever parameters they carry; others have none", () => {
    expect(FileKind.ofMime("audio/ogg; codecs=opus")).toBe("audio")
    expect(FileKind.ofMime("IMAGE/PNG")).toBe("image")
    expect(FileKind.ofMime("image/gif")).toBeUndefined()
    expect(FileKind.ofMime("")).toBeUndefined()
    expect(FileKind.mimeTypes).toContain("application/pdf")
  })

  it("MD-01: a file is known by its first bytes, not by what it is called", () => {
    const png = bytes("\u0089PNG\r\n\u001a\n....")
    const jpeg = bytes("\u00ff\u00d8\u00ff\u00e0")
    expect(FileKind.matches("image/png", png)).toBe(true)
    expect(FileKind.matches("image/jpeg", png)).toBe(false)
    expect(FileKind.matches("image/jpeg", jpeg)).toBe(true)
    expect(FileKind.matches("video/mp4", bytes("\u0000\u0000\u0000\u0018ftypmp42"))).toBe(true)
    expect(FileKind.matches("application/pdf", bytes("%PDF-1.7"))).toBe(true)
    expect(FileKind.matches("application/pdf", bytes("%PD"))).toBe(false)
    expect(FileKind.matches("text/plain", bytes("anything"))).toBe(true)
    expect(FileKind.matches("image/gif", bytes("GIF89a"))).toBe(true)
  })

  it("MD-01, CLOUD_API 3.5: each kind has its size, a moving sticker a larger one", () => {
    const still = bytes("RIFF\u0000\u0000\u0000\u0000WEBPVP8 ")
    const moving = bytes("RIFF\u0000\u0000\u0000\u0000WEBPVP8X\u0000\u0000\u0000\u0000\u0002")
    const sizes = (["image", "video", "audio", "document"] as const).map((kind) =>
      FileKind.bytesMax(limits, kind, still)
    )
    expect(sizes.map((size) => size / 1024 / 1024)).toEqual([5, 16, 16, 100])
    expect(FileKind.bytesMax(limits, "sticker", still)).toBe(100 * 1024)
    expect(FileKind.bytesMax(limits, "sticker", moving)).toBe(500 * 1024)
  })
})
