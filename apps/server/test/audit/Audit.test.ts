import * as HttpApi from "@effect/platform/HttpApi"
import { it } from "@effect/vitest"
import * as Access from "@sluice/client/Access"
import { Api } from "@sluice/client/Api"
import { DoorApi } from "@sluice/client/DoorApi"
import { AuditLog } from "@sluice/engine/ports/AuditLog"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Context, Effect, Option } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, hold, make, queued, read, recipient, send, textTo } = testServer

type Method = "GET" | "POST" | "PUT" | "DELETE"

const asking = (key: string, method: Method, url: string, payload?: unknown) =>
  ({
    method,
    url,
    headers: {
      authorization: `Bearer ${key}`,
      ...(payload === undefined ? {} : { "content-type": "application/json" })
    },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) })
  }) as const

const records = (server: testServer.TestServer) => Context.get(server.store, AuditLog).list({ limit: 100 })

/** What is no act: it hands something in, and each message tells by itself what became of it; or it only counts. */
const handedIn: ReadonlySet<string> = new Set([
  "POST /v1/erasures/preview",
  "POST /v1/messages",
  "POST /v1/messages/batch",
  "POST /:version/:phoneNumberId/messages",
  "POST /:version/:phoneNumberId/media"
])

interface Described {
  readonly method: Method
  readonly path: string
  readonly role: Access.Role
}

const isMethod = (method: string): method is Method => ["GET", "POST", "PUT", "DELETE"].includes(method)

/** What is read of an endpoint's description. */
interface Reflected {
  readonly endpoint: {
    readonly method: string
    readonly path: string
    readonly annotations: Context.Context<never>
  }
}

/** Every endpoint of both descriptions that asks for a role. */
const described: ReadonlyArray<Described> = (() => {
  const found: Array<Described> = []
  const reading = {
    onGroup: () => {},
    onEndpoint: ({ endpoint: { annotations, method, path } }: Reflected) => {
      const role = Option.getOrUndefined(Context.getOption(annotations, Access.RoleNeeded))
      if (role !== undefined && isMethod(method)) found.push({ method, path, role })
    }
  }
  HttpApi.reflect(Api, reading)
  HttpApi.reflect(DoorApi, reading)
  return found
})()

const changing = described.filter(({ method }) => method !== "GET")

/** A path with something in the place of each parameter. */
const urlOf = (path: string): string =>
  path.replace(/:version/, "v25.0").replace(/:(?:id|phoneNumberId|businessAccountId)/, "1001")

