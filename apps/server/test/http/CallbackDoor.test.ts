import { it } from "@effect/vitest"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Context, Effect } from "effect"
import type { InjectOptions } from "fastify"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, sign } = testServer

const callback = (text = "hello") =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "waba", changes: [{ field: "messages", value: { messaging_product: "whatsapp", text } }] }]
  })

const post = (body: string | Buffer, headers: Record<string, string> = {}, account = "acme"): InjectOptions => ({
  method: "POST",
  url: `/callbacks/cloud-api/${account}`,
  headers: { "content-type": "application/json", ...headers },
  payload: body
})

const signed = (body: string, secret?: string) => post(body, { "x-hub-signature-256": sign(body, secret) })

const counts = (server: testServer.TestServer) => Context.get(server.store, CallbackLog).counts

const handshake = (query: string, account = "acme"): InjectOptions => ({
  method: "GET",
  url: `/callbacks/cloud-api/${account}?${query}`
})

describe("the door for callbacks", () => {
  it.scoped("WH-02, WH-03: a signed callback is stored as it came before it is acknowledged", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const body = callback("\u00e9\u20ac \\u00e9 \ud83d\ude00")
      const answer = yield* ask(server, signed(body))
      expect([answer.status, answer.text]).toEqual([200, ""])
      const stored: Array<string> = []
      yield* Context.get(server.store, CallbackLog).consume(10, (found) => {
        stored.push(...found.map((one) => Buffer.from(one.body).toString("utf8")))
        return Effect.succeed(found.map(({ id }) => ({ id, verdict: "processed" as const, report: {} })))
      })
      expect(stored).toEqual([body])
    })
  )

  it.scoped(
    "WH-02: the signature is over the raw bytes, whatever the content type, with the old secret as with the new",
    () =>
      Effect.gen(function* () {
        const server = yield* testServer.make()
        const spaced = `  ${callback()}\n`
        expect((yield* ask(server, signed(spaced))).status).toBe(200)
        const old = callback("old")
        expect((yield* ask(server, signed(old, "acme-old-secret"))).status).toBe(200)
        const plain = callback("plain")
        const asText = post(plain, { "content-type": "text/plain", "x-hub-signature-256": sign(plain) })
        expect((yield* ask(server, asText)).status).toBe(200)
        expect(yield* counts(server)).toEqual({ pending: 3 })
      })
  )

  it.scoped("WH-02: a callback whose type is none that can be parsed is taken by its signature, and kept with it", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const types = ["json", "application/json, application/json", "a/b/c", ";;;", "", " ", "undefined"]
      for (const [n, type] of types.entries()) {
        for (const body of [callback(`${n}`), callback(`${n}`.repeat(9_000))]) {
          const asTyped = post(body, { "content-type": type, "x-hub-signature-256": sign(body) })
          expect([type, (yield* ask(server, asTyped)).status]).toEqual([type, 200])
        }
        const unsigned = post(callback(`unsigned ${n}`), { "content-type": type })
        expectProblem(yield* ask(server, unsigned), "signature-refused")
      }
      const kept: Array<string | null> = []
      yield* Context.get(server.store, CallbackLog).consume(100, (found) => {
        kept.push(...found.map(({ contentType }) => contentType))
        return Effect.succeed(found.map(({ id }) => ({ id, verdict: "processed" as const, report: {} })))
      })
      expect(kept).toEqual(types.flatMap((type) => [type, type]))
    })
  )

  it.scoped("WH-03: a duplicate is acknowledged and stored once", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const body = callback()
      for (const _ of [1, 2, 3]) expect((yield* ask(server, signed(body))).status).toBe(200)
      expect(yield* counts(server)).toEqual({ pending: 1 })
    })
  )

  it.scoped(
    "TM-01, GD-03: a signature that is missing, malformed, of other bytes or of another account: 401, and recorded",
    () =>
      Effect.gen(function* () {
        const server = yield* testServer.make()
        const bodies = ["a", "b", "c", "d"].map(callback)
        const [a = "", b = "", c = "", d = ""] = bodies
        expectProblem(yield* ask(server, post(a)), "signature-refused")
        expectProblem(yield* ask(server, post(b, { "x-hub-signature-256": "sha1=abc" })), "signature-refused")
        expectProblem(yield* ask(server, post(c, { "x-hub-signature-256": sign(`${c} `) })), "signature-refused")
        expectProblem(yield* ask(server, signed(d, "zenith-app-secret")), "signature-refused")
        expect(yield* counts(server)).toEqual({ "bad-signature": 4 })
      })
  )

  it.scoped("WH-03: who sends a callback unsigned first does not stop the real one", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const body = callback()
      expectProblem(yield* ask(server, post(body)), "signature-refused")
      expect((yield* ask(server, signed(body))).status).toBe(200)
      expect(yield* counts(server)).toEqual({ "bad-signature": 1, pending: 1 })
    })
  )

  it.scoped("GD-02: what is signed and is no callback: 400, and recorded", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      for (const body of ["", "{", "[]", '{"object":"page","entry":[]}', '{"object":"whatsapp_business_account"}']) {
        expectProblem(yield* ask(server, signed(body)), "malformed-request")
      }
      // The fifth in a row has paused the intake; a callback that can be read breaks a row that is shorter.
      expectProblem(yield* ask(server, signed(callback())), "unavailable")
      expect(yield* counts(server)).toEqual({ malformed: 5 })
    })
  )

  it.scoped("GD-02: bytes that are no text at all: 400, and recorded", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const bytes = Buffer.from([0x7b, 0xff, 0x7d])
      const signature = `sha256=${testServer.hmac(bytes)}`
      expectProblem(yield* ask(server, post(bytes, { "x-hub-signature-256": signature })), "malformed-request")
      expect(yield* counts(server)).toEqual({ malformed: 1 })
    })
  )

  it.scoped("CLOUD_API 3.6: 3 MB are taken, more are not: 413", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const shell = callback("").length
      const full = callback("x".repeat(3 * 1024 * 1024 - shell))
      expect((yield* ask(server, signed(full))).status).toBe(200)
      expectProblem(yield* ask(server, signed(`${full} `)), "body-too-large")
    })
  )

  it.scoped("WH-03: while the store is away: 503 with Retry-After, and what is repeated later is stored", () =>
    Effect.gen(function* () {
      const away = { now: true }
      const server = yield* testServer.make({}, (store) => {
        const log = Context.get(store, CallbackLog)
        const append: typeof log.append = (rows) =>
          Effect.suspend(() =>
            away.now
              ? Effect.fail(new StoreUnavailable({ operation: "CallbackLog.append", cause: "away" }))
              : log.append(rows)
          )
        return Context.add(store, CallbackLog, { ...log, append })
      })
      const body = callback()
      const refused = yield* ask(server, signed(body))
      expectProblem(refused, "unavailable")
      expect(refused.headers["retry-after"]).toBe("1")
      away.now = false
      expect((yield* ask(server, signed(body))).status).toBe(200)
      expect(yield* counts(server)).toEqual({ pending: 1 })
    })
  )

  it.scoped("an account that is not configured: 404, and nothing is recorded", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      expectProblem(yield* ask(server, post(callback(), {}, "nobody")), "account-unknown")
      expectProblem(yield* ask(server, handshake("hub.mode=subscribe", "nobody")), "account-unknown")
      expect(yield* counts(server)).toEqual({})
    })
  )

  it.scoped("WH-01: the handshake gives the challenge back as plain text, to who knows the token alone", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const good = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=acme-verify-token"
      const answer = yield* ask(server, handshake(good))
      expect([answer.status, answer.text, answer.type]).toEqual([200, "1158201444", "text/plain; charset=utf-8"])
      expect(answer.headers["x-content-type-options"]).toBe("nosniff")
      for (const bad of [
        "",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong",
        "hub.mode=subscribe&hub.challenge=1&hub.verify_token=zenith-verify-token",
        "hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=acme-verify-token",
        "hub.mode=subscribe&hub.verify_token=acme-verify-token",
        `${good}&hub.verify_token=acme-verify-token`
      ]) {
        expectProblem(yield* ask(server, handshake(bad)), "handshake-refused")
      }
    })
  )

  it.scoped(
    "TM-03, WH-01: in production plain HTTP is refused, unless a trusted proxy says that it was HTTPS outside",
    () =>
      Effect.gen(function* () {
        const body = callback()
        const forwarded = (proto: string) =>
          post(body, { "x-hub-signature-256": sign(body), "x-forwarded-proto": proto, "x-forwarded-for": "31.13.24.1" })
        const bare = yield* testServer.make({ environment: "production" })
        expectProblem(yield* ask(bare, signed(body)), "plain-http-refused")
        const uncounted = yield* ask(bare, forwarded("https"))
        expectProblem(uncounted, "plain-http-refused")
        expect(uncounted.text).toContain("SLUICE_TRUST_PROXY_HOPS")
        expectProblem(yield* ask(bare, handshake("hub.mode=subscribe")), "plain-http-refused")
        expect(yield* counts(bare)).toEqual({})
        const behind = yield* testServer.make({ environment: "production", trustProxyHops: 1 })
        expectProblem(yield* ask(behind, forwarded("http")), "plain-http-refused")
        expect((yield* ask(behind, forwarded("https"))).status).toBe(200)
      })
  )

  it.scopedLive(
    "GD-03, WH-01: what a door refuses is counted with its reason, in metrics and for who asks, without what was sent",
    () =>
      Effect.gen(function* () {
        const server = yield* testServer.make({ environment: "production", trustProxyHops: 1 })
        const over = (one: InjectOptions, proto = "https"): InjectOptions => ({
          ...one,
          headers: { ...one.headers, "x-forwarded-proto": proto, "x-forwarded-for": "31.13.24.1" }
        })
        const body = callback("hidden")
        expectProblem(yield* ask(server, over(signed(body, "wrong-secret"))), "signature-refused")
        expectProblem(
          yield* ask(server, over(signed(`${body}${" ".repeat(70_000)}`, "wrong-secret"))),
          "signature-refused"
        )
        expectProblem(yield* ask(server, over(post(body))), "signature-refused")
        expectProblem(yield* ask(server, over(signed(body), "http")), "plain-http-refused")
        expectProblem(yield* ask(server, over(post(body, {}, "guessed-account"))), "account-unknown")
        const elsewhere = { ...post(body), url: "/callbacks/guessed-provider/acme" }
        expect((yield* ask(server, over(elsewhere))).status).toBe(404)
        expect((yield* ask(server, over(signed(body)))).status).toBe(200)
        // The guards are looked at every five seconds.
        const viewer = yield* server.key("viewer")
        const asked = Effect.map(
          ask(server, over(testServer.read(viewer, "/v1/callbacks/refused"))),
          ({ json }) => json["refused"] as ReadonlyArray<Readonly<Record<string, unknown>>>
        )
        const shown = yield* Effect.repeat(Effect.delay(asked, "200 millis"), { until: (all) => all.length >= 5 })
        const brief = shown.map(({ accountId, count, lastHadProof, provider, reason }) =>
          [accountId, provider, reason, count, lastHadProof].join(" ")
        )
        expect(brief.toSorted()).toEqual([
          " cloud-api account-unknown 1 false",
          "acme  provider-unknown 1 ",
          "acme cloud-api mismatch 2 true",
          "acme cloud-api missing 1 false",
          "acme cloud-api plain-http 1 true"
        ])
        expect(shown.find(({ reason }) => reason === "mismatch")).toMatchObject({
          lastBodyBytes: Buffer.byteLength(body) + 70_000,
          means: expect.stringContaining("not made over this delivery with a secret of this account")
        })
        const metrics = (yield* ask(server, over({ method: "GET", url: "/metrics" }))).text
        for (const line of [
          'sluice_callbacks_refused_total{account="acme",provider="cloud-api",reason="mismatch"}',
          'sluice_callbacks_refused_total{account="(unknown)",provider="cloud-api",reason="account-unknown"}',
          'sluice_callbacks_refused_total{account="acme",provider="(unknown)",reason="provider-unknown"}'
        ]) {
          expect(metrics).toContain(line)
        }
        const all = [metrics, JSON.stringify(shown), ...server.logged].join("\n")
        for (const sent of ["hidden", "guessed", "sha256=", "wrong-secret"]) expect(all).not.toContain(sent)
        // A key of one account sees its own alone.
        const own = yield* ask(
          server,
          over(testServer.read(yield* server.key("viewer", "zenith"), "/v1/callbacks/refused"))
        )
        expect(own.json).toEqual({ refused: [] })
      })
  )
})
