import { it } from "@effect/vitest"
import * as BlobId from "@sluice/engine/blobs/BlobId"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import { type AnnouncedFile, MediaFiles, type Standing } from "@sluice/engine/ports/MediaFiles"
import { APP_RUNTIME, type AppRuntime } from "@sluice/server/Services"
import { Context, Effect } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, read } = testServer

const content = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 31) % 256)
const blob = BlobId.of(new Uint8Array(32).fill(9))
const sha256 = "ab".repeat(32)

const file = (mediaId: string, change: Partial<AnnouncedFile> = {}): AnnouncedFile => ({
  accountId: "acme",
  mediaId,
  senderId: "acme-tw",
  kind: "document",
  mimeType: "application/pdf",
  sha256: null,
  filename: "Rechnung \u00e4 (1).pdf",
  announcedMillis: 0,
  untilMillis: 1e15,
  ...change
})

const kept: Standing = { _tag: "Kept", blob, bytes: content.length, mimeType: "application/pdf", sha256 }

/** Announces a file, and says where it stands. */
const put = (server: testServer.TestServer, announced: AnnouncedFile, standing: Standing | null = null) =>
  Effect.gen(function* () {
    const files = Context.get(server.store, MediaFiles)
    yield* files.announce([announced])
    if (standing !== null) yield* files.settle(announced, standing)
  })

/** Keeps the copy that files of these tests have, where the server reads it. */
const copy = (server: testServer.TestServer) =>
  Effect.promise(() =>
    server.app.get<AppRuntime>(APP_RUNTIME).runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const { draft } = yield* BlobStore
          const written = yield* draft
          yield* written.write(content)
          yield* written.end
          yield* written.keep(blob)
        })
      )
    )
  )

const get = (
  server: testServer.TestServer,
  token: string,
  id: string,
  headers: Readonly<Record<string, string>> = {}
) =>
  Effect.promise(() =>
    server.app.inject({ ...read(token, `/v1/media/${id}`), headers: { authorization: `Bearer ${token}`, ...headers } })
  )

describe("GET /v1/media/{id}", () => {
  it.scoped(
    "WH-06: the copy is served with its type, length and name, to be saved; an unchanged one is not sent again",
    () =>
      Effect.gen(function* () {
        const server = yield* testServer.make()
        const viewer = yield* server.key("viewer", "acme")
        yield* copy(server)
        yield* put(server, file("900"), kept)
        const answer = yield* get(server, viewer, "900")
        expect(answer.statusCode).toBe(200)
        expect(Buffer.compare(answer.rawPayload, content)).toBe(0)
        expect(answer.headers).toMatchObject({
          "content-type": "application/pdf",
          "content-length": String(content.length),
          "content-disposition": "attachment; filename*=UTF-8''Rechnung%20%C3%A4%20%281%29.pdf",
          "x-content-type-options": "nosniff",
          etag: `"${sha256}"`
        })
        const again = yield* get(server, viewer, "900", { "if-none-match": `"${sha256}"` })
        expect(again.statusCode).toBe(304)
        expect(again.rawPayload.length).toBe(0)
      })
  )

  it.scoped("SF-04: a key of another account, and none, get nothing; a key of all accounts gets all", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      yield* copy(server)
      yield* put(server, file("900"), kept)
      const other = yield* server.key("viewer", "zenith")
      expectProblem(yield* ask(server, read(other, "/v1/media/900")), "media-unknown")
      expectProblem(yield* ask(server, { method: "GET", url: "/v1/media/900" }), "key-missing")
      const all = yield* server.key("viewer", null)
      expect((yield* get(server, all, "900")).statusCode).toBe(200)
      expectProblem(yield* ask(server, read(all, "/v1/media/901")), "media-unknown")
      expectProblem(yield* ask(server, read(all, "/v1/media/..%2F..%2Fetc%2Fpasswd")), "media-unknown")
    })
  )

  it.scoped("GD-01: a file that is not here yet, one that has expired and one that was given up are told apart", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const viewer = yield* server.key("viewer", "acme")
      yield* put(server, file("waits"))
      yield* put(server, file("gone"), { _tag: "Gone", reason: "refused" })
      yield* put(server, file("failed"), { _tag: "Failed", code: 131052, detail: "the file has more than 100 bytes" })
      yield* put(server, file("lost"), kept)
      const waits = yield* ask(server, read(viewer, "/v1/media/waits"))
      expectProblem(waits, "media-waiting")
      expect(waits.headers["retry-after"]).toBe("1")
      expectProblem(yield* ask(server, read(viewer, "/v1/media/gone")), "media-gone")
      const failed = yield* ask(server, read(viewer, "/v1/media/failed"))
      expectProblem(failed, "media-gone")
      expect(failed.json["detail"]).toBe("the file has more than 100 bytes")
      expectProblem(yield* ask(server, read(viewer, "/v1/media/lost")), "media-waiting")
    })
  )

  it.scoped("WH-06: what people claim a file to be never becomes a header of its own", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const viewer = yield* server.key("viewer", "acme")
      yield* copy(server)
      const odd = "text/html\r\nset-cookie: a=b"
      yield* put(server, file("900", { filename: 'a"\r\nb\ud800.pdf' }), { ...kept, mimeType: odd })
      const answer = yield* get(server, viewer, "900")
      expect(answer.statusCode).toBe(200)
      expect(answer.headers["content-type"]).toBe("application/octet-stream")
      expect(answer.headers["set-cookie"]).toBeUndefined()
      expect(answer.headers["content-disposition"]).toBe("attachment; filename*=UTF-8''a%22%0D%0Ab%EF%BF%BD.pdf")
    })
  )
})
