import { FetchHttpClient } from "@effect/platform"
import { it } from "@effect/vitest"
import type { Role } from "@sluice/client/Access"
import * as Client from "@sluice/client/Client"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Templates } from "@sluice/engine/ports/Templates"
import { template } from "@sluice/engine/test-kit/Samples"
import { Array, Clock, Context, Effect, Redacted } from "effect"
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

const path = { id: "acme" }
const good = { https: null, handshake: null, signature: null, answerMillis: 120 }

/** A template of the account stands so. */
const registered = (server: testServer.TestServer, status: "approved" | "rejected") =>
  Effect.gen(function* () {
    const { approval, draft } = template("order_update")
    yield* Context.get(server.store, Templates).modify(
      [{ accountId: "acme", name: draft.name, language: draft.language }],
      (known) => ({ ...(known ?? template("order_update")), accountId: "acme", approval: { ...approval, status } })
    )
  })

/** What was sent to these numbers was delivered. */
const delivered = (server: testServer.TestServer, ids: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const lanes = yield* Lanes
    const outbox = yield* Outbox
    const { fence } = yield* lanes.take({ senderId: "acme-tw", runner: "test", nowMillis, recentSinceMillis: 0 })
    const sends = ids.map((messageId) => ({ messageId, attempt: 1, endpoint: "http://127.0.0.1:1" }))
    yield* lanes.begin({ senderId: "acme-tw", fence, nowMillis, sends, holdKeys: [], ledger: {} })
    yield* Effect.forEach(ids, (id) =>
      outbox.modify([{ _tag: "Id", id }], () => ({ state: "accepted", delivery: "delivered", events: [] }))
    )
  }).pipe(Effect.provide(server.store))

