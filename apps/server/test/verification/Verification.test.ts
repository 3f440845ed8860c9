import { FetchHttpClient } from "@effect/platform"
import { it } from "@effect/vitest"
import type { Role } from "@sluice/client/Access"
import * as Client from "@sluice/client/Client"
import { Effect, Redacted } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const clientOf = (server: testServer.TestServer, role: Role, accountId: string | null) =>
  Effect.gen(function* () {
    const baseUrl = yield* Effect.promise(() => server.app.getUrl())
    const apiKey = Redacted.make(yield* server.key(role, accountId))
    return yield* Effect.provide(Client.make({ baseUrl, apiKey }), FetchHttpClient.layer)
  })

const started = Effect.gen(function* () {
  const server = yield* testServer.make()
  yield* Effect.promise(() => server.app.listen(0, "127.0.0.1"))
  return { server, client: yield* clientOf(server, "operator", "acme") }
})

const path = { id: "acme-tw" }

describe("the door for numbers", () => {
  it.scopedLive("NV-02: papers are handed in and reviewed, and what a late review is about has changed", () =>
    Effect.gen(function* () {
      const { client } = yield* started
      const document = "proof-of-ownership" as const
      const { act } = client.verification
      expect((yield* client.verification.list()).numbers).toContainEqual(
        expect.objectContaining({ senderId: "acme-tw", sms: "not-needed", documented: false })
      )
      const handed = yield* act({ path, payload: { act: "hand-in", document, reference: "archive/7" } })
      expect(handed.documents).toMatchObject([
        { document: "registration-certificate", state: "missing", submission: 0, reference: null },
        { document, state: "in-review", submission: 1, reference: "archive/7" }
      ])
      const refused = yield* act({
        path,
        payload: { act: "refuse", document, submission: 1, reason: "the number is not on it" }
      })
      expect(refused.documents[1]).toMatchObject({ state: "refused", reason: "the number is not on it" })
      expect(yield* Effect.flip(act({ path, payload: { act: "accept", document, submission: 1 } }))).toMatchObject({
        kind: "verification-conflict",
        status: 409
      })
      for (const kind of ["registration-certificate", document] as const) {
        yield* act({ path, payload: { act: "hand-in", document: kind, reference: "archive/8" } })
      }
      yield* act({
        path,
        payload: { act: "accept", document: "registration-certificate", submission: 1, validUntil: 20_000 }
      })
      const reviewed = yield* act({ path, payload: { act: "accept", document, submission: 2, validUntil: 200_000 } })
      expect(reviewed.documents.map(({ state }) => state)).toEqual(["expired", "accepted"])
      expect(reviewed.documented).toBe(false)
    })
  )

  it.scopedLive("NV-01: an attempt is begun and answered by its number; viewers look, and nobody sees another's", () =>
    Effect.gen(function* () {
      const { client, server } = yield* started
      const begun = yield* client.verification.act({ path, payload: { act: "begin" } })
      expect(begun.attempt).toBe(1)
      const again = yield* Effect.flip(client.verification.act({ path, payload: { act: "begin" } }))
      expect(again).toMatchObject({ kind: "verification-conflict" })
      const passed = { act: "answer", attempt: 1, answer: "passed" } as const
      yield* client.verification.act({ path, payload: passed })
      expect(yield* Effect.flip(client.verification.act({ path, payload: passed }))).toMatchObject({
        kind: "verification-conflict"
      })
      const viewer = yield* clientOf(server, "viewer", "acme")
      expect((yield* viewer.verification.show({ path })).attempt).toBe(1)
      expect(yield* Effect.flip(viewer.verification.act({ path, payload: { act: "begin" } }))).toMatchObject({
        kind: "role-refused"
      })
      expect(yield* Effect.flip(client.verification.show({ path: { id: "none" } }))).toMatchObject({
        kind: "sender-unknown"
      })
    })
  )
})
