import { it } from "@effect/vitest"
import * as HttpWire from "@sluice/adapter-http/HttpWire"
import * as Wire from "@sluice/engine/ports/Wire"
import { Deferred, Effect, Either, Fiber } from "effect"
import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import { describe, expect } from "vitest"

type Handle = (request: IncomingMessage, body: string, response: ServerResponse) => void

/** A platform of a few lines: silence, redirects, broken connections. */
const platform = (handle: Handle) =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => handle(request, Buffer.concat(chunks).toString("utf8"), response))
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

const request = (url: string, more: Partial<Wire.Request> = {}): Wire.Request => ({
  url: new URL(url),
  headers: { authorization: "Bearer the-token", "content-type": "application/json" },
  body: "{}",
  // Longer than a busy machine takes: what is about time says its own.
  millisMax: 20_000,
  answerBytesMax: 65_536,
  ...more
})

const ask = (url: string, more: Partial<Wire.Request> = {}) =>
  Effect.flatMap(Wire.Wire, ({ exchange }) => Effect.either(exchange(request(url, more))))

describe("The wire over HTTP", () => {
  it.scopedLive(
    "posts what it is given, asks with GET where there is nothing to post, and hands back the whole answer",
    () =>
      Effect.gen(function* () {
        const seen: Array<unknown> = []
        const { url } = yield* platform((incoming, body, response) => {
          seen.push([incoming.method, incoming.url, incoming.headers.authorization, body])
          response.writeHead(418, { "retry-after": "7" }).end("short and stout")
        })
        const answered = yield* ask(`${url}/path?query=1`, { body: "to=1" })
        expect(Either.getOrThrow(answered)).toMatchObject({ status: 418, text: "short and stout" })
        expect(Either.getOrThrow(answered).headers["retry-after"]).toBe("7")
        yield* ask(url, { body: null })
        expect(seen).toEqual([
          ["POST", "/path?query=1", "Bearer the-token", "to=1"],
          ["GET", "/", "Bearer the-token", ""]
        ])
      }).pipe(Effect.provide(HttpWire.layer))
  )

  it.scopedLive("RT-04: silence, and a connection that breaks after the request left, have begun", () =>
    Effect.gen(function* () {
      const silent = yield* platform(() => undefined)
      expect(yield* ask(silent.url, { millisMax: 1_000 })).toEqual(
        Either.left(new Wire.NoAnswer({ begun: true, detail: "no answer within 1000 ms" }))
      )
      const breaks = yield* platform((incoming) => incoming.socket.destroy())
      expect(yield* ask(breaks.url)).toMatchObject({ _tag: "Left", left: { begun: true } })
    }).pipe(Effect.provide(HttpWire.layer))
  )

  it.scopedLive("RT-04: nothing listens, no such name, a header that cannot be: nothing has left", () =>
    Effect.gen(function* () {
      const { close, url } = yield* platform((_, __, response) => response.end())
      const torn = yield* ask(url, { headers: { authorization: "a\nb" } })
      expect(torn).toMatchObject({ left: { begun: false } })
      close()
      expect(yield* ask(url)).toEqual(Either.left(new Wire.NoAnswer({ begun: false, detail: "ECONNREFUSED" })))
      expect(yield* ask("http://nowhere.invalid")).toMatchObject({ left: { begun: false } })
    }).pipe(Effect.provide(HttpWire.layer))
  )

  it.scopedLive("the token is for the configured endpoint alone: a redirect is not followed", () =>
    Effect.gen(function* () {
      let elsewhere = 0
      const other = yield* platform((_, __, response) => {
        elsewhere++
        response.end()
      })
      const { url } = yield* platform((_, __, response) => {
        response.writeHead(307, { location: other.url }).end()
      })
      expect(Either.getOrThrow(yield* ask(url)).status).toBe(307)
      expect(elsewhere).toBe(0)
    }).pipe(Effect.provide(HttpWire.layer))
  )

  it.scopedLive("an endless answer is not read into memory: its status is told, and none of it", () =>
    Effect.gen(function* () {
      const { url } = yield* platform((_, __, response) => {
        const timer = setInterval(() => response.write("x".repeat(65_536)), 1)
        response.on("close", () => clearInterval(timer))
      })
      expect(Either.getOrThrow(yield* ask(url))).toMatchObject({ status: 200, text: "" })
    }).pipe(Effect.provide(HttpWire.layer))
  )

  it.scopedLive("RT-04: an interrupted request is taken off the wire", () =>
    Effect.gen(function* () {
      const came = yield* Deferred.make<void>()
      const closed = yield* Deferred.make<void>()
      const { url } = yield* platform((incoming) => {
        incoming.socket.on("close", () => Deferred.unsafeDone(closed, Effect.void))
        Deferred.unsafeDone(came, Effect.void)
      })
      const fiber = yield* Effect.fork(ask(url))
      yield* Deferred.await(came)
      yield* Fiber.interrupt(fiber)
      yield* Deferred.await(closed)
    }).pipe(Effect.provide(HttpWire.layer))
  )

  it.scopedLive("a thousand requests at once are all answered, over a bounded number of connections", () =>
    Effect.gen(function* () {
      const sockets = new Set<unknown>()
      const { url } = yield* platform((incoming, _, response) => {
        sockets.add(incoming.socket)
        response.end("taken")
      })
      const { exchangeAll } = yield* Wire.Wire
      const told: Array<Wire.Result> = []
      const all = Array.from({ length: 1_000 }, () => request(url))
      yield* exchangeAll(all, (result, index) => {
        told[index] = result
      })
      expect(told.filter(Either.isRight)).toHaveLength(1_000)
      expect(sockets.size).toBeLessThanOrEqual(256)
    }).pipe(Effect.provide(HttpWire.layer))
  )

  it.scopedLive(
    "RT-04: what is given up while it waits for a connection leaves no byte, and costs nobody a connection",
    () =>
      Effect.gen(function* () {
        let isSilent = true
        let arrived = 0
        const { url } = yield* platform((_, __, response) => {
          arrived++
          if (!isSilent) response.end("{}")
        })
        const wire = yield* Wire.Wire
        const begun: Array<boolean> = []
        const crowd = Array.from({ length: 400 }, () => request(url, { millisMax: 1_000 }))
        yield* wire.exchangeAll(crowd, (result) => {
          if (Either.isLeft(result)) begun.push(result.left.begun)
        })
        // Some that waited begin when the first connections are let go, just before their own time is up.
        expect(begun).toHaveLength(400)
        expect(begun.filter((left) => left).length).toBeGreaterThanOrEqual(arrived)
        expect(begun.filter((left) => !left).length).toBeGreaterThan(0)
        isSilent = false
        expect(Either.isRight(yield* ask(url))).toBe(true)
      }).pipe(Effect.provide(HttpWire.layer))
  )
})