describe("the door for onboarding", () => {
  it.scopedLive("ON-01: steps follow one another; who acts, what blocks and the expected date are told", () =>
    Effect.gen(function* () {
      const { client } = yield* started
      const fresh = yield* client.onboarding.show({ path })
      expect(fresh).toMatchObject({ done: 0, total: 4, current: "developer-account", overdue: false })
      expect(fresh.latest).toBeGreaterThan(fresh.earliest)
      const step = (name: "developer-account" | "integration", act: "begin" | "block" | "finish", reason = "") =>
        client.onboarding.step({ path, payload: { step: name, act, reason } })
      expect(yield* Effect.flip(step("integration", "begin"))).toMatchObject({
        kind: "onboarding-conflict",
        detail: "integration cannot begin before developer-account is done"
      })
      yield* step("developer-account", "begin")
      const blocked = yield* step("developer-account", "block", "the certificate is being renewed")
      expect(blocked.steps[0]).toMatchObject({
        actors: ["business", "platform"],
        daysMin: 1,
        daysMax: 2,
        state: "blocked",
        reason: "the certificate is being renewed"
      })
    })
  )

  it.scopedLive("ON-01: an account is tracked before it is configured, and a slip of the pen is not", () =>
    Effect.gen(function* () {
      const { server } = yield* started
      const client = yield* clientOf(server, "operator", null)
      const novel = { id: "novel" }
      expect(yield* Effect.flip(client.onboarding.show({ path: novel }))).toMatchObject({ kind: "account-unknown" })
      const payload = { step: "developer-account", act: "begin", reason: "" } as const
      yield* client.onboarding.step({ path: novel, payload })
      expect((yield* client.onboarding.list()).onboarding).toMatchObject([{ accountId: "novel", done: 0 }])
      // Its checks take what is configured.
      expect(yield* Effect.flip(client.onboarding.check({ path: novel, payload: {} }))).toMatchObject({
        kind: "account-unknown"
      })
    })
  )

  it.scopedLive("ON-02: the integration is done once its checks have passed, each of them run and none ticked", () =>
    Effect.gen(function* () {
      const { client, server } = yield* started
      for (const step of ["developer-account", "bsp-choice"] as const) {
        yield* client.onboarding.step({ path, payload: { step, act: "begin", reason: "" } })
        yield* client.onboarding.step({ path, payload: { step, act: "finish", reason: "" } })
      }
      yield* client.onboarding.step({ path, payload: { step: "integration", act: "begin", reason: "" } })
      const finish = client.onboarding.step({ path, payload: { step: "integration", act: "finish", reason: "" } })
      expect(yield* Effect.flip(finish)).toMatchObject({ kind: "onboarding-conflict", status: 409 })
      const first = yield* client.onboarding.check({ path, payload: {} })
      expect(first.checks.map(({ check, state }) => [check, state])).toEqual([
        ["webhook-https", "not-run"],
        ["webhook-handshake", "not-run"],
        ["webhook-signature", "not-run"],
        ["webhook-answer", "not-run"],
        ["token", "passed"],
        ["template-approval", "failed"],
        ["number-format", "passed"]
      ])
      expect(first.checks[5]?.finding).toContain("sluice templates sync")
      yield* registered(server, "rejected")
      const second = yield* client.onboarding.check({ path, payload: { webhook: { ...good, answerMillis: 1_200 } } })
      expect(second.checks[5]?.finding).toContain("order_update (en_US), rejected")
      expect(second.checks[3]).toMatchObject({ state: "failed", finding: expect.stringContaining("1200 ms") })
      expect(yield* Effect.flip(finish)).toMatchObject({ detail: expect.stringContaining("2 checks open") })
      yield* registered(server, "approved")
      yield* client.onboarding.check({ path, payload: { webhook: good } })
      expect(yield* finish).toMatchObject({ done: 3, current: "production-test" })
    })
  )

  it.scopedLive("ON-02: a test message passes once it is delivered, and only a message of the account is one", () =>
    Effect.gen(function* () {
      const { client, server } = yield* started
      const sent = yield* Effect.forEach(Array.range(1, 5), (n) =>
        client.messages.send({
          headers: {},
          payload: {
            senderId: "acme-tw",
            recipient: `+88691200000${n}`,
            content: { type: "text", text: { body: "A test of our new number." } }
          }
        })
      )
      const ids = sent.map(({ id }) => id)
      const under = yield* client.onboarding.test({ path, payload: { messageIds: [...ids, "no-such-message"] } })
      expect(under.tests.map(({ state }) => state)).toEqual(Array.replicate("under-way", 5))
      yield* delivered(server, ids.slice(0, 4))
      const four = yield* client.onboarding.show({ path })
      expect(four.tests.filter(({ state }) => state === "passed")).toHaveLength(4)
      yield* client.messages.cancel({ path: { id: ids[4] ?? "" } })
      const failed = yield* client.onboarding.show({ path })
      expect(failed.tests[4]).toMatchObject({ state: "failed", finding: expect.stringContaining("cancelled") })
      const other = yield* clientOf(server, "operator", "zenith")
      const stolen = yield* other.onboarding.test({ path: { id: "zenith" }, payload: { messageIds: ids } })
      expect(stolen.tests).toEqual([])
    })
  )

  it.scopedLive("ST-04: both questions are put, and what speaks against handing in is told", () =>
    Effect.gen(function* () {
      const { client } = yield* started
      const { registration } = yield* client.onboarding.show({ path })
      expect(registration.verdict).toBe("open")
      expect(registration.questions.map(({ question, refusedShare }) => [question, refusedShare])).toEqual([
        ["businessType", 0.4],
        ["blocks", 0.25]
      ])
      const hindered = yield* client.onboarding.describe({
        path,
        payload: { blocks: "lifted", businessType: "tobacco" }
      })
      expect(hindered.registration).toMatchObject({
        verdict: "hindered",
        obstacles: [{ serious: true }, { serious: false }]
      })
      const clear = yield* client.onboarding.describe({ path, payload: { blocks: "none", businessType: "other" } })
      expect(clear.registration).toMatchObject({ verdict: "clear", obstacles: [] })
    })
  )

  it.scopedLive("a viewer reads and changes nothing; another account is told like none", () =>
    Effect.gen(function* () {
      const { server } = yield* started
      const viewer = yield* clientOf(server, "viewer", "acme")
      expect((yield* viewer.onboarding.show({ path })).accountId).toBe("acme")
      expect(yield* Effect.flip(viewer.onboarding.check({ path, payload: {} }))).toMatchObject({ kind: "role-refused" })
      const other = yield* clientOf(server, "operator", "zenith")
      expect(yield* Effect.flip(other.onboarding.show({ path }))).toMatchObject({ kind: "account-unknown" })
    })
  )
})
