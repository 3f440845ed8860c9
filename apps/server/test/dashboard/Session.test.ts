import { it } from "@effect/vitest"
import type { Role } from "@sluice/client/Access"
import { AuditLog } from "@sluice/engine/ports/AuditLog"
import { Context, Effect } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const signIn = (key: string, headers: Readonly<Record<string, string>> = {}) => ({
  method: "POST" as const,
  url: "/dashboard/session",
  headers: { "content-type": "application/json", ...headers },
  payload: JSON.stringify({ key })
})

/** A server, and somebody who is signed in to it. */
const entered = (role: Role, accountId: string | null = null) =>
  Effect.gen(function* () {
    const server = yield* testServer.make()
    const key = yield* server.key(role, accountId)
    const answer = yield* testServer.ask(server, signIn(key))
    expect(answer.status).toBe(200)
    const setCookie = String(answer.headers["set-cookie"])
    const [cookie = ""] = setCookie.split(";")
    return { server, key, answer, setCookie, cookie, csrf: String(answer.json["csrf"]) }
  })

const optOut = (headers: Readonly<Record<string, string>>) => ({
  method: "PUT" as const,
  url: "/v1/opt-outs",
  headers: { "content-type": "application/json", ...headers },
  payload: JSON.stringify({ accountId: "acme", optOuts: [{ recipient: testServer.recipient }] })
})

describe("signing in to the dashboard", () => {
  it.scoped("TM-14: exchanges a key for a cookie that scripts cannot read and other sites do not send", () =>
    Effect.gen(function* () {
      const { answer, key, setCookie } = yield* entered("viewer", "acme")
      expect(setCookie).toMatch(
        /^sluice_session=[A-Za-z0-9_-]{43}; Max-Age=432\d\d; Path=\/; HttpOnly; SameSite=Strict$/
      )
      expect(answer.json).toMatchObject({ name: "viewer of a test", role: "viewer", accountId: "acme" })
      expect(answer.text).not.toContain(key)
      expect(answer.headers["cache-control"]).toBe("no-store")
    })
  )

  it.scoped("who signs in, acts and signs out is in the audit under the name of the key", () =>
    Effect.gen(function* () {
      const { cookie, csrf, server } = yield* entered("operator", "acme")
      const headers = { cookie, "x-sluice-csrf": csrf }
      expect((yield* testServer.ask(server, optOut(headers))).status).toBe(200)
      yield* testServer.ask(server, { method: "DELETE", url: "/dashboard/session", headers })
      yield* testServer.ask(server, signIn("sluice_0123456789abcdef_wrong"))
      const records = yield* Context.get(server.store, AuditLog).list({ limit: 10 })
      expect(records.toReversed().map(({ act, outcome }) => [act, outcome])).toEqual([
        ["session.open", "done"],
        ["opt-out.add", "done"],
        ["session.end", "done"]
      ])
      for (const { actor } of records) {
        expect(actor).toMatchObject({ name: "operator of a test", role: "operator", accountId: "acme" })
      }
    })
  )

  it.scoped("outside development the cookie is bound to HTTPS and this very host", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make({ environment: "production" })
      const answer = yield* testServer.ask(server, signIn(yield* server.key("viewer")))
      expect(String(answer.headers["set-cookie"])).toMatch(/^__Host-sluice_session=.*; Path=\/; .*; Secure$/)
    })
  )

  it.scoped(
    "a key that is not known opens no session; neither does a page of another site, nor a body of another shape",
    () =>
      Effect.gen(function* () {
        const server = yield* testServer.make()
        const key = yield* server.key("admin")
        const wrong = yield* testServer.ask(server, signIn("sluice_0123456789abcdef_wrong"))
        testServer.expectProblem(wrong, "key-refused")
        expect(wrong.headers["set-cookie"]).toBeUndefined()
        testServer.expectProblem(
          yield* testServer.ask(server, signIn(key, { "sec-fetch-site": "cross-site" })),
          "csrf-refused"
        )
        testServer.expectProblem(
          yield* testServer.ask(server, { ...signIn(key), payload: JSON.stringify({ token: key }) }),
          "invalid-request"
        )
      })
  )

  it.scoped("sign-in is refused after ten tries a minute from one address, whether they were good or not", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const key = yield* server.key("viewer")
      for (let n = 0; n < 10; n++) yield* testServer.ask(server, signIn(n % 2 === 0 ? key : "sluice_no"))
      const answer = yield* testServer.ask(server, signIn(key))
      testServer.expectProblem(answer, "too-many-tries")
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0)
      const other = yield* testServer.ask(server, { ...signIn(key), remoteAddress: "10.0.0.2" })
      expect(other.status).toBe(200)
    })
  )
})

