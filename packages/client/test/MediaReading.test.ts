import { HttpClient, HttpClientResponse } from "@effect/platform"
import { it } from "@effect/vitest"
import * as MediaReading from "@sluice/client/MediaReading"
import { Effect, Redacted, Stream } from "effect"
import { describe, expect } from "vitest"

const options = { baseUrl: "https://sluice.example", apiKey: Redacted.make("sluice_id_secret") }
const id = `sluice-blob:base64:5:${"ab".repeat(32)}`

/** A server of one answer, which keeps what it was asked. */
const answering = (response: () => Response) => {
  const seen: Array<{ readonly url: string; readonly authorization: string | undefined }> = []
  const http = HttpClient.make((request, url) =>
    Effect.sync(() => {
      seen.push({ url: url.toString(), authorization: request.headers["authorization"] })
      return HttpClientResponse.fromWeb(request, response())
    })
  )
  return { seen, opened: Effect.provideService(MediaReading.open(options, id), HttpClient.HttpClient, http) }
}

describe("reading a file", () => {
  it.effect("WH-06: a file comes as it is sent, part after part, however long; what is not asked for is not read", () =>
    Effect.gen(function* () {
      let sent = 0
      const endless = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          sent++
          controller.enqueue(new Uint8Array(1_000).fill(sent))
        }
      })
      const etag = `"${"ab".repeat(32)}"`
      const headers = { "content-type": "audio/ogg", "content-length": "1000000000", etag }
      const server = answering(() => new Response(endless, { headers }))
      const reading = yield* server.opened
      expect(reading).toMatchObject({ mimeType: "audio/ogg", bytes: 1_000_000_000, sha256: "ab".repeat(32) })
      const parts = [...(yield* Stream.runCollect(Stream.take(reading.content, 2)))]
      expect(parts.map((part) => [part.length, part[0]])).toEqual([
        [1_000, 1],
        [1_000, 2]
      ])
      expect(sent).toBeLessThan(100)
      expect(server.seen).toEqual([
        { url: `https://sluice.example/v1/media/${encodeURIComponent(id)}`, authorization: "Bearer sluice_id_secret" }
      ])
    })
  )

  it.effect("what the server does not say is not made up", () =>
    Effect.gen(function* () {
      const reading = yield* answering(() => new Response(new Uint8Array(3), { headers: { etag: "W/odd" } })).opened
      expect(reading).toMatchObject({ mimeType: "application/octet-stream", bytes: null, sha256: null })
    })
  )

  it.effect("fails with the problem that the server answers", () =>
    Effect.gen(function* () {
      const wire = {
        type: "urn:sluice:problem:media-unknown",
        title: "t",
        status: 404,
        detail: "d",
        instance: "i"
      }
      const refused = answering(() => Response.json(wire, { status: 404 }))
      expect(yield* Effect.flip(refused.opened)).toMatchObject({ _tag: "Problem", kind: "media-unknown", detail: "d" })
    })
  )
})
