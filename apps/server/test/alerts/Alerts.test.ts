import { FetchHttpClient } from "@effect/platform"
import { it } from "@effect/vitest"
import type { Role } from "@sluice/client/Access"
import * as Client from "@sluice/client/Client"
import * as Round from "@sluice/core/alert/Round"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import * as Policy from "@sluice/core/policy/Policy"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import { Clock, Context, Effect, Redacted } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const rules = Rulebook.fromPolicy(Policy.shipped.guide)

const query = { limit: 50, state: "standing" } as const

const clientOf = (server: testServer.TestServer, role: Role, accountId: string | null) =>
  Effect.gen(function* () {
    const baseUrl = yield* Effect.promise(() => server.app.getUrl())
    const apiKey = Redacted.make(yield* server.key(role, accountId))
    return yield* Effect.provide(Client.make({ baseUrl, apiKey }), FetchHttpClient.layer)
  })

/** A server whose account `acme` has a dead token, `zenith` dead letters, and whose calibration is overdue. */
const started = Effect.gen(function* () {
  const server = yield* testServer.make()
  yield* Effect.promise(() => server.app.listen(0, "127.0.0.1"))
  const nowMillis = yield* Clock.currentTimeMillis
  const measured: Round.Seen["measured"] = [
    { ruleId: "token-dead", place: { account: "acme" }, reading: { _tag: "State", state: "expired" } },
    { ruleId: "dead-letters", place: { account: "zenith" }, reading: { _tag: "Count", count: 3 } },
    { ruleId: "calibration-overdue", place: { installation: "here" }, reading: { _tag: "Moment", atMillis: 0 } }
  ]
  yield* Context.get(server.store, AlertBook).turn(null, (book) => [
    undefined,
    Round.look(book, [{ rules, measured }], [], nowMillis)
  ])
  return server
})

describe("the door for alerts", () => {
  it.scopedLive("alerts are listed newest first, with what they mean and what to do, by page, rule and severity", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(yield* started, "viewer", null)
      const all = yield* client.alerts.list({ urlParams: { ...query } })
      expect(all.alerts.map(({ id, ruleId, state }) => [id, ruleId, state])).toEqual([
        [3, "calibration-overdue", "standing"],
        [2, "dead-letters", "standing"],
        [1, "token-dead", "standing"]
      ])
      expect(all.alerts[2]).toMatchObject({
        severity: "critical",
        place: { account: "acme" },
        means: expect.stringContaining("token"),
        remedy: expect.stringMatching(/./)
      })
      const first = yield* client.alerts.list({ urlParams: { ...query, limit: 2 } })
      expect([first.alerts.length, first.next]).toEqual([2, "2"])
      const second = yield* client.alerts.list({ urlParams: { ...query, limit: 2, cursor: 2 } })
      expect([second.alerts.map(({ id }) => id), second.next]).toEqual([[1], null])
      expect((yield* client.alerts.list({ urlParams: { ...query, severity: "critical" } })).alerts).toHaveLength(1)
      expect((yield* client.alerts.list({ urlParams: { ...query, ruleId: "dead-letters" } })).alerts).toHaveLength(1)
      expect((yield* client.alerts.list({ urlParams: { ...query, state: "recovered" } })).alerts).toEqual([])
    })
  )

  it.scopedLive("a key of one account sees its account's alerts alone; another's are told like none", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(yield* started, "operator", "acme")
      expect((yield* client.alerts.list({ urlParams: { ...query } })).alerts.map(({ id }) => id)).toEqual([1])
      for (const id of [2, 3, 99]) {
        expect(yield* Effect.flip(client.alerts.show({ path: { id } }))).toMatchObject({
          kind: "alert-unknown",
          status: 404
        })
        expect(yield* Effect.flip(client.alerts.resolve({ path: { id } }))).toMatchObject({ kind: "alert-unknown" })
      }
    })
  )

  it.scopedLive("who acknowledges, silences and resolves is kept with the alert; a viewer may not", () =>
    Effect.gen(function* () {
      const server = yield* started
      const viewer = yield* clientOf(server, "viewer", "acme")
      const operator = yield* clientOf(server, "operator", "acme")
      const path = { id: 1 }
      const payload = { note: "a new token is on its way" }
      expect(yield* Effect.flip(viewer.alerts.acknowledge({ path, payload }))).toMatchObject({ kind: "role-refused" })
      expect(yield* operator.alerts.acknowledge({ path, payload })).toMatchObject({
        acknowledged: { by: "operator of a test", note: payload.note }
      })
      const silenced = yield* operator.alerts.silence({ path, payload: { seconds: 3_600, note: "known" } })
      expect(silenced.silence).toMatchObject({ by: "operator of a test", note: "known" })
      const ended = yield* operator.alerts.silence({ path, payload: { seconds: 0, note: "" } })
      expect(ended.silence).toBe(null)
      const resolved = yield* operator.alerts.resolve({ path })
      expect(resolved).toMatchObject({ state: "recovered", resolvedBy: "operator of a test" })
      expect((yield* viewer.alerts.list({ urlParams: { ...query, state: "recovered" } })).alerts).toEqual([resolved])
      expect(yield* Effect.flip(operator.alerts.acknowledge({ path, payload }))).toMatchObject({
        kind: "alert-over",
        status: 409
      })
    })
  )

  it.scopedLive("channels are shown with how they go; a test letter waits for its channel", () =>
    Effect.gen(function* () {
      const client = yield* clientOf(yield* started, "operator", null)
      const before = yield* client.alerts.channels({})
      expect(before.channels).toMatchObject([{ name: "log", kind: "log", least: "info", waiting: 0, detail: null }])
      expect(yield* client.alerts.test({ payload: { channel: "log" } })).toEqual({ channel: "log" })
      expect((yield* client.alerts.channels({})).channels).toMatchObject([{ name: "log", waiting: 1 }])
      const unknown = yield* Effect.flip(client.alerts.test({ payload: { channel: "fax" } }))
      expect(unknown).toMatchObject({ kind: "alert-channel-unknown", status: 404 })
    })
  )

  it.scopedLive("what is no alert, no span and no state is a bad request", () =>
    Effect.gen(function* () {
      const server = yield* started
      const token = yield* server.key("operator", null)
      const bad = (url: string) => testServer.ask(server, testServer.read(token, url))
      for (const url of ["/v1/alerts/one", "/v1/alerts?state=open", "/v1/alerts?limit=0", "/v1/alerts?cursor=x"]) {
        expect((yield* bad(url)).status).toBe(400)
      }
      const headers = { authorization: `Bearer ${token}` }
      for (const payload of [{ seconds: -1 }, { seconds: 9_999_999 }, {}, { seconds: 1, until: "never" }]) {
        const answer = yield* testServer.ask(server, { method: "POST", url: "/v1/alerts/1/silence", headers, payload })
        expect(answer.status).toBe(400)
      }
    })
  )
})
