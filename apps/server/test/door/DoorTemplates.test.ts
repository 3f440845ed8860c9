import { it } from "@effect/vitest"
import { Templates } from "@sluice/engine/ports/Templates"
import { Context, Effect } from "effect"
import { describe, expect } from "vitest"
import * as Answering from "@sluice/server/door/Answering"
import * as doorServer from "./doorServer.ts"

const { at } = doorServer

const draft = (more: object = {}) => ({
  name: "order_shipped",
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text: "Your order is on its way." }],
  ...more
})

const imported = (name: string) => ({ ...draft({ name }), status: "APPROVED" })

describe("templates at the compatible door", () => {
  it.scopedLive("a list is the platform's, asked for with the account's own token and the caller's filters", () =>
    Effect.gen(function* () {
      const { ask, server } = yield* doorServer.open("viewer", "acme")
      const answer = yield* ask("GET", "/v25.0/300/message_templates?name=a&limit=5&access_token=x")
      expect(answer.json).toEqual({ success: true })
      expect(server.asked).toMatchObject([
        { account: { id: "acme" }, path: "300/message_templates", query: { name: "a", limit: "5" } }
      ])
      expect(server.asked[0]?.query).not.toHaveProperty("access_token")
    })
  )

  it("the links to other pages lead here, and nothing of the platform's address or token goes out", () => {
    const paging = {
      cursors: { before: "B", after: "A" },
      next: "https://graph.facebook.com/v25.0/300/message_templates?access_token=secret&after=A",
      previous: "https://graph.facebook.com/v25.0/300/message_templates?access_token=secret&before=B"
    }
    const address = "https://sluice.example/v25.0/300/message_templates?limit=5&after=0"
    expect(Answering.page({ data: [1], paging }, address)).toEqual({
      data: [1],
      paging: {
        cursors: { before: "B", after: "A" },
        next: "https://sluice.example/v25.0/300/message_templates?limit=5&after=A",
        previous: "https://sluice.example/v25.0/300/message_templates?limit=5&before=B"
      }
    })
    expect(Answering.page({ data: [], paging: { cursors: { after: "A" } } }, address)).toEqual({
      data: [],
      paging: { cursors: { after: "A" } }
    })
    for (const other of [null, [], "x", { data: [] }]) expect(Answering.page(other, address)).toEqual(other)
  })

  it.scopedLive("among several accounts the one that the platform shows it to is asked", () =>
    Effect.gen(function* () {
      const { ask, server } = yield* doorServer.open("viewer")
      yield* ask("GET", "/v25.0/300/message_templates")
      expect(server.asked.map(({ account, path }) => `${account.id} ${path}`)).toEqual([
        "acme 300",
        "acme 300/message_templates"
      ])
      const unknown = yield* ask("GET", "/v25.0/refused/message_templates")
      expect([unknown.status, at(unknown.json, "error", "error_subcode")]).toEqual([400, 33])
    })
  )

  it.scopedLive(
    "TP-01: a draft that the platform would refuse at once does not leave, with every reason and its subcode",
    () =>
      Effect.gen(function* () {
        const { ask, server } = yield* doorServer.open("operator", "acme")
        const refused = yield* ask(
          "POST",
          "/v25.0/300/message_templates",
          draft({ name: "Order Shipped", components: [{ type: "FOOTER", text: "{{1}}" }] })
        )
        expect(refused.status).toBe(400)
        expect(at(refused.json, "error", "code")).toBe(100)
        expect(String(at(refused.json, "error", "error_data", "details"))).toMatch(/name: .*; .*body/s)
        const unreadable = yield* ask("POST", "/v25.0/300/message_templates", draft({ category: "FUN" }))
        expect(String(at(unreadable.json, "error", "error_data", "details"))).toMatch(/^category: /)
        expect(at((yield* ask("POST", "/v25.0/300/message_templates", "{")).json, "error", "code")).toBe(100)
        expect(server.asked).toEqual([])
      })
  )

  it.scopedLive("TP-06: what the platform took is in the registry as submitted, where the registry is in use", () =>
    Effect.gen(function* () {
      const { ask, server } = yield* doorServer.open("operator", "acme")
      const create = ask("POST", "/v25.0/300/message_templates", draft())
      const templates = Context.get(server.store, Templates)
      expect((yield* create).json).toEqual({ success: true })
      expect((yield* templates.named("acme", ["order_shipped"])).isEmpty).toBe(true)
      const put = yield* ask("PUT", "/v1/templates", { templates: [imported("other")] })
      expect(put.status).toBeLessThan(300)
      expect((yield* create).json).toEqual({ success: true })
      expect((yield* templates.named("acme", ["order_shipped"])).templates).toMatchObject([
        { draft: { name: "order_shipped" }, approval: { status: "submitted" } }
      ])
    })
  )
})
