import * as Movies from "@sluice/engine/test-kit/media/Movies"
import * as Pictures from "@sluice/engine/test-kit/media/Pictures"
import { describe, expect, it } from "vitest"
import * as commandLine from "../commandLine.ts"

/** Runs `sluice media check` on files of these names and contents. */
const check = (contents: Readonly<Record<string, Uint8Array>>, ...options: ReadonlyArray<string>) =>
  commandLine.onFiles(["media", "check"], contents, options)

const values = ({ stdout }: commandLine.Printed) => commandLine.values(stdout)

describe("sluice media check", () => {
  it("MD-01: says as what each file can be sent, one JSON value a file, and exits 0 when all can", async () => {
    const ran = await check(
      { "a.png": Pictures.png(), "b.webp": Pictures.webpAnimated(), "c.mp4": Movies.movie({ seconds: 16 }) },
      "--json"
    )
    expect(ran.code).toBe(0)
    expect(values(ran)).toEqual([
      {
        file: expect.stringMatching(/a\.png$/),
        sendable: true,
        as: "image",
        facts: {
          bytes: Pictures.png().length,
          isWhole: true,
          content: expect.objectContaining({ _tag: "Image", mimeType: "image/png" })
        },
        findings: []
      },
      expect.objectContaining({ as: "sticker-animated", findings: [] }),
      expect.objectContaining({ as: "video", findings: [expect.objectContaining({ code: "video-long" })] })
    ])
  })

  it("CLOUD_API 3.5: a name or a claimed type that is not the file's is an error", async () => {
    const ran = await check({ "photo.png": Pictures.jpeg() }, "--json", "--mime", "image/png")
    expect(ran.code).toBe(1)
    expect(values(ran)).toMatchObject([
      {
        sendable: false,
        as: "image",
        findings: [
          { code: "mime-mismatch", foresees: 131053 },
          { code: "extension-mismatch", foresees: 131053 }
        ]
      }
    ])
  })

  it("MD-01: --as judges the file as what a message shows it as", async () => {
    const ran = await check({ "clip.mp4": Movies.movie() }, "--json", "--as", "image")
    expect(ran.code).toBe(1)
    expect(values(ran)).toMatchObject([
      { sendable: false, as: "image", findings: [{ rule: "MD-01", code: "kind-mismatch" }] }
    ])
  })

  it("MD-02: the length of a video is the guide's limit, and none of cloud-api's", async () => {
    const long = { "long.mp4": Movies.movie({ seconds: 31 }) }
    const guide = await check(long, "--json")
    expect(guide.code).toBe(1)
    expect(values(guide)).toMatchObject([{ findings: [{ rule: "MD-02", code: "video-too-long", severity: "error" }] }])
    expect(values(await check(long, "--json", "--policy", "cloud-api"))).toMatchObject([{ findings: [] }])
  })

  it("tells people the same, and judges every file before it exits", async () => {
    const ran = await check({ "\u001B[2Jphoto.jpg": Pictures.gif(), "grey.png": Pictures.png({ colour: "grey" }) })
    expect(ran.code).toBe(1)
    expect(ran.stdout).toContain("photo.jpg: image/gif, 14 bytes: cannot be sent")
    expect(ran.stdout).toContain("error MD-01 type-unsupported: ")
    expect(ran.stdout).toContain("can be sent as image")
    expect(ran.stdout).toContain("warning CLOUD_API 3.5 image-colour-reduced: ")
    expect(ran.stdout).not.toContain("\u001B")
  })

  it("exits 2 for a file that is not there, a folder, none at all, and for kinds and policies that are not known", async () => {
    const missing = await check({}, "--json", "/nowhere/photo.jpg")
    expect([missing.code, missing.stdout]).toEqual([2, ""])
    expect(missing.stderr).toContain("cannot read /nowhere/photo.jpg: there is no such file")
    const folder = await check({}, "/")
    expect([folder.code, folder.stderr]).toEqual([2, expect.stringContaining("a directory")])
    expect((await check({})).code).toBe(2)
    expect((await check({ "a.png": Pictures.png() }, "--as", "picture")).code).toBe(2)
    expect((await check({ "a.png": Pictures.png() }, "--policy", "strict")).code).toBe(2)
  })
})
