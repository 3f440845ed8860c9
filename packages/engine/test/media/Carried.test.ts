import * as BlobId from "@sluice/engine/blobs/BlobId"
import * as Carried from "@sluice/engine/media/Carried"
import * as Reference from "@sluice/engine/intake/media/Reference"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const form = { alphabet: "base64", escapedSlashes: false, padded: true } as const
const blobOf = (n: number): BlobId.BlobId => BlobId.of(new Uint8Array(32).fill(n))
const reference = (n: number): string => Reference.write({ id: blobOf(n), bytes: 10_000, form })

/** A callback as it is stored: where each of these references stands first, it is one. */
const stored = (json: unknown, ...references: ReadonlyArray<string>) => {
  const body = Buffer.from(JSON.stringify(json))
  const offsets = references.map((text) => body.indexOf(text))
  const contentType = Reference.contentTypeWith("application/json", offsets)
  return { accountId: "acme", body, contentType, receivedMillis: 5 }
}

const file = (n: number, mimeType: string | null, filename: string | null) => ({
  accountId: "acme",
  blob: blobOf(n),
  mimeType,
  filename,
  cameMillis: 5
})

describe("the files that a stored callback carried", () => {
  it("WH-06: each has the type that its address says, or else what stands beside it, wherever a provider puts it", () => {
    const one = { url: `data:audio/ogg;codecs=opus;base64,${reference(1)}`, mimeType: "audio/mpeg" }
    const two = { mediaUrl: reference(2), contentType: "image/png", filename: "a.png" }
    const three = { mediaType: "application/pdf", altText: "Rechnung.pdf", mediaUrl: reference(3) }
    const json = { messages: [{ audio: one }, { files: [two, { contentType: "video/mp4" }] }], content: three }
    expect(Carried.of(stored(json, reference(1), reference(2), reference(3)))).toEqual([
      file(1, "audio/ogg;codecs=opus", null),
      file(2, "image/png", "a.png"),
      file(3, "application/pdf", "Rechnung.pdf")
    ])
  })

  it("WH-06: where nothing is said nothing is made up; what cannot be a header is no type, and no name is long", () => {
    const audio = { data: reference(2), mime_type: "text/html\r\nset-cookie: a=b", filename: "" }
    const document = { data: reference(3), mime_type: "a/b", filename: "x".repeat(4_000) }
    const json = { data: [reference(1)], audio, document }
    expect(Carried.of(stored(json, reference(1), reference(2), reference(3)))).toEqual([
      file(1, null, null),
      file(2, null, null),
      file(3, "a/b", "x".repeat(255))
    ])
  })

  it("WH-02, WH-06: what a person writes is no file, and neither is what only looks like one", () => {
    expect(Carried.of(stored({ text: { body: reference(1) } }))).toEqual([])
    const damaged = {
      accountId: "acme",
      body: Buffer.from("{}"),
      contentType: "a/b; sluice-blobs=9",
      receivedMillis: 5
    }
    expect(Carried.of(damaged)).toEqual([])
  })

  it("TM-04: whatever the body is, and however deep, there is an answer", () => {
    const deep = Buffer.from(`${"[".repeat(100_000)}"${reference(1)}"`)
    const contentType = `application/json; sluice-blobs=${deep.indexOf("sluice-blob")}`
    expect(Carried.of({ accountId: "acme", body: deep, contentType, receivedMillis: 5 })).toEqual([file(1, null, null)])
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const body = Buffer.concat([Buffer.from(`{"a":"${reference(1)}`), tail])
        const found = Carried.of({ accountId: "acme", body, contentType: "a/b; sluice-blobs=6", receivedMillis: 5 })
        expect(found.map(({ blob }) => blob)).toEqual([blobOf(1)])
      })
    )
  })
})
