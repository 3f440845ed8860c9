import { it } from "@effect/vitest"
import * as CloudApiGraphMedia from "@sluice/adapter-cloud-api/CloudApiGraphMedia"
import type { CloudApiAccount } from "@sluice/engine/ports/Directory"
import { GraphMedia } from "@sluice/engine/ports/GraphMedia"
import { Effect, Redacted, Stream } from "effect"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect } from "vitest"

interface Seen {
  readonly method: string
  readonly url: string
  readonly authorization: string
  readonly body: string
}

/** A platform on this machine, for the length of the scope; it keeps what it was asked, and redirects what is called `moved`. */
const platform = Effect.gen(function* () {
  const seen: Array<Seen> = []
  const server = yield* Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const made = createServer((request, response) => {
            const parts: Array<Buffer> = []
            request.on("data", (part: Buffer) => void parts.push(part))
            request.on("end", () => {
              const { authorization = "", method = "", url = "" } = { ...request.headers, ...request }
              seen.push({ method, url, authorization, body: Buffer.concat(parts).toString("latin1") })
              if (url.includes("moved")) return response.writeHead(302, { location: "/elsewhere" }).end()
              if (url.includes("file")) return response.writeHead(200, { "content-type": "image/png" }).end("abc")
              return response.writeHead(200, { "content-type": "application/json" }).end('{"id":"1","success":true}')
            })
          })
          made.listen(0, "127.0.0.1", () => resolve(made))
        })
    ),
    (made) => Effect.sync(() => made.close())
  )
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
  const account: CloudApiAccount = {
    id: "acme",
    provider: "cloud-api",
    baseUrls: [url],
    version: "v25.0",
    accessToken: Redacted.make("the-token"),
    appSecrets: [Redacted.make("secret")],
    verifyToken: Redacted.make("verify")
  }
  return { seen, url, account, media: yield* GraphMedia }
})

/** A file of this machine, gone with the scope. */
const file = (content: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "sluice-graph-media-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true }))
    ),
    (folder) => {
      const path = join(folder, "a.png")
      writeFileSync(path, content)
      return path
    }
  )

describe("files of the Cloud API", () => {
  it.scopedLive(
    "CLOUD_API 3.5: a file goes up as a form, with its type and its name, and its answer is handed on",
    () =>
      Effect.gen(function* () {
        const { account, media, seen } = yield* platform
        const path = yield* file("the bytes")
        const reply = yield* media.upload({
          account,
          phoneNumberId: "100",
          path,
          mimeType: "image/png",
          filename: 'a "b".png'
        })
        expect(reply).toEqual({ _tag: "Answered", status: 200, json: { id: "1", success: true } })
        expect(seen).toMatchObject([{ method: "POST", url: "/v25.0/100/media", authorization: "Bearer the-token" }])
        expect(seen[0]?.body).toMatch(/name="messaging_product"\r\n\r\nwhatsapp[^]*name="type"\r\n\r\nimage\/png/)
        expect(seen[0]?.body).toMatch(/filename="[^\r\n]*\.png"\r\nContent-Type: image\/png\r\n\r\nthe bytes\r\n/)
        yield* media.remove({ account, mediaId: "7", query: { phone_number_id: "100" } })
        expect(seen[1]).toMatchObject({ method: "DELETE", url: "/v25.0/7?phone_number_id=100" })
      }).pipe(Effect.provide(CloudApiGraphMedia.layer))
  )

  it.scopedLive("a file comes as it is read, from the account's own host or the platform's", () =>
    Effect.gen(function* () {
      const { account, media, url } = yield* platform
      const opened = yield* media.open({ account, url: `${url}/file` })
      expect([opened.status, opened.mimeType]).toEqual([200, "image/png"])
      const parts = yield* Stream.runCollect(opened.content)
      expect(Buffer.concat([...parts]).toString()).toBe("abc")
    }).pipe(Effect.provide(CloudApiGraphMedia.layer))
  )

  it.scopedLive(
    "the token goes to nobody else: foreign hosts, plain HTTP and redirects are refused before they are asked",
    () =>
      Effect.gen(function* () {
        const { account, media, seen, url } = yield* platform
        for (const address of [
          "https://evil.example/file",
          "https://lookaside.fbsbx.com.evil.example/file",
          "https://evilfbsbx.com/file",
          "http://lookaside.fbsbx.com/file",
          url.replace("127.0.0.1", "localhost"),
          "not an address",
          ""
        ]) {
          const refused = yield* Effect.flip(media.open({ account, url: address }))
          expect(refused._tag).toBe("DownloadRefused")
        }
        expect(seen).toEqual([])
        yield* Effect.flip(media.open({ account, url: `${url}/moved` }))
        expect(seen.map((one) => one.url)).toEqual(["/moved"])
      }).pipe(Effect.provide(CloudApiGraphMedia.layer))
  )

  it.scopedLive("a platform that is not there is silent, and says why without its address", () =>
    Effect.gen(function* () {
      const { account, media } = yield* platform
      const gone = yield* Effect.scoped(Effect.map(platform, ({ url }) => url))
      const away: CloudApiAccount = { ...account, baseUrls: [gone] }
      const reply = yield* media.remove({ account: away, mediaId: "7", query: {} })
      expect(reply).toEqual({ _tag: "Silent", detail: "ECONNREFUSED" })
    }).pipe(Effect.provide(CloudApiGraphMedia.layer))
  )
})
