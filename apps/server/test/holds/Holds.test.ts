import { FetchHttpClient } from "@effect/platform"
import { it } from "@effect/vitest"
import * as Client from "@sluice/client/Client"
import type { Role } from "@sluice/client/Access"
import * as Policy from "@sluice/core/policy/Policy"
import * as BusinessLadder from "@sluice/core/throttle/BusinessLadder"
import { Holds } from "@sluice/engine/ports/Holds"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Clock, Effect, Layer, Redacted } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const ladder = Policy.shipped.guide.pacing.ladder

const clientOf = (server: testServer.TestServer, role: Role, accountId: string | null) =>
  Effect.gen(function* () {
    const baseUrl = yield* Effect.promise(() => server.app.getUrl())
    const apiKey = Redacted.make(yield* server.key(role, accountId))
    return yield* Effect.provide(Client.make({ baseUrl, apiKey }), FetchHttpClient.layer)
  })

const started = Effect.gen(function* () {
  const server = yield* testServer.make()
  yield* Effect.promise(() => server.app.listen(0, "127.0.0.1"))
  return server
})

/** A medium of `acme-asia` that began now, after one send. */
const medium = Effect.gen(function* () {
  if (ladder === null) return yield* Effect.dieMessage("the guide has a ladder")
  const nowMillis = yield* Clock.currentTimeMillis
  const outbox = yield* Outbox
  const lanes = yield* Lanes
  const id = "01900000-0000-7000-8000-000000000001"
  yield* outbox.enqueue([
    {
      id,
      accountId: "acme",
      senderId: "acme-tw",
      recipient: testServer.recipient,
      content: { type: "text", text: { body: "hello" } },
      replyTo: null,
      kind: "text",
      units: 1,
      priority: 100,
      dueMillis: nowMillis - 5_000,
      acceptedMillis: nowMillis - 5_000,
      idempotencyKey: null,
      requestDigest: "digest"
    }
  ])
  const sender = { senderId: "acme-tw", nowMillis: nowMillis - 1_000 }
  const { fence } = yield* lanes.take({ ...sender, runner: "test", recentSinceMillis: 0 })
  yield* lanes.begin({
    ...sender,
    fence,
    sends: [{ messageId: id, attempt: 1, endpoint: "http://127.0.0.1:1" }],
    holdKeys: [],
    ledger: {}
  })
  const holds = yield* Holds
  yield* holds.rule("business", "acme-asia", () => {
    const state = BusinessLadder.escalated(ladder, BusinessLadder.initial, {
      number: 1,
      atMillis: nowMillis,
      reason: "burst"
    })
    const hold = BusinessLadder.hold(ladder, state, "acme-asia")
    return { answer: null, next: state, holds: hold === null ? [] : [hold] }
  })
})

const place = (scope: "recipient" | "template" | "token", key: string, needsReview: boolean) =>
  Effect.flatMap(Holds, (holds) =>
    holds.place({
      scope,
      key,
      level: needsReview ? "fix" : "throttle",
      number: 1,
      sinceMillis: 0,
      untilMillis: needsReview ? null : 8.64e15,
      needsReview,
      reason: "the template is paused",
      reviewFromMillis: null
    })
  )

