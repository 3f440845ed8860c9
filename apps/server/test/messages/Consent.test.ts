import { FetchHttpClient } from "@effect/platform"
import { it } from "@effect/vitest"
import * as Client from "@sluice/client/Client"
import { E164 } from "@sluice/core/phone/E164"
import { Effect, Redacted, Schema } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, textTo } = testServer

const numberOf = (index: number) => Schema.decodeSync(E164)(`+8869876${String(54_000 + index).padStart(5, "0")}`)

const clientOf = (accountId: string | null) =>
  Effect.gen(function* () {
    const server = yield* testServer.make()
    yield* Effect.promise(() => server.app.listen(0, "127.0.0.1"))
    const baseUrl = yield* Effect.promise(() => server.app.getUrl())
    const token = yield* server.key("operator", accountId)
    const client = yield* Effect.provide(Client.make({ baseUrl, apiKey: Redacted.make(token) }), FetchHttpClient.layer)
    return { server, client, token }
  })

const text = (recipient: string) => ({
  senderId: "acme-tw",
  recipient,
  content: { type: "text" as const, text: { body: "hello" } }
})

const optOut = (recipient: E164, scope: "all" | "marketing" = "all") => ({ recipient, scope })

describe("the door for opt-outs", () => {
  it.scopedLive("who opted out is not written to: 422; what was queued to them is ended", () =>
    Effect.gen(function* () {
      const { client } = yield* clientOf("acme")
      const { id } = yield* client.messages.send({ headers: {}, payload: text(numberOf(1)) })
      const added = yield* client.optOuts.put({ payload: { optOuts: [optOut(numberOf(1))] } })
      expect(added).toEqual({ added: 1, ended: 1 })
      const refused = yield* Effect.flip(client.messages.send({ headers: {}, payload: text(numberOf(1)) }))
      expect(refused).toMatchObject({ kind: "message-refused", findings: [{ path: "recipient", code: "opted-out" }] })
      const message = yield* client.messages.get({ path: { id } })
      expect(message).toMatchObject({ state: "failed", why: { text: expect.stringContaining("has opted out") } })
      expect(yield* client.optOuts.remove({ urlParams: { recipient: numberOf(1) } })).toEqual({ removed: 1 })
      yield* client.messages.send({ headers: {}, payload: text(numberOf(1)) })
    })
  )

  it.scopedLive("opt-outs are listed page by page", () =>
    Effect.gen(function* () {
      const { client } = yield* clientOf("acme")
      const optOuts = Array.from({ length: 5 }, (_, index) =>
        optOut(numberOf(index), index === 2 ? "marketing" : "all")
      )
      yield* client.optOuts.put({ payload: { optOuts: [...optOuts, optOut(numberOf(2))] } })
      const first = yield* client.optOuts.list({ urlParams: { limit: 3 } })
      const second = yield* client.optOuts.list({
        urlParams: { limit: 3, ...(first.next === null ? {} : { cursor: first.next }) }
      })
      expect([...first.optOuts, ...second.optOuts].map(({ recipient, scope }) => [recipient, scope])).toEqual([
        [numberOf(0), "all"],
        [numberOf(1), "all"],
        [numberOf(2), "all"],
        [numberOf(2), "marketing"],
        [numberOf(3), "all"],
        [numberOf(4), "all"]
      ])
      expect(second.next).toBe(null)
      const one = yield* client.optOuts.list({ urlParams: { limit: 9, recipient: numberOf(2) } })
      expect(one.optOuts.map(({ source }) => source)).toEqual(["api", "api"])
    })
  )

  it.scopedLive("a key of all accounts names the account; one of another account sees nothing of it", () =>
    Effect.gen(function* () {
      const { client, server } = yield* clientOf(null)
      const unnamed = yield* Effect.flip(client.optOuts.list({ urlParams: { limit: 9 } }))
      expect(unnamed).toMatchObject({ kind: "invalid-request", findings: [{ path: "query.accountId" }] })
      yield* client.optOuts.put({ payload: { accountId: "acme", optOuts: [optOut(numberOf(1))] } })
      const foreign = yield* server.key("operator", "zenith")
      expectProblem(yield* ask(server, testServer.read(foreign, "/v1/opt-outs?accountId=acme")), "account-unknown")
      expect((yield* ask(server, testServer.read(foreign, "/v1/opt-outs"))).json).toEqual({ optOuts: [], next: null })
    })
  )

  it.scoped("what is no number, no page and no scope is refused with its place", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator", "acme")
      const put = (payload: unknown) => ({
        ...testServer.send(token, payload),
        method: "PUT" as const,
        url: "/v1/opt-outs"
      })
      const bad = yield* ask(
        server,
        put({ optOuts: [{ recipient: "0987 654 321" }, { recipient: "+886987654321", scope: "some" }] })
      )
      expectProblem(bad, "invalid-request")
      expect(bad.json["findings"]).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ path: "optOuts[0].recipient" }),
          expect.objectContaining({ path: "optOuts[1].scope", code: "not-allowed" })
        ])
      )
      for (const body of [{}, { optOuts: [] }, { optOuts: [{ recipient: "+886987654321", more: 1 }] }]) {
        expectProblem(yield* ask(server, put(body)), "invalid-request")
      }
      expectProblem(yield* ask(server, testServer.read(token, "/v1/opt-outs?cursor=nonsense")), "invalid-request")
      const remove = { ...testServer.read(token, "/v1/opt-outs"), method: "DELETE" as const }
      expectProblem(yield* ask(server, remove), "invalid-request")
    })
  )
})

