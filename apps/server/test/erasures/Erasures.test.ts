import { it } from "@effect/vitest"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import * as Erasing from "@sluice/engine/erasure/Erasing"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import { AuditLog } from "@sluice/engine/ports/AuditLog"
import { Context, Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"
import { ask, expectProblem, read, recipient, send, textTo } from "../testServer.ts"

const posting = (token: string, url: string, payload: object) =>
  ({
    method: "POST",
    url,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    payload: JSON.stringify(payload)
  }) as const

const directory = DirectoryLayer.layer(testServer.accounts, () => Effect.dieMessage("every secret is inline"))

/** Leads what was begun on to its end, as the server's process does beside its doors. */
const erased = (server: testServer.TestServer) =>
  Effect.repeat(Erasing.once({ ...Erasing.defaults, pollMillis: 0, waitMillis: 0 }), {
    until: (led) => led === null || led.isOver
  }).pipe(
    Effect.provide(Layer.mergeAll(MemoryBlobStore.layer, NodeCrypto.layer, directory)),
    Effect.provide(server.store)
  )

describe("the door for erasures", () => {
  it.scoped(
    "counts first, then begins; the act is in the audit by its id, and the number in no answer, record or line of the log",
    () =>
      Effect.gen(function* () {
        const server = yield* testServer.make()
        const admin = yield* server.key("admin", "acme")
        const sent = yield* ask(server, send(admin, textTo(recipient)))
        expect(sent.status).toBe(202)
        const counted = yield* ask(server, posting(admin, "/v1/erasures/preview", { recipient }))
        expect(counted).toMatchObject({ status: 200, json: { counts: { messages: 1, cancelled: 1 } } })
        const begun = yield* ask(server, posting(admin, "/v1/erasures", { recipient }))
        expect(begun).toMatchObject({ status: 202, json: { accountId: "acme", endedAt: null } })
        const id = String(begun.json["id"])
        expect((yield* ask(server, posting(admin, "/v1/erasures", { recipient }))).json["id"]).toBe(id)
        const found = yield* ask(server, read(admin, `/v1/erasures/${id}`))
        expect(found).toMatchObject({ status: 200, json: { id, endedAt: null } })
        const records = yield* Context.get(server.store, AuditLog).list({ limit: 10 })
        expect(records.map(({ act, on, outcome }) => [act, on, outcome])).toEqual([
          ["recipient.erase", id, "done"],
          ["recipient.erase", id, "done"]
        ])
        const said = [begun.text, found.text, JSON.stringify(records), ...server.logged].join("\n")
        expect(said).not.toContain(recipient.slice(1))
      })
  )

  it.scoped("an erased message is shown as one of nobody, and is never sent again", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const admin = yield* server.key("admin", "acme")
      const sent = yield* ask(server, send(admin, textTo(recipient)))
      const id = String(sent.json["id"])
      yield* ask(server, posting(admin, "/v1/erasures", { recipient }))
      yield* erased(server)
      const shown = yield* ask(server, read(admin, `/v1/messages/${id}`))
      expect(shown).toMatchObject({ status: 200, json: { state: "cancelled" } })
      expect(shown.text).not.toContain(recipient.slice(1))
      expectProblem(yield* ask(server, posting(admin, `/v1/messages/${id}/retry`, {})), "state-conflict")
    })
  )

  it.scoped("is for admins, each for their own account; what is no number is told where", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const operator = yield* server.key("operator", "acme")
      expectProblem(yield* ask(server, posting(operator, "/v1/erasures", { recipient })), "role-refused")
      const admin = yield* server.key("admin", "acme")
      const foreign = posting(admin, "/v1/erasures", { accountId: "zenith", recipient })
      expectProblem(yield* ask(server, foreign), "account-unknown")
      const wrong = yield* ask(server, posting(admin, "/v1/erasures", { recipient: "912" }))
      expectProblem(wrong, "invalid-request")
      const zenith = yield* server.key("admin", "zenith")
      const begun = yield* ask(server, posting(zenith, "/v1/erasures", { recipient }))
      expectProblem(yield* ask(server, read(admin, `/v1/erasures/${String(begun.json["id"])}`)), "erasure-unknown")
    })
  )
})
