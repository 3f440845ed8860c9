import { it } from "@effect/vitest"
import { Secrets } from "@sluice/engine/ports/Secrets"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { expectProblem, make } = testServer

/** A token as an operator pastes it; nothing of it may come back or be logged. */
const token = `EAAGpastedByAnAdmin${"z".repeat(160)}`
const part = "pastedByAnAdmin"

interface Asked {
  readonly method?: "GET" | "POST" | "PUT"
  readonly url: string
  readonly key: string
  /** A text goes as it is, anything else as JSON. */
  readonly payload?: unknown
}

const ask = (server: testServer.TestServer, { key, method = "GET", payload, url }: Asked) =>
  testServer.ask(server, {
    method,
    url,
    headers: {
      authorization: `Bearer ${key}`,
      ...(payload === undefined ? {} : { "content-type": "application/json" })
    },
    ...(payload === undefined ? {} : { payload: typeof payload === "string" ? payload : JSON.stringify(payload) })
  })

const put = (server: testServer.TestServer, key: string, payload: unknown, id = "acme") =>
  ask(server, { method: "PUT", url: `/v1/accounts/${id}/token`, key, payload })

const fingerprintOf = ({ json }: { readonly json: Readonly<Record<string, unknown>> }) => {
  const token = json["token"]
  return {
    fingerprint: typeof token === "object" && token !== null && "fingerprint" in token ? token.fingerprint : null
  }
}

const nothingTold = (server: testServer.TestServer, ...answers: ReadonlyArray<{ readonly text: string }>) => {
  const text = [...server.logged, ...answers.map(({ text }) => text)].join("\n")
  for (const secret of [part, ...testServer.secrets]) expect(text).not.toContain(secret)
}

describe("the door for accounts", () => {
  it.scopedLive(
    "SF-04: an admin puts a token in place: it is checked, sealed, named by a fingerprint, and told to nobody",
    () =>
      Effect.gen(function* () {
        const server = yield* make()
        const admin = yield* server.key("admin")
        const before = yield* ask(server, { url: "/v1/accounts/acme", key: admin })
        expect(before.json).toMatchObject({
          id: "acme",
          provider: "cloud-api",
          senders: ["acme-tw"],
          token: { source: "file", state: "unchecked", putAt: null, sealedWith: null, checkedAt: null }
        })
        const answer = yield* put(server, admin, { token })
        expect(answer.status).toBe(200)
        expect(answer.json).toMatchObject({
          token: {
            source: "database",
            state: "valid",
            sealedWith: "test",
            scopes: ["whatsapp_business_messaging"],
            missing: ["whatsapp_business_management"],
            fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/)
          }
        })
        expect(fingerprintOf(answer)).not.toEqual(fingerprintOf(before))
        const kept = yield* Effect.flatMap(Secrets, (secrets) => secrets.list).pipe(Effect.provide(server.store))
        expect(kept).toHaveLength(1)
        expect(kept.map(({ sealed }) => Buffer.from(sealed.ciphertext).toString("latin1")).join()).not.toContain(part)
        const listed = yield* ask(server, { url: "/v1/accounts", key: admin })
        expect(listed.json).toMatchObject({ accounts: [{ id: "acme" }, { id: "zenith" }] })
        nothingTold(server, before, answer, listed)
      })
  )

  it.scopedLive(
    "SF-04: a token that would stop the account is refused with the reason, and none of it comes back",
    () =>
      Effect.gen(function* () {
        const server = yield* make()
        const admin = yield* server.key("admin")
        for (const [given, why] of [
          [`Bearer ${token}`, "without `Bearer`"],
          [`"${token}"`, "quotation marks"],
          [`${token}\n`, "line breaks"],
          [`${token}-dead`, "has expired"],
          ["", "there is no token"],
          [part.repeat(500), "longer than"]
        ] as const) {
          const answer = yield* put(server, admin, { token: given })
          expectProblem(answer, "token-refused")
          expect(answer.json["detail"]).toContain(why)
          nothingTold(server, answer)
        }
        expect(yield* Effect.flatMap(Secrets, (secrets) => secrets.list).pipe(Effect.provide(server.store))).toEqual([])
      })
  )

  it.scopedLive("SF-04: a body that cannot be read is refused, and nothing of it comes back", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const admin = yield* server.key("admin")
      for (const payload of [{ token: [token] }, { tokn: token }, { token, extra: token }, [token], {}]) {
        const answer = yield* put(server, admin, payload)
        expect(answer.status).toBe(400)
        nothingTold(server, answer)
      }
      const broken = yield* put(server, admin, `{"token": "${token}`)
      expectProblem(broken, "malformed-request")
      const large = yield* put(server, admin, { token: part.repeat(200_000) })
      expectProblem(large, "body-too-large")
      nothingTold(server, broken, large)
    })
  )

  it.scopedLive("SF-04: only an admin puts tokens, an operator checks them, a viewer sees how they stand", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const operator = yield* server.key("operator")
      const viewer = yield* server.key("viewer")
      expectProblem(yield* put(server, operator, { token }), "role-refused")
      expectProblem(yield* ask(server, { method: "POST", url: "/v1/accounts/acme/check", key: viewer }), "role-refused")
      const checked = yield* ask(server, { method: "POST", url: "/v1/accounts/acme/check", key: operator })
      expect(checked.json).toMatchObject({ token: { source: "file", state: "valid" } })
      const seen = yield* ask(server, { url: "/v1/accounts/acme", key: viewer })
      expect(seen.json).toEqual(checked.json)
    })
  )

  it.scopedLive(
    "SF-04: a key of one account sees and changes that account alone; one that is not there is not found",
    () =>
      Effect.gen(function* () {
        const server = yield* make()
        const own = yield* server.key("admin", "acme")
        const listed = yield* ask(server, { url: "/v1/accounts", key: own })
        expect(listed.json).toMatchObject({ accounts: [{ id: "acme" }] })
        expect(listed.text).not.toContain("zenith")
        expectProblem(yield* put(server, own, { token }, "zenith"), "account-unknown")
        expectProblem(yield* put(server, own, { token }, "nobody"), "account-unknown")
        expectProblem(yield* ask(server, { url: "/v1/accounts/zenith", key: own }), "account-unknown")
      })
  )
})