const draft = {
  name: "order_update",
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text: "Your order {{1}} is on its way.", example: { body_text: [["A-1042"]] } }]
}

const offer = (...values: ReadonlyArray<string>) => ({
  type: "template",
  template: {
    name: "order_update",
    language: { code: "en_US" },
    components: [{ type: "body", parameters: values.map((value) => ({ type: "text", text: value })) }]
  }
})

describe("the door for templates", () => {
  it.scopedLive("TP-07: once templates are imported, what does not fit them is refused before it is queued", () =>
    Effect.gen(function* () {
      const { client, server, token } = yield* clientOf("acme")
      const send = (content: object) => ask(server, testServer.send(token, { ...textTo(numberOf(1)), content }))
      const before = yield* send(offer("A-1042"))
      expect(before.json["warnings"]).toMatchObject([{ code: "template-unchecked", rule: "TP-07" }])
      const imported = yield* client.templates.put({ payload: { templates: [{ ...draft, status: "APPROVED" }] } })
      expect(imported).toEqual({ added: 1, replaced: 0 })
      expect((yield* send(offer("A-1042"))).json["warnings"]).toEqual([])
      expectProblem(yield* send(offer()), "message-refused")
      yield* client.templates.put({ payload: { status: "submitted", templates: [draft] } })
      const refused = yield* send(offer("A-1042"))
      expect(refused.json["findings"]).toMatchObject([
        { code: "template-not-approved", suggestion: expect.stringMatching(/^its review is expected to end between/) }
      ])
    })
  )

  it.scopedLive("TP-06: templates are listed with where their approval stands, page by page", () =>
    Effect.gen(function* () {
      const { client } = yield* clientOf("acme")
      yield* client.templates.put({
        payload: {
          templates: ["a", "b", "c"].map((name) => ({ ...draft, name, status: name === "b" ? "PENDING" : "APPROVED" }))
        }
      })
      const first = yield* client.templates.list({ urlParams: { limit: 2 } })
      expect(first.templates.map(({ name, status }) => [name, status])).toEqual([
        ["a", "approved"],
        ["b", "submitted"]
      ])
      expect(first.templates.map(({ review }) => review?.approvalOdds ?? null)).toEqual([null, 0.65])
      const second = yield* client.templates.list({
        urlParams: { limit: 2, ...(first.next === null ? {} : { cursor: first.next }) }
      })
      expect(second).toMatchObject({ templates: [{ name: "c" }], next: null })
    })
  )

  it.scoped("an import with a fault anywhere imports nothing, and tells every fault in its place", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const token = yield* server.key("operator", "acme")
      const put = {
        ...testServer.send(token, { templates: [{ ...draft, status: "APPROVED" }, draft, 7] }),
        method: "PUT" as const,
        url: "/v1/templates"
      }
      const answer = yield* ask(server, put)
      expectProblem(answer, "invalid-request")
      expect(answer.json["findings"]).toMatchObject([{ path: "templates[1].status" }, { path: "templates[2]" }])
      expect((yield* ask(server, testServer.read(token, "/v1/templates"))).json).toEqual({ templates: [], next: null })
    })
  )
})
