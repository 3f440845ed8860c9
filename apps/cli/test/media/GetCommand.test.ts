import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { it } from "@effect/vitest"
import * as BlobId from "@sluice/engine/blobs/BlobId"
import { CallbackFiles } from "@sluice/engine/ports/CallbackFiles"
import { Context, Effect } from "effect"
import { createHash, createHmac } from "node:crypto"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const file = Buffer.from(Array.from({ length: 37_500 }, (_, index) => (index * 167) % 256))
const digest = createHash("sha256").update(file).digest()
const sha256 = digest.toString("hex")
const reference = `sluice-blob:base64:37500:${sha256}`

/** A server that took a callback with a file, as its sender delivers it, and knows whose it is; a folder to write to. */
const withFile = Effect.gen(function* () {
  const { sluice, store, url } = yield* liveServer.withStore("viewer")
  const value = { messaging_product: "whatsapp", data: file.toString("base64") }
  const body = JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "waba", changes: [{ field: "messages", value }] }]
  })
  const signature = `sha256=${createHmac("sha256", "secret").update(body).digest("hex")}`
  const taken = yield* Effect.promise(() =>
    fetch(`${url}/callbacks/cloud-api/acme`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-hub-signature-256": signature },
      body
    })
  )
  if (taken.status !== 200) return yield* Effect.dieMessage(`the callback was answered ${taken.status}`)
  const { note } = Context.get(store, CallbackFiles)
  const carried = { accountId: "acme", blob: BlobId.of(digest), mimeType: "audio/ogg", filename: null, cameMillis: 0 }
  yield* note([carried])
  const files = yield* FileSystem.FileSystem
  const folder = yield* files.makeTempDirectoryScoped()
  return { sluice, files, folder }
})

describe("sluice media get", () => {
  it.scopedLive("WH-06: writes the file of a reference to disk, byte by byte, and says what it is", () =>
    Effect.gen(function* () {
      const { files, folder, sluice } = yield* withFile
      const out = `${folder}/voice.ogg`
      const ran = yield* sluice(["media", "get"], "--out", out, reference)
      expect(ran).toEqual({ code: 0, out: `${out}: 37500 bytes, audio/ogg as its sender says`, err: "" })
      expect(Buffer.compare(yield* files.readFile(out), file)).toBe(0)
      const json = yield* sluice(["media", "get"], "--out", out, "--force", "--json", reference)
      expect(JSON.parse(json.out)).toEqual({ id: reference, out, bytes: 37_500, mimeType: "audio/ogg", sha256 })
      expect(yield* files.readDirectory(folder)).toEqual(["voice.ogg"])
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scopedLive("replaces nothing unasked, and leaves nothing where there is no such file or no such place", () =>
    Effect.gen(function* () {
      const { files, folder, sluice } = yield* withFile
      const out = `${folder}/voice.ogg`
      yield* files.writeFileString(out, "mine")
      const there = yield* sluice(["media", "get"], "--out", out, reference)
      expect(there).toMatchObject({ code: 2, err: expect.stringContaining("--force replaces it") })
      const gone = yield* sluice(["media", "get"], "--out", out, "--force", reference.replace(/.{64}$/, "0".repeat(64)))
      expect(gone).toMatchObject({ code: 1, err: expect.stringContaining("there is no file sluice-blob:") })
      const odd = yield* sluice(["media", "get"], "--out", out, "--force", "sluice-blob:odd")
      expect(odd).toMatchObject({ code: 1, err: expect.stringContaining("is no reference to a file") })
      const nowhere = yield* sluice(["media", "get"], "--out", `${folder}/no/such.ogg`, reference)
      expect(nowhere).toMatchObject({ code: 1, err: expect.stringContaining("no/such.ogg") })
      expect(yield* files.readFileString(out)).toBe("mine")
      expect(yield* files.readDirectory(folder)).toEqual(["voice.ogg"])
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
