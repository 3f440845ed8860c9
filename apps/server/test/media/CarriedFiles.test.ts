import { it } from "@effect/vitest"
import * as Processing from "@sluice/engine/callbacks/Processing"
import * as Erasing from "@sluice/engine/erasure/Erasing"
import * as Forwarding from "@sluice/engine/forwarding/Forwarding"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import * as Reference from "@sluice/engine/intake/media/Reference"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Feed } from "@sluice/engine/ports/Feed"
import { APP_RUNTIME, type AppRuntime } from "@sluice/server/Services"
import { Context, Effect, Fiber, Option, Schedule } from "effect"
import { createHash } from "node:crypto"
import { describe, expect } from "vitest"
import * as FileCallbacks from "../http/fileCallbacks.ts"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, read } = testServer

const sha256 = createHash("sha256").update(FileCallbacks.file).digest("hex")
const reference = `sluice-blob:base64:37500:${sha256}`
const pathOf = (id: string): string => `/v1/media/${encodeURIComponent(id)}`

/** A server that took one callback with a file from each of these, and processed them as a worker does; somebody listens to what it tells. */
const taken = Effect.fnUntraced(function* (...providers: ReadonlyArray<(typeof FileCallbacks.providers)[number]>) {
  const server = yield* testServer.make(FileCallbacks.settings, undefined, FileCallbacks.accounts)
  yield* Context.get(server.store, Feed).listen(Number.MAX_SAFE_INTEGER)
  for (const provider of providers) {
    const { status } = yield* ask(server, FileCallbacks.post(provider))
    if (status !== 200) return yield* Effect.dieMessage(`${provider} was answered ${status}`)
  }
  const { context } = yield* Effect.promise(() => server.app.get<AppRuntime>(APP_RUNTIME).runtime())
  const services = Context.merge(server.store, context)
  yield* Effect.gen(function* () {
    const log = yield* CallbackLog
    const worker = yield* Effect.fork(Processing.run({ pollMillis: 1, batchMax: 10, unparkMillis: 1_000 }))
    yield* Effect.repeat(log.oldestPendingMillis, {
      until: (oldest) => oldest === null,
      schedule: Schedule.spaced("5 millis")
    })
    yield* Fiber.interrupt(worker)
  }).pipe(Effect.provide(RecipientKeys.layer), Effect.provide(services))
  return { server, services }
})

const get = (
  { server }: Effect.Effect.Success<ReturnType<typeof taken>>,
  url: string,
  headers: Readonly<Record<string, string>>
) => Effect.promise(() => server.app.inject({ method: "GET", url, headers }))

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe("files that came inside callbacks, at the door for files", () => {
  for (const provider of FileCallbacks.providers) {
    it.scopedLive(`WH-06: of ${provider}, whoever hears of a file in an event has its bytes by what stands there`, () =>
      Effect.gen(function* () {
        const one = yield* taken(provider)
        const { events } = yield* Context.get(one.services, Feed).after({
          afterPosition: "0.0",
          limit: 100,
          accountId: provider
        })
        const received = JSON.stringify(events.filter(({ type }) => type === "message.received"))
        expect(received).toContain("message.received")
        // The platform's own shape has no place for a file beside its id: there it stands in the forwarded callback alone.
        const bodyOf = yield* Effect.provide(Forwarding.make, one.services)
        const forwarded = yield* Effect.provide(bodyOf({ _tag: "Callback", callbackId: 1 }), one.services)
        const [told = ""] = /sluice-blob:[\w:-]+/.exec(`${received} ${forwarded}`) ?? []
        expect(told).toBe(reference)

        const viewer = yield* one.server.key("viewer", provider)
        const answer = yield* get(one, pathOf(told), bearer(viewer))
        expect(answer.statusCode).toBe(200)
        expect(Buffer.compare(answer.rawPayload, FileCallbacks.file)).toBe(0)
        expect(answer.headers).toMatchObject({
          "content-type": "audio/ogg",
          "content-length": "37500",
          "content-disposition": expect.stringMatching(/^attachment; filename\*=UTF-8''(?:voice|[0-9a-f]{12})\.ogg$/),
          "x-content-type-options": "nosniff",
          "cache-control": "private, max-age=3600, immutable",
          etag: `"${sha256}"`
        })
        const again = yield* get(one, pathOf(told), { ...bearer(viewer), "if-none-match": `"${sha256}"` })
        expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0])
      })
    )
  }

  it.scopedLive("TM-08, WH-06: a reference alone opens nothing: not for another account, nor without a key", () =>
    Effect.gen(function* () {
      const one = yield* taken("messagebird")
      const other = yield* one.server.key("admin", "zendesk")
      expectProblem(yield* ask(one.server, read(other, pathOf(reference))), "media-unknown")
      expectProblem(yield* ask(one.server, { method: "GET", url: pathOf(reference) }), "key-missing")
      const all = yield* one.server.key("viewer", null)
      expect((yield* get(one, pathOf(reference), bearer(all))).statusCode).toBe(200)
    })
  )

  it.scopedLive("TM-12, WH-06: what is no reference to the letter is told so, and no path comes of it", () =>
    Effect.gen(function* () {
      const one = yield* taken("messagebird")
      const all = yield* one.server.key("viewer", null)
      for (const wrong of [
        "sluice-blob:",
        "sluice-blob:base64:37500:../../../../etc/passwd",
        `sluice-blob:base64:37500:../${sha256.slice(3)}`,
        `sluice-blob:base64:37500:${sha256.toUpperCase()}`,
        `${reference}/..`,
        `${reference}\u0000`,
        `sluice-blob:base16:37500:${sha256}`,
        `sluice-blob:base64:-1:${sha256}`
      ]) {
        expectProblem(yield* ask(one.server, read(all, pathOf(wrong))), "invalid-request")
      }
      // Well formed, and never given out: of another length, or of no file.
      const unknown = [reference.replace("37500", "37501"), `sluice-blob:base64:37500:${"0".repeat(64)}`]
      for (const never of unknown) expectProblem(yield* ask(one.server, read(all, pathOf(never))), "media-unknown")
    })
  )

  it.scopedLive("WH-06: a file whose time is over is unknown, however well its reference is kept", () =>
    Effect.gen(function* () {
      const one = yield* taken("messagebird")
      const all = yield* one.server.key("viewer", null)
      yield* Context.get(one.services, BlobStore).forget({ beforeMillis: 1e15 })
      expectProblem(yield* ask(one.server, read(all, pathOf(reference))), "media-unknown")
    })
  )

  it.scopedLive(
    "WH-06: a file of somebody who is erased is gone for that account, and stays where another has it too",
    () =>
      Effect.gen(function* () {
        const one = yield* taken("messagebird", "bird")
        const admin = yield* one.server.key("admin", "messagebird")
        const elsewhere = yield* one.server.key("viewer", "bird")
        const erasing = Effect.fork(Erasing.run({ ...Erasing.defaults, pollMillis: 1, waitMillis: 1 }))
        const begin = (token: string) =>
          ask(one.server, {
            method: "POST",
            url: "/v1/erasures",
            headers: { ...bearer(token), "content-type": "application/json" },
            payload: JSON.stringify({ recipient: "+886987654321" })
          })
        const gone = (token: string) =>
          Effect.repeat(ask(one.server, read(token, pathOf(reference))), {
            until: ({ status }) => status === 404,
            schedule: Schedule.spaced("5 millis")
          })
        yield* Effect.gen(function* () {
          const running = yield* erasing
          expect((yield* begin(admin)).status).toBe(202)
          yield* gone(admin)
          expect((yield* get(one, pathOf(reference), bearer(elsewhere))).statusCode).toBe(200)
          const last = yield* one.server.key("admin", "bird")
          expect((yield* begin(last)).status).toBe(202)
          yield* gone(last)
          // Nobody has it any more, and so it is in no blob store.
          const blobs = Context.get(one.services, BlobStore)
          const { id } = yield* Effect.fromNullable(Reference.parse(reference))
          yield* Effect.repeat(blobs.read(id), { until: Option.isNone, schedule: Schedule.spaced("5 millis") })
          yield* Fiber.interrupt(running)
        }).pipe(Effect.provide(one.services))
      })
  )
})

