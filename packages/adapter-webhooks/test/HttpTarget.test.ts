import { it } from "@effect/vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as Target from "@sluice/adapter-webhooks/HttpTarget"
import * as Signature from "@sluice/core/subscription/Signature"
import { Crypto } from "@sluice/engine/ports/Crypto"
import { HttpTarget } from "@sluice/engine/ports/Targets"
import { Effect } from "effect"
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { Webhook } from "standardwebhooks"
import { describe, expect } from "vitest"

const quick: Target.Options = { ...Target.defaults, loopback: true, connectMillisMax: 1_500, millisMax: 1_500 }

const listening = (listener: RequestListener) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.async<Server>((resume) => {
        const server = createServer(listener)
        server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
      }),
      (server) =>
        Effect.async<void>((resume) => {
          server.closeAllConnections()
          server.close(() => resume(Effect.void))
        })
    ),
    (server) => (server.address() as AddressInfo).port
  )

const post = (url: string, options = quick, parcel = { headers: {}, body: "{}" }) =>
  Effect.flatMap(HttpTarget, (target) => target.post(url, parcel, { id: "one", accountId: "acme" })).pipe(
    Effect.provide(Target.layer(options))
  )

const read = async (request: IncomingMessage): Promise<string> => {
  let text = ""
  for await (const chunk of request) text += String(chunk)
  return text
}