describe("the audit", () => {
  it.scoped("TM-16: every route that changes something is in the audit, or is known to be no act", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const key = yield* server.key("admin")
      const unwritten: Array<string> = []
      for (const { method, path } of changing) {
        const before = (yield* records(server)).length
        yield* ask(server, asking(key, method, urlOf(path)))
        const after = yield* records(server)
        const isWritten = after.length === before + 1 && after[0]?.outcome !== "begun"
        if (isWritten === handedIn.has(`${method} ${path}`)) unwritten.push(`${method} ${path}`)
      }
      expect(changing.length).toBeGreaterThan(25)
      expect(unwritten).toEqual([])
    })
  )

  it.scoped("a viewer is refused every act of an operator, at every door, and the audit has it", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const key = yield* server.key("viewer", "acme")
      for (const { method, path, role } of changing) {
        expect(role).not.toBe("viewer")
        const { status } = yield* ask(server, asking(key, method, urlOf(path)))
        expect([status, path]).toEqual([403, path])
        if (handedIn.has(`${method} ${path}`)) continue
        const [record] = yield* records(server)
        expect(record).toMatchObject({
          actor: { name: "viewer of a test", role: "viewer", accountId: "acme" },
          outcome: "refused",
          reason: path.startsWith("/v1/") ? "role-refused" : "status 403"
        })
      }
      expect(yield* queued(server)).toBe(0)
    })
  )

  it.scoped("looking at things, and asking without a key, leave nothing in it", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const key = yield* server.key("admin")
      for (const { method, path } of described) {
        if (method === "GET") yield* ask(server, asking(key, method, urlOf(path)))
        else yield* ask(server, asking("nonsense", method, urlOf(path)))
      }
      expect(yield* records(server)).toEqual([])
    })
  )

  it.scoped("TM-16: an act that is done says who did it, on what, and how it ended; never what a message says", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const operator = yield* server.key("operator", "acme")
      const sent = yield* ask(server, send(operator, textTo(recipient)))
      const id = String(sent.json["id"])
      yield* ask(server, asking(operator, "POST", `/v1/messages/${id}/cancel`))
      yield* ask(server, asking(operator, "POST", `/v1/messages/${id}/cancel`))
      yield* ask(server, asking(operator, "PUT", "/v1/opt-outs", { optOuts: [{ recipient }] }))
      yield* ask(server, asking(operator, "DELETE", `/v1/opt-outs?recipient=${encodeURIComponent(recipient)}`))
      const made = yield* ask(
        server,
        asking(operator, "POST", "/v1/campaigns", { name: "autumn", senderIds: ["acme-tw"] })
      )
      expect(made.status).toBe(201)
      const placed = yield* hold(server, 1)
      yield* ask(server, asking(operator, "POST", `/v1/holds/${placed.id}/review`, { note: "seen" }))

      const all = yield* records(server)
      expect(all.toReversed().map(({ act, on, outcome }) => [act, on, outcome])).toEqual([
        ["message.cancel", id, "done"],
        ["message.cancel", id, expect.stringMatching(/done|refused/)],
        ["opt-out.add", null, "done"],
        ["opt-out.remove", null, "done"],
        ["campaign.create", String(made.json["id"]), "done"],
        ["hold.review", String(placed.id), expect.stringMatching(/done|refused/)]
      ])
      expect(new Set(all.map(({ actor }) => actor.name))).toEqual(new Set(["operator of a test"]))
      const text = JSON.stringify(all)
      for (const secret of [recipient, recipient.slice(1), "on its way", ...testServer.secrets]) {
        expect(text).not.toContain(secret)
      }
    })
  )

  it.scoped("where an act cannot be written down, it does not take place", () =>
    Effect.gen(function* () {
      const away = new StoreUnavailable({ operation: "AuditLog.begin", cause: new Error("away") })
      const server = yield* make({}, (store) =>
        Context.add(store, AuditLog, { ...Context.get(store, AuditLog), begin: () => Effect.fail(away) })
      )
      const operator = yield* server.key("operator")
      const sent = yield* ask(server, send(operator, textTo(recipient)))
      const id = String(sent.json["id"])
      expectProblem(yield* ask(server, asking(operator, "POST", `/v1/messages/${id}/cancel`)), "unavailable")
      expect((yield* ask(server, read(operator, `/v1/messages/${id}`))).json["state"]).toBe("queued")
    })
  )

  it.scoped("where its end cannot be written down, the act stands, and the audit says that its end is not known", () =>
    Effect.gen(function* () {
      const away = new StoreUnavailable({ operation: "AuditLog.end", cause: new Error("away") })
      const server = yield* make({}, (store) =>
        Context.add(store, AuditLog, { ...Context.get(store, AuditLog), end: () => Effect.fail(away) })
      )
      const operator = yield* server.key("operator")
      const id = String((yield* ask(server, send(operator, textTo(recipient)))).json["id"])
      expect((yield* ask(server, asking(operator, "POST", `/v1/messages/${id}/cancel`))).status).toBe(200)
      expect((yield* records(server)).map(({ outcome }) => outcome)).toEqual(["begun"])
      expect(server.logged.join("\n")).toContain("was not written down")
    })
  )

  it.scoped("admins read it in pages, by actor, act and time; nobody else does", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const operator = yield* server.key("operator", "acme")
      const admin = yield* server.key("admin")
      for (const act of ["sync", "submit", "sync"]) {
        yield* ask(server, asking(operator, "POST", `/v1/templates/${act}`, {}))
      }
      for (const role of ["viewer", "operator"] as const) {
        expectProblem(yield* ask(server, read(yield* server.key(role), "/v1/audit")), "role-refused")
      }
      const list = (query: string, key = admin) =>
        Effect.map(ask(server, read(key, `/v1/audit${query}`)), ({ json }) => ({
          acts: Array.isArray(json["entries"]) ? json["entries"].map(({ act }) => act) : null,
          next: json["next"]
        }))
      expect(yield* list("")).toEqual({ acts: ["template.sync", "template.submit", "template.sync"], next: null })
      const first = yield* list("?limit=2")
      expect(first.acts).toEqual(["template.sync", "template.submit"])
      expect(yield* list(`?limit=2&cursor=${first.next}`)).toEqual({ acts: ["template.sync"], next: null })
      expect((yield* list("?act=template.submit")).acts).toEqual(["template.submit"])
      expect((yield* list("?actor=operator%20of%20a%20test")).acts).toHaveLength(3)
      expect((yield* list("?actor=nobody")).acts).toEqual([])
      expect((yield* list("?since=2999-01-01T00:00:00Z")).acts).toEqual([])
      expect((yield* list("", yield* server.key("admin", "acme"))).acts).toHaveLength(3)
      expect((yield* list("", yield* server.key("admin", "zenith"))).acts).toEqual([])
      expectProblem(yield* ask(server, read(admin, "/v1/audit?act=coffee.make")), "invalid-request")
    })
  )
})