describe("a session", () => {
  it.scoped("reads like the key it was opened with, and tells who is signed in", () =>
    Effect.gen(function* () {
      const { cookie, csrf, server } = yield* entered("viewer", "acme")
      const senders = yield* testServer.ask(server, { url: "/v1/senders", headers: { cookie } })
      expect(senders.json["senders"]).toMatchObject([{ id: "acme-tw" }])
      const who = yield* testServer.ask(server, { url: "/dashboard/session", headers: { cookie } })
      expect(who.json).toMatchObject({ role: "viewer", accountId: "acme", csrf })
    })
  )

  it.scoped("TM-14: changes something only with its own CSRF token", () =>
    Effect.gen(function* () {
      const { cookie, csrf, server } = yield* entered("operator")
      const other = yield* testServer.ask(server, signIn(yield* server.key("operator")))
      for (const headers of [
        { cookie },
        { cookie, "x-sluice-csrf": "" },
        { cookie, "x-sluice-csrf": String(other.json["csrf"]) }
      ]) {
        testServer.expectProblem(yield* testServer.ask(server, optOut(headers)), "csrf-refused")
      }
      const changed = yield* testServer.ask(server, optOut({ cookie, "x-sluice-csrf": csrf }))
      expect(changed.status).toBeLessThan(300)
    })
  )

  it.scoped("has the role of its key and no more", () =>
    Effect.gen(function* () {
      const { cookie, csrf, server } = yield* entered("viewer")
      const answer = yield* testServer.ask(server, optOut({ cookie, "x-sluice-csrf": csrf }))
      testServer.expectProblem(answer, "role-refused")
    })
  )

  it.scoped("ends when it is left, and only its own page can leave it", () =>
    Effect.gen(function* () {
      const { cookie, csrf, server } = yield* entered("viewer")
      const leave = (headers: Readonly<Record<string, string>>) =>
        testServer.ask(server, { method: "DELETE", url: "/dashboard/session", headers: { cookie, ...headers } })
      testServer.expectProblem(yield* leave({}), "csrf-refused")
      const left = yield* leave({ "x-sluice-csrf": csrf })
      expect(left.status).toBe(200)
      expect(String(left.headers["set-cookie"])).toContain("Max-Age=0")
      const after = yield* testServer.ask(server, { url: "/v1/senders", headers: { cookie } })
      testServer.expectProblem(after, "session-refused")
    })
  )

  it.scoped("a cookie that is none opens nothing, and a key beside it is what counts", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const key = yield* server.key("viewer")
      const forged = { cookie: `a=1; sluice_session=${"A".repeat(43)}` }
      const answer = yield* testServer.ask(server, { url: "/v1/senders", headers: forged })
      testServer.expectProblem(answer, "session-refused")
      const both = yield* testServer.ask(server, {
        url: "/v1/senders",
        headers: { ...forged, authorization: `Bearer ${key}` }
      })
      expect(both.status).toBe(200)
      testServer.expectProblem(yield* testServer.ask(server, { url: "/dashboard/session" }), "key-missing")
    })
  )
})
