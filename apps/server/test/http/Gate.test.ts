import { it } from "@effect/vitest"
import { Keys } from "@sluice/engine/access/Keys"
import { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import { Context, Effect, Layer, Redacted } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, read, recipient, send, textTo } = testServer

const everyKeyed: ReadonlyArray<readonly ["GET" | "POST", string]> = [
  ["POST", "/v1/messages"],
  ["POST", "/v1/messages/batch"],
  ["GET", "/v1/messages"],
  ["GET", "/v1/messages/0197f8a0-0000-7000-8000-000000000000"],
  ["POST", "/v1/messages/0197f8a0-0000-7000-8000-000000000000/cancel"],
  ["POST", "/v1/messages/0197f8a0-0000-7000-8000-000000000000/retry"],
  ["GET", "/v1/queue"],
  ["GET", "/v1/senders"],
  ["GET", "/v1/holds"],
  ["GET", "/v1/callbacks/counts"]
]

describe("the gate before the doors", () => {
  it.scoped("without a key, or with one that is no key: 401 and how to ask, at every door", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      for (const [method, url] of everyKeyed) {
        const bare = yield* ask(server, { method, url })
        expectProblem(bare, "key-missing")
        expect(bare.headers["www-authenticate"]).toBe('Bearer realm="sluice"')
        for (const authorization of ["Bearer nonsense", `Bearer sluice_0123456789abcdef_${"A".repeat(43)}`]) {
          const refused = yield* ask(server, { method, url, headers: { authorization } })
          expectProblem(refused, "key-refused")
          expect(refused.headers["www-authenticate"]).toBe('Bearer realm="sluice"')
        }
        expectProblem(yield* ask(server, { method, url, headers: { authorization: "Basic abc" } }), "key-missing")
      }
    })
  )

  it.scoped("who asks is known before a byte of the body is read: a wrong key with a broken body is 401", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      expectProblem(yield* ask(server, send("nonsense", "{")), "key-refused")
      expectProblem(yield* ask(server, send("nonsense", "x".repeat(2 * 1024 * 1024))), "key-refused")
    })
  )

  it.scoped("TM-07: viewers read and do not send: 403", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const viewer = yield* server.key("viewer")
      for (const [method, url] of everyKeyed) {
        const answer = yield* ask(server, { method, url, headers: { authorization: `Bearer ${viewer}` } })
        if (method === "POST") expectProblem(answer, "role-refused")
        else expect([200, 404]).toContain(answer.status)
      }
    })
  )

  it.scoped("TM-07: an expired or revoked key: 401, with the reason told to who knows its secret", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const { expired, revoked } = yield* Effect.gen(function* () {
        const keys = yield* Keys
        const of = (expiresMillis: number | null) =>
          keys.issue({ name: "k", role: "viewer", accountId: null, expiresMillis })
        const [old, gone] = [yield* of(1), yield* of(null)]
        yield* keys.revoke(gone.key.id)
        return { expired: Redacted.value(old.token), revoked: Redacted.value(gone.token) }
      }).pipe(
        Effect.provide(Keys.layer().pipe(Layer.provide(NodeCrypto.layer))),
        Effect.provideService(ApiKeys, Context.get(server.store, ApiKeys))
      )
      const first = yield* ask(server, read(expired, "/v1/senders"))
      expectProblem(first, "key-refused")
      expect(first.json["detail"]).toBe("the key has expired")
      const second = yield* ask(server, read(revoked, "/v1/senders"))
      expectProblem(second, "key-refused")
      expect(second.json["detail"]).toBe("the key has been revoked")
    })
  )

  it.scoped("TM-08: a key of one account sees and touches nothing of another", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const acme = yield* server.key("operator", "acme")
      const zenith = yield* server.key("operator", "zenith")
      const { json } = yield* ask(server, send(acme, textTo(recipient)))
      const id = String(json["id"])
      expectProblem(yield* ask(server, read(zenith, `/v1/messages/${id}`)), "message-unknown")
      const cancel = { ...read(zenith, `/v1/messages/${id}/cancel`), method: "POST" as const }
      expectProblem(yield* ask(server, cancel), "message-unknown")
      expect((yield* ask(server, read(zenith, "/v1/messages"))).json["messages"]).toEqual([])
      expect((yield* ask(server, read(zenith, "/v1/queue"))).json["depths"]).toEqual([])
      const { json: seen } = yield* ask(server, read(zenith, "/v1/senders"))
      expect(seen["senders"]).toEqual([expect.objectContaining({ id: "zenith-de" })])
      expectProblem(yield* ask(server, read(zenith, "/v1/callbacks/counts")), "role-refused")
    })
  )
})