describe("HttpTarget", () => {
  it.scopedLive(
    "what arrives verifies with an independent library, with either of two secrets, and with no other",
    () =>
      Effect.gen(function* () {
        const crypto = yield* Crypto
        const secrets = [1, 2, 3].map((byte) => Signature.secretOf(new Uint8Array(Signature.secretBytes).fill(byte)))
        const keys = secrets.slice(0, 2).flatMap((secret) => Signature.keyOf(secret) ?? [])
        const arrived: Array<{ readonly body: string; readonly headers: Record<string, string> }> = []
        const port = yield* listening((request, response) => {
          void read(request).then((body) => {
            arrived.push({ body, headers: request.headers as Record<string, string> })
            response.writeHead(204).end()
          })
        })
        const body = JSON.stringify({ type: "message.read", text: "grüße \u{1F600}\u2028" })
        const timestampSeconds = Math.floor(Date.now() / 1_000)
        const headers = Signature.headers(crypto.hmacSha256, keys, { id: "evt_1", timestampSeconds, body })
        expect(yield* post(`http://127.0.0.1:${port}/hook`, quick, { headers, body })).toEqual({
          _tag: "Taken",
          status: 204
        })
        const [one] = arrived
        if (one === undefined) return expect.fail("nothing arrived")
        expect(one.headers).toMatchObject({ "content-type": "application/json", "webhook-id": "evt_1" })
        for (const secret of secrets.slice(0, 2)) {
          expect(new Webhook(secret).verify(one.body, one.headers)).toEqual(JSON.parse(body))
        }
        expect(() => new Webhook(secrets[2] ?? "").verify(one.body, one.headers)).toThrow(/signature/i)
        expect(() => new Webhook(secrets[0] ?? "").verify(`${one.body} `, one.headers)).toThrow(/signature/i)
      }).pipe(Effect.provide(TestCrypto.layer))
  )

  it("secrets are of the scheme's form and length, and nothing else is one", ({ expect }) => {
    const bytes = new Uint8Array(Signature.secretBytes).fill(200)
    expect(Signature.keyOf(Signature.secretOf(bytes))).toEqual(bytes)
    for (const text of ["", "whsec_", "whsec_short", "whsec_!!!!", Signature.secretOf(new Uint8Array(65))]) {
      expect(Signature.keyOf(text)).toBeNull()
    }
  })

  it.scopedLive(
    "answers are what they are: 2xx takes it, 410 is gone, redirects are not followed, Retry-After is told",
    () =>
      Effect.gen(function* () {
        const asked: Array<string> = []
        const port = yield* listening((request, response) => {
          asked.push(request.url ?? "")
          const status = Number(request.url?.slice(1))
          response.writeHead(status, { location: "/200", "retry-after": "7" }).end("text")
        })
        const at = (status: number) => post(`http://127.0.0.1:${port}/${status}`)
        for (const status of [200, 201, 299]) expect(yield* at(status)).toEqual({ _tag: "Taken", status })
        expect(yield* at(410)).toEqual({ _tag: "Gone" })
        for (const status of [301, 302, 307, 308]) {
          expect(yield* at(status)).toMatchObject({
            _tag: "Untaken",
            status,
            detail: `it answered ${status}; it is not followed elsewhere`
          })
        }
        for (const status of [400, 429, 500, 503]) {
          expect(yield* at(status)).toEqual({
            _tag: "Untaken",
            status,
            detail: `it answered ${status}`,
            askedMillis: 7_000
          })
        }
        expect(asked.filter((url) => url === "/200")).toHaveLength(1)
      })
  )

  it.scopedLive("a receiver that does not answer, or never ends its answer, takes no longer than it may", () =>
    Effect.gen(function* () {
      const silent = yield* listening(() => undefined)
      const endless = yield* listening((_, response) => {
        response.writeHead(200)
        const timer = setInterval(() => response.write("x".repeat(1_000)), 5)
        response.on("close", () => clearInterval(timer))
      })
      const huge = yield* listening((_, response) => {
        response.writeHead(200).end(Buffer.alloc(20_000_000))
      })
      const [took, reply] = yield* Effect.timed(post(`http://127.0.0.1:${silent}/`))
      expect(reply).toEqual({ _tag: "Untaken", status: null, detail: "no answer within 1500 ms", askedMillis: null })
      expect(Number(took.value._tag === "Nanos" ? took.value.nanos / 1_000_000n : 0)).toBeLessThan(5_000)
      expect((yield* post(`http://127.0.0.1:${endless}/`))._tag).toBe("Taken")
      expect((yield* post(`http://127.0.0.1:${huge}/`))._tag).toBe("Taken")
    })
  )

  it.scopedLive(
    "nobody there, an unknown name, and a certificate of nobody are told without what the receiver said",
    () =>
      Effect.gen(function* () {
        const port = yield* Effect.scoped(listening(() => undefined))
        expect(yield* post(`http://127.0.0.1:${port}/`)).toMatchObject({
          detail: "nothing listens there (ECONNREFUSED)"
        })
        const unknown = Object.assign(new Error("queryA ENOTFOUND"), { code: "ENOTFOUND" })
        const nowhere = {
          ...quick,
          resolve: (_: string, answer: (error: Error, all: []) => void) => answer(unknown, [])
        }
        expect(yield* post("https://nowhere.example/", nowhere)).toMatchObject({
          detail: "its name is not known (ENOTFOUND)"
        })
      })
  )

  it.scopedLive(
    "TM-11: an address that is not public is refused without a connection, written out or behind a name",
    () =>
      Effect.gen(function* () {
        const arrived: Array<string> = []
        const port = yield* listening((request, response) => {
          arrived.push(request.url ?? "")
          response.end()
        })
        const strict = { ...quick, loopback: false }
        const refusal = /^the address leads to a .* network, which is not called$/
        const literals = [
          "127.0.0.1",
          "2130706433",
          "0x7f.1",
          "[::1]",
          "[::ffff:127.0.0.1]",
          "[::7f00:1]",
          "[::a9fe:a9fe]",
          "169.254.169.254",
          "10.0.0.1"
        ]
        for (const host of literals) {
          expect(yield* post(`https://${host}:${port}/`, strict)).toMatchObject({
            detail: expect.stringMatching(refusal)
          })
        }
        const named = (addresses: ReadonlyArray<string>, loopback = false): Target.Options => ({
          ...quick,
          loopback,
          resolve: (_, answer) =>
            answer(
              null,
              addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }))
            )
        })
        for (const addresses of [["127.0.0.1"], ["1.1.1.1", "192.168.0.1"], ["::ffff:10.0.0.1"], ["::a00:1"], []]) {
          expect(yield* post(`https://hooks.example:${port}/`, named(addresses))).toMatchObject({
            status: null,
            detail: expect.stringMatching(refusal)
          })
        }
        expect(yield* post(`http://hooks.example:${port}/`, strict)).toMatchObject({
          detail: "only https addresses are called"
        })
        expect(arrived).toEqual([])
      })
  )

  it.scopedLive(
    "TM-11: a name that answers differently a moment later gains nothing: it is looked up once, and that is what is called",
    () =>
      Effect.gen(function* () {
        const hosts: Array<string> = []
        const port = yield* listening((request, response) => {
          hosts.push(request.headers.host ?? "")
          response.end()
        })
        let lookups = 0
        const rebinding: Target.Options = {
          ...quick,
          resolve: (_, answer) => {
            lookups++
            answer(null, [{ address: lookups === 1 ? "127.0.0.1" : "10.0.0.1", family: 4 }])
          }
        }
        yield* Effect.gen(function* () {
          const target = yield* HttpTarget
          const url = `http://rebinding.example:${port}/`
          expect((yield* target.post(url, { headers: {}, body: "{}" }, { id: "one", accountId: "acme" }))._tag).toBe(
            "Taken"
          )
          expect(lookups).toBe(1)
        }).pipe(Effect.provide(Target.layer(rebinding)))
        // The second connection looks again, and is refused.
        expect(yield* post(`http://rebinding.example:${port}/`, rebinding)).toMatchObject({
          _tag: "Untaken",
          status: null
        })
        expect(hosts).toEqual([`rebinding.example:${port}`])
      })
  )

  it.effect(
    "an address that is written out is never called where the rule refuses it; of a name nothing is known",
    () =>
      Effect.gen(function* () {
        const uncalled = (url: string, loopback: boolean) =>
          Effect.map(HttpTarget, (target) => target.uncalled(url)).pipe(
            Effect.provide(Target.layer({ ...Target.defaults, loopback }))
          )
        for (const loopback of [true, false]) {
          expect(yield* uncalled("https://10.0.0.1/", loopback)).toBe("private")
          expect(yield* uncalled("https://[::a9fe:a9fe]:8443/", loopback)).toBe("linkLocal")
          expect(yield* uncalled("https://127.0.0.1/", loopback)).toBe(loopback ? null : "loopback")
          for (const called of ["https://1.1.1.1/", "https://localhost/", "https://hooks.example.com/", "no address"]) {
            expect(yield* uncalled(called, loopback)).toBeNull()
          }
        }
      })
  )
})