describe("files that came inside callbacks, at the compatible door", () => {
  it.scopedLive(
    "WH-06, CLOUD_API 3.5: what fetches files from the platform fetches these, by the id in the forwarded callback",
    () =>
      Effect.gen(function* () {
        const one = yield* taken("messagebird")
        const bodyOf = yield* Effect.provide(Forwarding.make, one.services)
        const forwarded = yield* Effect.provide(bodyOf({ _tag: "Callback", callbackId: 1 }), one.services)
        const digest = Buffer.from(sha256, "hex").toString("base64")
        expect(JSON.parse(forwarded ?? "")).toMatchObject({
          entry: [{ changes: [{ value: { messages: [{ type: "audio", audio: { id: reference, sha256: digest } }] } }] }]
        })
        expect(forwarded).not.toContain("data:audio")

        const viewer = yield* one.server.key("viewer", "messagebird")
        for (const prefix of ["/v25.0", ""]) {
          const described = yield* ask(one.server, read(viewer, `${prefix}/${reference}`))
          expect(described.json).toEqual({
            messaging_product: "whatsapp",
            url: `https://hooks.example.com${prefix}/${reference}/content`,
            mime_type: "audio/ogg",
            sha256,
            file_size: 37_500,
            id: reference
          })
          const { pathname } = new URL(String(described.json["url"]))
          const file = yield* get(one, pathname, bearer(viewer))
          expect(file.statusCode).toBe(200)
          expect(Buffer.compare(file.rawPayload, FileCallbacks.file)).toBe(0)
          expect(file.headers).toMatchObject({ "content-length": "37500", "content-disposition": "attachment" })
        }
        expect(one.server.asked).toEqual([])
      })
  )

  it.scopedLive("TM-08, TM-12: to anybody else it does not exist, and nobody can remove it", () =>
    Effect.gen(function* () {
      const one = yield* taken("messagebird")
      const other = yield* one.server.key("operator", "zendesk")
      const own = yield* one.server.key("operator", "messagebird")
      const refused = { error: expect.objectContaining({ code: 100, error_subcode: 33 }) }
      for (const url of [`/v25.0/${reference}`, `/v25.0/${reference}/content`]) {
        expect((yield* ask(one.server, read(other, url))).json).toEqual(refused)
      }
      expect((yield* ask(one.server, read(own, "/v25.0/sluice-blob:base64:1:..%2F..%2Fx"))).json).toEqual(refused)
      const removing = { method: "DELETE" as const, url: `/v25.0/${reference}`, headers: bearer(own) }
      expect((yield* ask(one.server, removing)).json).toEqual(refused)
      expect(one.server.asked).toEqual([])
      expect((yield* get(one, pathOf(reference), bearer(own))).statusCode).toBe(200)
    })
  )
})