describe("the door for holds", () => {
  it.scopedLive("RL-07: a hold is shown with what its senders sent in the hour before it", () =>
    Effect.gen(function* () {
      const server = yield* started
      yield* Effect.provide(medium, Layer.succeedContext(server.store))
      const client = yield* clientOf(server, "viewer", "acme")
      const { holds } = yield* client.operations.holds({ urlParams: { limit: 50 } })
      expect(holds).toMatchObject([{ scope: "business", key: "acme-asia", level: "medium", needsReview: true }])
      const shown = yield* client.holds.show({ path: { id: holds[0]?.id ?? 0 } })
      expect(shown).toMatchObject({
        review: null,
        clearedAt: null,
        sends: [{ senderId: "acme-tw", sends: 1, unanswered: 1, busiestMinute: 1, refusals: [] }]
      })
      expect(shown.sendsUntil.epochMillis - shown.sendsFrom.epochMillis).toBe(3_600_000)
      expect(JSON.stringify(shown)).not.toContain(testServer.recipient.slice(1))
    })
  )

  it.scopedLive("RL-06: an operator's review lets a medium end after its hour, and says who, when and why", () =>
    Effect.gen(function* () {
      const server = yield* started
      yield* Effect.provide(medium, Layer.succeedContext(server.store))
      const viewer = yield* clientOf(server, "viewer", "acme")
      const operator = yield* clientOf(server, "operator", "acme")
      const id = (yield* viewer.operations.holds({ urlParams: { limit: 50 } })).holds[0]?.id ?? 0
      const { evidence } = yield* operator.holds.show({ path: { id } })
      const payload = { note: "an import ran twice", evidence: evidence ?? "" }
      expect(yield* Effect.flip(viewer.holds.review({ path: { id }, payload }))).toMatchObject({ kind: "role-refused" })
      const reviewed = yield* operator.holds.review({ path: { id }, payload })
      const shown = yield* viewer.holds.show({ path: { id } })
      expect(reviewed.over).toBe(false)
      expect(reviewed.endsAt.epochMillis - shown.since.epochMillis).toBe(3_600_000)
      expect(shown).toMatchObject({ needsReview: false, review: { by: "operator of a test", note: payload.note } })
    })
  )

  it.scopedLive("RL-07: a medium is reviewed by whoever has read the hour before it, as it stands now", () =>
    Effect.gen(function* () {
      const server = yield* started
      yield* Effect.provide(medium, Layer.succeedContext(server.store))
      const operator = yield* clientOf(server, "operator", "acme")
      const id = (yield* operator.operations.holds({ urlParams: { limit: 50 } })).holds[0]?.id ?? 0
      const review = (payload: { readonly note: string; readonly evidence?: string }) =>
        Effect.flip(operator.holds.review({ path: { id }, payload }))
      expect(yield* review({ note: "" })).toMatchObject({ kind: "hold-unread", status: 409 })
      expect(yield* review({ note: "", evidence: "0000000000000000" })).toMatchObject({
        kind: "hold-unread",
        detail: expect.stringContaining("read them again")
      })
      const shown = yield* operator.holds.show({ path: { id } })
      expect(shown).toMatchObject({
        needsReview: true,
        review: null,
        evidence: expect.stringMatching(/^[0-9a-f]{16}$/)
      })
      expect((yield* operator.holds.show({ path: { id } })).evidence).toBe(shown.evidence)
    })
  )

  it.scopedLive(
    "what nobody but an operator ends is over with the review; what the clock ends is not lifted: 409",
    () =>
      Effect.gen(function* () {
        const server = yield* started
        const [broken, paused] = yield* Effect.all([
          place("token", "acme", true),
          place("template", "acme/offer", false)
        ]).pipe(Effect.provide(Layer.succeedContext(server.store)))
        const client = yield* clientOf(server, "operator", "acme")
        // Also what holds a part of the messages is there.
        expect((yield* client.operations.holds({ urlParams: { limit: 50 } })).holds.map(({ id }) => id)).toEqual([
          broken.id,
          paused.id
        ])
        expect(yield* client.holds.review({ path: { id: broken.id }, payload: { note: "" } })).toMatchObject({
          over: true
        })
        expect((yield* client.operations.holds({ urlParams: { limit: 50 } })).holds.map(({ id }) => id)).toEqual([
          paused.id
        ])
        const again = yield* Effect.flip(client.holds.review({ path: { id: broken.id }, payload: { note: "" } }))
        expect(again).toMatchObject({ kind: "hold-unknown", status: 404 })
        const early = yield* Effect.flip(client.holds.review({ path: { id: paused.id }, payload: { note: "" } }))
        expect(early).toMatchObject({ kind: "hold-not-reviewable", status: 409 })
      })
  )

  it.scopedLive(
    "RL-07: the list is paged, holds of single recipients last; those of other accounts take no room in it",
    () =>
      Effect.gen(function* () {
        const server = yield* started
        const ids = yield* Effect.all([
          place("recipient", "acme-asia/one", false),
          place("recipient", "elsewhere/two", false),
          place("recipient", "acme-asia/three", false),
          place("token", "acme", true)
        ]).pipe(
          Effect.map((placed) => placed.map(({ id }) => id)),
          Effect.provide(Layer.succeedContext(server.store))
        )
        const client = yield* clientOf(server, "viewer", "acme")
        const first = yield* client.operations.holds({ urlParams: { limit: 2 } })
        expect(first.holds.map(({ id }) => id)).toEqual([ids[3], ids[0]])
        const second = yield* client.operations.holds({ urlParams: { limit: 2, cursor: first.next ?? "" } })
        expect(second).toMatchObject({ holds: [{ id: ids[2] }], next: null })
        const whole = yield* (yield* clientOf(server, "viewer", null)).operations.holds({ urlParams: { limit: 50 } })
        expect(whole).toMatchObject({ holds: [3, 0, 1, 2].map((n) => ({ id: ids[n] })), next: null })
        const odd = yield* Effect.flip(client.operations.holds({ urlParams: { limit: 50, cursor: "elsewhere" } }))
        expect(odd).toMatchObject({ status: 400 })
      })
  )

  it.scopedLive(
    "a hold of another account is told like one that does not exist; an id that is none is a bad request",
    () =>
      Effect.gen(function* () {
        const server = yield* started
        const { id } = yield* Effect.provide(place("token", "acme", true), Layer.succeedContext(server.store))
        const foreign = yield* clientOf(server, "admin", "zenith")
        expect((yield* foreign.operations.holds({ urlParams: { limit: 50 } })).holds).toEqual([])
        expect(yield* Effect.flip(foreign.holds.show({ path: { id } }))).toMatchObject({ kind: "hold-unknown" })
        const review = yield* Effect.flip(foreign.holds.review({ path: { id }, payload: { note: "" } }))
        expect(review).toMatchObject({ kind: "hold-unknown" })
        const everybody = yield* clientOf(server, "operator", null)
        expect(yield* everybody.holds.show({ path: { id } })).toMatchObject({ scope: "token", sends: [] })
        const token = yield* server.key("operator", null)
        const authorization = `Bearer ${token}`
        const odd = yield* testServer.ask(server, { method: "GET", url: "/v1/holds/seven", headers: { authorization } })
        expect(odd.status).toBe(400)
        const long = yield* testServer.ask(server, {
          method: "POST",
          url: `/v1/holds/${id}/review`,
          headers: { authorization },
          payload: { note: "x".repeat(1_001) }
        })
        expect(long.json).toMatchObject({ status: 400, findings: [{ path: "note" }] })
      })
  )
})
