import { it } from "@effect/vitest"
import type { Kind } from "@sluice/client/Problem"
import { Effect } from "effect"
import type { InjectOptions } from "fastify"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, queued, recipient, send, sendBatch, textTo } = testServer

const codes = (answer: testServer.Answer) => {
  const findings = answer.json["findings"]
  return Array.isArray(findings) ? findings.map(({ path, code }) => `${path} ${code}`) : []
}

describe("the door for messages, bad input", () => {
  it.scoped("TM-04: a body that cannot be read: 400, 413 or 415, and nothing is queued", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator")
      const cases: ReadonlyArray<readonly [InjectOptions, Kind]> = [
        [send(token, "{"), "malformed-request"],
        [send(token, '{"senderId": "acme-tw",}'), "malformed-request"],
        [send(token, ""), "malformed-request"],
        [send(token, '{"__proto__": {"role": "admin"}}'), "malformed-request"],
        [send(token, "a=b", { "content-type": "application/x-www-form-urlencoded" }), "media-type-refused"],
        [send(token, "hello", { "content-type": "text/plain" }), "media-type-refused"],
        [send(token, JSON.stringify(textTo(recipient)), { "content-type": "application/xml" }), "media-type-refused"],
        [send(token, { pad: "x".repeat(1024 * 1024) }), "body-too-large"],
        [sendBatch(token, [{ pad: "x".repeat(2 * 1024 * 1024) }]), "body-too-large"],
        [
          sendBatch(
            token,
            Array.from({ length: 101 }, () => textTo(recipient))
          ),
          "body-too-large"
        ]
      ]
      for (const [request, kind] of cases) expectProblem(yield* ask(server, request), kind)
      expect(yield* queued(server)).toBe(0)
    })
  )

  it.scoped("a batch may be larger than a single message", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator")
      const rows = Array.from({ length: 100 }, () => textTo(recipient, { pad: "x".repeat(15_000) }))
      expect((yield* ask(server, sendBatch(token, rows))).status).toBe(202)
    })
  )

  it.scoped("a body of another shape: 400 with every fault at its path", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator")
      const cases: ReadonlyArray<readonly [unknown, ReadonlyArray<string>]> = [
        [{}, ["recipient missing", "content missing"]],
        [
          textTo(recipient, { senderId: 5, replyTo: 7, extra: true }),
          ["extra unknown-field", "senderId type", "replyTo type"]
        ],
        [textTo(recipient, { idempotencyKey: "with blanks" }), ["idempotencyKey format"]],
        [textTo(recipient, { idempotencyKey: "" }), ["idempotencyKey format"]],
        [[textTo(recipient)], [" type"]],
        ["null", [" type"]],
        ['"text"', [" type"]]
      ]
      for (const [payload, found] of cases) {
        const answer = yield* ask(server, send(token, payload))
        expectProblem(answer, "invalid-request")
        expect(new Set(codes(answer))).toEqual(new Set(found))
      }
      expect(yield* queued(server)).toBe(0)
    })
  )

  it.scoped("an idempotency key in the header that differs from the one in the body: 400", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator")
      const request = send(token, textTo(recipient, { idempotencyKey: "one" }), { "idempotency-key": "other" })
      const answer = yield* ask(server, request)
      expectProblem(answer, "invalid-request")
      expect(codes(answer)).toEqual(["idempotencyKey mismatch"])
      expect((yield* ask(server, send(token, textTo(recipient), { "idempotency-key": "two words" }))).status).toBe(400)
      expect(yield* queued(server)).toBe(0)
    })
  )

  it.scoped(
    "PH-01, PH-05, SF-05: a bad number and a bad content: 422 with every finding of both, and the number that was meant",
    () =>
      Effect.gen(function* () {
        const server = yield* testServer.make()
        const token = yield* server.key("operator")
        const answer = yield* ask(
          server,
          send(token, {
            senderId: "acme-tw",
            recipient: "886-987654321",
            content: { type: "text", text: { body: "", preview: 1 } }
          })
        )
        expectProblem(answer, "message-refused")
        expect(codes(answer)).toEqual(
          expect.arrayContaining([
            "recipient plus-missing",
            "recipient separators",
            "content.text.body empty",
            "content.text.preview unknown-field"
          ])
        )
        expect(answer.json["findings"]).toEqual(
          expect.arrayContaining([expect.objectContaining({ rule: "PH-01", suggestion: recipient })])
        )
        expect(yield* queued(server)).toBe(0)
      })
  )

  it.scoped("CLOUD_API 131021: a message to the sender itself: 422", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator")
      const answer = yield* ask(server, send(token, textTo("+886912345678")))
      expectProblem(answer, "message-refused")
      expect(codes(answer)).toEqual(["recipient recipient-is-sender"])
      expect(yield* queued(server)).toBe(0)
    })
  )

  it.scoped("a sender that is unknown, and one of another account, are told alike: 404", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const all = yield* server.key("operator")
      const acme = yield* server.key("operator", "acme")
      expectProblem(yield* ask(server, send(all, textTo(recipient, { senderId: "nobody" }))), "sender-unknown")
      const foreign = yield* ask(server, send(acme, textTo(recipient, { senderId: "zenith-de" })))
      expectProblem(foreign, "sender-unknown")
      expect(foreign.json["detail"]).toBe('no sender "zenith-de" is configured')
      expect(yield* queued(server)).toBe(0)
    })
  )

  it.scoped("RT-05: a key that was used for another request: 409", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator")
      const first = yield* ask(server, send(token, textTo(recipient, { idempotencyKey: "order-1" })))
      const again = yield* ask(
        server,
        send(token, textTo(recipient, { idempotencyKey: "order-1", replyTo: "wamid.1" }))
      )
      expectProblem(again, "idempotency-conflict")
      expect(again.json["detail"]).toContain(String(first.json["id"]))
      expect(yield* queued(server)).toBe(1)
    })
  )

  it.scoped("an unknown address, a wrong method, a path that cannot be read: 404, 404, 400", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator")
      expectProblem(yield* ask(server, { method: "GET", url: "/v2/messages" }), "route-unknown")
      expectProblem(yield* ask(server, { method: "DELETE", url: "/v1/messages" }), "route-unknown")
      expectProblem(yield* ask(server, { method: "GET", url: "/v1/messages/%zz" }), "malformed-request")
      expectProblem(yield* ask(server, testServer.read(token, "/v1/messages/not-an-id")), "invalid-request")
      expectProblem(
        yield* ask(server, testServer.read(token, "/v1/messages?state=lost&limit=0&page=2")),
        "invalid-request"
      )
    })
  )

  it.scoped("TM-04: a body that is nested beyond reason is refused like any other, at every door", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator")
      const deep = `${"[".repeat(400_000)}${"]".repeat(400_000)}`
      const nested = (at: string) => at.replace("DEEP", deep)
      const content = nested('{"senderId":"acme-tw","recipient":"+886987654321","content":{"type":"text","text":DEEP}}')
      expectProblem(yield* ask(server, send(token, content)), "message-refused")
      expectProblem(yield* ask(server, send(token, deep)), "invalid-request")
      expect((yield* ask(server, sendBatch(token, `[${content}]`))).json).toMatchObject({ queued: 0, refused: 1 })
      const callback = nested('{"object":"whatsapp_business_account","entry":DEEP}')
      const headers = { "x-hub-signature-256": testServer.sign(callback) }
      const answer = yield* ask(server, {
        method: "POST",
        url: "/callbacks/cloud-api/acme",
        headers,
        payload: callback
      })
      expectProblem(answer, "malformed-request")
      expect(yield* queued(server)).toBe(0)
    })
  )

  it.scoped("a batch that is no list, and an empty one: 400", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator")
      expectProblem(yield* ask(server, sendBatch(token, textTo(recipient))), "invalid-request")
      expectProblem(yield* ask(server, sendBatch(token, [])), "invalid-request")
      expectProblem(yield* ask(server, sendBatch(token, [textTo(recipient)], "?atomic=perhaps")), "invalid-request")
      expect(yield* queued(server)).toBe(0)
    })
  )
})
