import { FetchHttpClient } from "@effect/platform"
import { it } from "@effect/vitest"
import type { Role } from "@sluice/client/Access"
import * as Client from "@sluice/client/Client"
import * as SenderStanding from "@sluice/core/standing/SenderStanding"
import { AuditLog } from "@sluice/engine/ports/AuditLog"
import { SenderStandings } from "@sluice/engine/ports/SenderStandings"
import { Clock, Context, DateTime, Effect, Redacted } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const dayMillis = 86_400_000

const clientOf = (server: testServer.TestServer, role: Role, accountId: string | null) =>
  Effect.gen(function* () {
    const baseUrl = yield* Effect.promise(() => server.app.getUrl())
    const apiKey = Redacted.make(yield* server.key(role, accountId))
    return yield* Effect.provide(Client.make({ baseUrl, apiKey }), FetchHttpClient.layer)
  })

/** A server whose `acme-tw` has sent 400 messages a day for 40 days. */
const started = Effect.gen(function* () {
  const server = yield* testServer.make()
  yield* Effect.promise(() => server.app.listen(0, "127.0.0.1"))
  const nowMillis = yield* Clock.currentTimeMillis
  const today = Math.floor(nowMillis / dayMillis)
  yield* Context.get(server.store, SenderStandings).modify("acme-tw", () => [
    undefined,
    {
      ...SenderStanding.initial,
      countedMillis: nowMillis,
      complaints: {
        firstSentDay: today - 39,
        days: Array.from({ length: 40 }, (_, n) => ({ day: today - 39 + n, sent: 400, complaints: 0 }))
      }
    }
  ])
  return { server, today }
})

const path = { id: "acme-tw" }

describe("the door for standing", () => {
  it.scopedLive("ST-01: what stands in the way of a raise is told, and then the request, ready to be handed in", () =>
    Effect.gen(function* () {
      const { server, today } = yield* started
      const client = yield* clientOf(server, "operator", "acme")
      const before = yield* client.standing.show({ path })
      expect(before).toMatchObject({ tier: "initial", raise: "none", dailyMessages: 400, registeredAt: null })
      expect(before.advice).toMatchObject({ verdict: "must-wait", urgency: "none", request: null })
      expect(before.advice?.failing.map(({ condition }) => condition)).toEqual([
        "not-registered-long-enough",
        "forecast-missing"
      ])
      const registeredAt = DateTime.unsafeMake((today - 40) * dayMillis)
      const payload = { registeredAt, forecastMonthly: [30_000, 33_000, 36_000] }
      const after = yield* client.standing.describe({ path, payload })
      expect(after.advice).toMatchObject({
        verdict: "may-ask",
        failing: [],
        request: { fromUnits: 5, toUnits: 30, approvalOdds: 0.6, text: expect.stringContaining("+886912345678") }
      })
    })
  )

  it.scopedLive("ST-02: a raise is recorded, granted, and put back by complaints; the audit shows who did it", () =>
    Effect.gen(function* () {
      const { server, today } = yield* started
      const client = yield* clientOf(server, "operator", "acme")
      const step = (name: "asked" | "granted" | "declined") => client.standing.raise({ path, payload: { step: name } })
      expect(yield* step("asked")).toMatchObject({ raise: "asked", tier: "initial" })
      expect(yield* step("granted")).toMatchObject({ raise: "watching", tier: "raised", advice: { verdict: "raised" } })
      expect(yield* Effect.flip(step("granted"))).toMatchObject({ kind: "raise-conflict", status: 409 })
      const days = [{ day: today, complaints: 30 }]
      const after = yield* client.standing.report({ path, payload: { days } })
      expect(after).toMatchObject({ raise: "put-back", tier: "initial", putBack: { share: expect.any(Number) } })
      const records = yield* Context.get(server.store, AuditLog).list({ limit: 10 })
      expect(records.map(({ act, on, outcome }) => [act, on, outcome])).toEqual([
        ["standing.report", "acme-tw", "done"],
        ["standing.raise", "acme-tw", "refused"],
        ["standing.raise", "acme-tw", "done"],
        ["standing.raise", "acme-tw", "done"]
      ])
    })
  )

  it.scopedLive("ST-03: the stop of bulk traffic is a hold, which is not lifted while its reason stands", () =>
    Effect.gen(function* () {
      const { server, today } = yield* started
      const client = yield* clientOf(server, "operator", "acme")
      yield* client.standing.describe({ path, payload: { liveAt: DateTime.unsafeMake((today - 1) * dayMillis) } })
      const reported = yield* client.standing.report({ path, payload: { days: [{ day: today, complaints: 40 }] } })
      expect(reported.firstWeek).toMatchObject({
        state: "stopped",
        until: DateTime.unsafeMake((today + 6) * dayMillis)
      })
      const { holds } = yield* client.operations.holds({ urlParams: { limit: 10 } })
      expect(holds).toMatchObject([{ scope: "bulk", key: "acme-asia", needsReview: true }])
      const review = client.holds.review({ path: { id: holds[0]?.id ?? 0 }, payload: { note: "" } })
      expect(yield* Effect.flip(review)).toMatchObject({ kind: "hold-reason-stands", status: 409 })
      yield* client.standing.report({ path, payload: { days: [{ day: today, complaints: 0 }] } })
      expect(yield* review).toMatchObject({ over: true })
    })
  )

  it.scopedLive(
    "a viewer reads and reports nothing; another account's sender is told like none; wrong days are named",
    () =>
      Effect.gen(function* () {
        const { server, today } = yield* started
        const viewer = yield* clientOf(server, "viewer", "acme")
        const other = yield* clientOf(server, "operator", "zenith")
        const own = yield* clientOf(server, "operator", "acme")
        const { standing } = yield* viewer.standing.list()
        expect(standing.map(({ senderId }) => senderId)).toEqual(["acme-tw"])
        const payload = { days: [{ day: today, complaints: 1 }] }
        expect(yield* Effect.flip(viewer.standing.report({ path, payload }))).toMatchObject({ kind: "role-refused" })
        expect(yield* Effect.flip(other.standing.show({ path }))).toMatchObject({ kind: "sender-unknown" })
        expect((yield* other.standing.list()).standing).toMatchObject([{ senderId: "zenith-de", advice: null }])
        const late = { days: [{ day: today - 70, complaints: 1 }] }
        expect(yield* Effect.flip(own.standing.report({ path, payload: late }))).toMatchObject({
          kind: "report-refused",
          status: 422,
          detail: expect.stringContaining("(UTC)")
        })
        const wrong = yield* testServer.ask(server, {
          method: "POST",
          url: "/v1/standing/acme-tw/complaints",
          headers: { authorization: `Bearer ${yield* server.key("operator", "acme")}` },
          payload: { days: [{ day: "22.11.2026", complaints: 1 }] }
        })
        expect(wrong).toMatchObject({ status: 400 })
        expect(wrong.text).toContain("must be a date such as 2026-11-23")
      })
  )
})
