import { it } from "@effect/vitest"
import { AuditLog } from "@sluice/engine/ports/AuditLog"
import { Context, Effect } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"
import { ask, expectProblem, read } from "../testServer.ts"

const asking = (token: string, method: "POST" | "DELETE", url: string, payload?: object) => ({
  method,
  url,
  headers: {
    authorization: `Bearer ${token}`,
    ...(payload === undefined ? {} : { "content-type": "application/json" })
  },
  ...(payload === undefined ? {} : { payload: JSON.stringify(payload) })
})

const idsOf = (answer: testServer.Answer): ReadonlyArray<string> => {
  const { keys } = answer.json
  return Array.isArray(keys) ? keys.map(({ id }) => String(id)) : []
}

/** What follows the id: it may itself have a `_` in it, at its beginning too. */
const secretOf = (token: string): string => token.split("_").slice(2).join("_")

describe("the door for keys", () => {
  it.scoped(
    "TM-07: a key is shown in the answer that made it, opens what its role may, and nothing once it is revoked",
    () =>
      Effect.gen(function* () {
        const server = yield* testServer.make()
        const admin = yield* server.key("admin")
        const made = yield* ask(
          server,
          asking(admin, "POST", "/v1/keys", { name: "audit", role: "viewer", accountId: "acme" })
        )
        expect(made).toMatchObject({
          status: 201,
          json: { name: "audit", role: "viewer", accountId: "acme", expiresAt: null }
        })
        const token = String(made.json["key"])
        const id = String(made.json["id"])
        expect((yield* ask(server, read(token, "/v1/messages"))).status).toBe(200)
        expectProblem(yield* ask(server, read(token, "/v1/keys")), "role-refused")
        const listed = yield* ask(server, read(admin, "/v1/keys"))
        expect(idsOf(listed)).toContain(id)
        expect(listed.text).not.toContain(secretOf(token))
        expect(listed.text.toLowerCase()).not.toContain("hash")
        expect((yield* ask(server, asking(admin, "DELETE", `/v1/keys/${id}`))).json).toEqual({ id, revoked: true })
        expectProblem(yield* ask(server, asking(admin, "DELETE", `/v1/keys/${id}`)), "api-key-unknown")
        expectProblem(yield* ask(server, read(token, "/v1/messages")), "key-refused")
        expect(server.logged.join("\n")).not.toContain(token)
      })
  )

  it.scoped("a key is followed once: the new one opens, the old one as long as the overlap says", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const admin = yield* server.key("admin")
      const made = yield* ask(server, asking(admin, "POST", "/v1/keys", { name: "shop", role: "operator" }))
      const url = `/v1/keys/${String(made.json["id"])}/rotate`
      const next = yield* ask(server, asking(admin, "POST", url, { overlapHours: 0 }))
      expect(next).toMatchObject({ status: 201, json: { name: "shop", role: "operator", accountId: null } })
      expect((yield* ask(server, read(String(next.json["key"]), "/v1/messages"))).status).toBe(200)
      expectProblem(yield* ask(server, read(String(made.json["key"]), "/v1/messages")), "key-refused")
      expectProblem(yield* ask(server, asking(admin, "POST", url, {})), "api-key-unknown")
      expectProblem(yield* ask(server, asking(admin, "POST", url, { overlapHours: -1 })), "invalid-request")
    })
  )

  it.scoped(
    "TM-08: an admin of one account sees and makes keys of that account alone, and no key that reaches further",
    () =>
      Effect.gen(function* () {
        const server = yield* testServer.make()
        const all = yield* server.key("admin")
        const own = yield* server.key("admin", "acme")
        const foreign = yield* ask(
          server,
          asking(all, "POST", "/v1/keys", { name: "z", role: "viewer", accountId: "zenith" })
        )
        const made = yield* ask(server, asking(own, "POST", "/v1/keys", { name: "a", role: "admin" }))
        expect(made.json).toMatchObject({ accountId: "acme" })
        const wider = asking(own, "POST", "/v1/keys", { name: "b", role: "viewer", accountId: "zenith" })
        expectProblem(yield* ask(server, wider), "account-unknown")
        const ids = idsOf(yield* ask(server, read(own, "/v1/keys")))
        expect(ids).toContain(String(made.json["id"]))
        expect(ids).not.toContain(String(foreign.json["id"]))
        expect(ids).not.toContain(all.split("_")[1])
        const id = String(foreign.json["id"])
        expectProblem(yield* ask(server, asking(own, "DELETE", `/v1/keys/${id}`)), "api-key-unknown")
        expectProblem(yield* ask(server, asking(own, "POST", `/v1/keys/${id}/rotate`, {})), "api-key-unknown")
        const nowhere = asking(all, "POST", "/v1/keys", { name: "c", role: "viewer", accountId: "nowhere" })
        expectProblem(yield* ask(server, nowhere), "account-unknown")
      })
  )

  it.scoped("TM-16: every act on keys is in the audit, by the id of the key and without its text", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const admin = yield* server.key("admin")
      const made = yield* ask(server, asking(admin, "POST", "/v1/keys", { name: "shop", role: "operator" }))
      const id = String(made.json["id"])
      const next = yield* ask(server, asking(admin, "POST", `/v1/keys/${id}/rotate`, {}))
      yield* ask(server, asking(admin, "DELETE", `/v1/keys/${id}`))
      const records = yield* Context.get(server.store, AuditLog).list({ limit: 10 })
      expect(records.map(({ act, on, outcome }) => [act, on, outcome])).toEqual([
        ["key.revoke", id, "done"],
        ["key.rotate", id, "done"],
        ["key.issue", id, "done"]
      ])
      expect(JSON.stringify(records)).not.toContain(secretOf(String(next.json["key"])))
    })
  )
})
