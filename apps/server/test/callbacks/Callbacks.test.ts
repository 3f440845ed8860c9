import { it } from "@effect/vitest"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { NewCallback, Processed } from "@sluice/engine/ports/CallbackLog"
import { Calibrations } from "@sluice/engine/ports/Calibrations"
import { Drift } from "@sluice/engine/ports/Drift"
import { Context, Effect } from "effect"
import { createHash } from "node:crypto"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const receivedMillis = Date.UTC(2026, 2, 10)

const body = (n: number): string =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "1", changes: [{ field: `teleports_${"x".repeat(n)}`, value: {} }] }]
  })

const callback = (n: number, accountId: string, change: Partial<NewCallback> = {}): NewCallback => ({
  accountId,
  provider: "cloud-api",
  receivedMillis: receivedMillis + n * 1_000,
  contentType: "application/json",
  body: Buffer.from(body(n)),
  digest: createHash("sha256").update(`${n} ${accountId}`).digest(),
  verdict: "pending",
  ...change
})

/** Of acme 1 (quarantined), 2 (processed), 3 (no text), 4 (not believed) and 5 (pending); of zenith 6 (pending). */
const filled = Effect.gen(function* () {
  const server = yield* testServer.make()
  const log = Context.get(server.store, CallbackLog)
  yield* log.append([
    callback(1, "acme"),
    callback(2, "acme"),
    callback(3, "acme", { body: Uint8Array.of(0xff, 0xfe) })
  ])
  const verdicts: ReadonlyArray<Processed["verdict"]> = ["quarantined", "processed", "malformed"]
  yield* log.consume(3, (handed) =>
    Effect.succeed(
      handed.map(({ id }, index) => ({ id, verdict: verdicts[index] ?? "processed", report: { n: index + 1 } }))
    )
  )
  yield* log.append([callback(4, "acme", { verdict: "bad-signature" }), callback(5, "acme"), callback(6, "zenith")])
  return server
})

const post = (token: string, payload: object) => ({
  method: "POST" as const,
  url: "/v1/callbacks/replay",
  headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  payload: JSON.stringify(payload)
})

interface Listed {
  readonly callbacks: ReadonlyArray<{ readonly id: number; readonly verdict: string; readonly accountId: string }>
  readonly next: string | null
}

const list = (server: testServer.TestServer, token: string, query = "") =>
  Effect.map(testServer.ask(server, testServer.read(token, `/v1/callbacks${query}`)), ({ json, status }): Listed => {
    expect(status).toBe(200)
    const { callbacks, next } = json
    return { callbacks: Array.isArray(callbacks) ? callbacks : [], next: typeof next === "string" ? next : null }
  })

const verdictsOf = ({ callbacks }: Listed) => callbacks.map(({ verdict }) => verdict)

describe("stored callbacks at the door", () => {
  it.scopedLive("are listed newest first, by verdict, time and page; each key sees its own account's", () =>
    Effect.gen(function* () {
      const server = yield* filled
      const all = yield* server.key("viewer")
      const whole = yield* list(server, all)
      expect(verdictsOf(whole)).toEqual([
        "pending",
        "pending",
        "bad-signature",
        "malformed",
        "processed",
        "quarantined"
      ])
      const own = yield* server.key("viewer", "zenith")
      expect((yield* list(server, own)).callbacks).toMatchObject([{ accountId: "zenith", verdict: "pending" }])
      expect((yield* list(server, own, "?accountId=acme")).callbacks).toEqual([])
      expect(verdictsOf(yield* list(server, all, "?verdict=malformed"))).toEqual(["malformed"])
      expect(verdictsOf(yield* list(server, all, "?provider=twilio"))).toEqual([])
      const span = "?since=2026-03-10T00:00:02Z&until=2026-03-10T00:00:04Z"
      expect(verdictsOf(yield* list(server, all, span))).toEqual(["malformed", "processed"])
      const first = yield* list(server, all, "?limit=4")
      const rest = yield* list(server, all, `?limit=4&cursor=${first.next ?? ""}`)
      expect([...first.callbacks, ...rest.callbacks]).toEqual(whole.callbacks)
      expect(rest.next).toBeNull()
      const bad = yield* testServer.ask(server, testServer.read(all, "/v1/callbacks?cursor=never"))
      testServer.expectProblem(bad, "invalid-request")
    })
  )

  it.scopedLive("are shown as they came to operators of their account alone", () =>
    Effect.gen(function* () {
      const server = yield* filled
      const operator = yield* server.key("operator", "acme")
      const { callbacks } = yield* list(server, operator)
      const shown = yield* Effect.forEach(callbacks, ({ id }) =>
        testServer.ask(server, testServer.read(operator, `/v1/callbacks/${id}`))
      )
      expect(shown.map(({ json }) => json["body"])).toEqual([
        { encoding: "utf-8", text: body(5) },
        { encoding: "utf-8", text: body(4) },
        { encoding: "base64", text: "//4=" },
        { encoding: "utf-8", text: body(2) },
        { encoding: "utf-8", text: body(1) }
      ])
      const [first] = callbacks
      const ask = (token: string, id: number) => testServer.ask(server, testServer.read(token, `/v1/callbacks/${id}`))
      testServer.expectProblem(yield* ask(yield* server.key("operator", "zenith"), first?.id ?? 0), "callback-unknown")
      testServer.expectProblem(yield* ask(operator, 999), "callback-unknown")
      testServer.expectProblem(yield* ask(yield* server.key("viewer", "acme"), first?.id ?? 0), "role-refused")
    })
  )

  it.scopedLive(
    "WH-10: are processed again by filter or by number, in dry runs not; what was not believed never is",
    () =>
      Effect.gen(function* () {
        const server = yield* filled
        const operator = yield* server.key("operator", "acme")
        const replay = (payload: object) =>
          Effect.map(testServer.ask(server, post(operator, payload)), ({ json, status }) => ({ status, ...json }))
        expect(yield* replay({ dryRun: true })).toEqual({
          status: 200,
          count: 3,
          appliedBefore: 1,
          filesGone: 0,
          leftOut: [],
          next: null
        })
        expect(verdictsOf(yield* list(server, operator, "?verdict=pending"))).toHaveLength(1)
        expect(yield* replay({ verdict: "bad-signature" })).toMatchObject({ count: 0 })
        expect(yield* replay({ verdict: "quarantined" })).toMatchObject({ count: 1, appliedBefore: 0 })
        const rest = (yield* list(server, operator)).callbacks.map(({ id }) => id)
        expect(yield* replay({ ids: [...rest, 999] })).toMatchObject({
          count: 2,
          appliedBefore: 1,
          leftOut: expect.arrayContaining([
            { id: expect.any(Number), because: "pending" },
            { id: expect.any(Number), because: "bad-signature" },
            { id: 999, because: "unknown" }
          ])
        })
        expect(verdictsOf(yield* list(server, operator))).toEqual([
          "pending",
          "bad-signature",
          "pending",
          "pending",
          "pending"
        ])
        const paged = yield* replay({ dryRun: true, limit: 2 })
        expect(paged).toMatchObject({ count: 0, next: expect.stringMatching(/^\d+-\d+$/) })
        const viewer = yield* testServer.ask(server, post(yield* server.key("viewer"), {}))
        testServer.expectProblem(viewer, "role-refused")
        const foreign = yield* testServer.ask(server, post(yield* server.key("operator", "zenith"), { ids: rest }))
        expect(foreign.json).toMatchObject({ count: 0 })
      })
  )

  it.scopedLive("WH-10: are read again with a candidate, page by page, and the reports of the schedule are shown", () =>
    Effect.gen(function* () {
      const server = yield* filled
      const operator = yield* server.key("operator")
      const ask = (url: string) => testServer.ask(server, testServer.read(operator, url))
      const first = yield* ask("/v1/callbacks/calibration?limit=2")
      expect(first.json).toMatchObject({
        candidate: "listed-fields",
        tally: { callbacks: 2, differing: 0, findings: [] }
      })
      const rest = yield* ask(`/v1/callbacks/calibration?limit=50&cursor=${String(first.json["next"])}`)
      // One of the others is no text, and one was not believed.
      expect(rest.json).toMatchObject({ tally: { callbacks: 2 } })
      testServer.expectProblem(yield* ask("/v1/callbacks/calibration?candidate=best"), "invalid-request")
      const tally = { callbacks: 1, differing: 0, findings: [], findingsOmitted: 0, reduced: 0 }
      const span = { sinceMillis: 0, untilMillis: receivedMillis, madeMillis: receivedMillis }
      const report = { candidate: "listed-fields", fieldList: "v25.0", whole: true, tally }
      yield* Context.get(server.store, Calibrations).put({ ...report, ...span })
      expect((yield* ask("/v1/callbacks/calibrations")).json).toEqual({
        reports: [
          {
            ...report,
            since: "1970-01-01T00:00:00.000Z",
            until: "2026-03-10T00:00:00.000Z",
            madeAt: "2026-03-10T00:00:00.000Z"
          }
        ]
      })
    })
  )

  it.scopedLive("WH-09: drift is shown over all accounts, to keys of all accounts, and counted for scrapers", () =>
    Effect.gen(function* () {
      const server = yield* filled
      const seen = {
        provider: "twilio",
        kind: "unknown",
        path: "NewField",
        version: "2010-04-01",
        count: 3,
        sample: "text of 4"
      } as const
      yield* Context.get(server.store, Drift).note([seen, { ...seen, version: "" }], receivedMillis)
      const viewer = yield* server.key("viewer")
      const shown = yield* testServer.ask(server, testServer.read(viewer, "/v1/callbacks/drift"))
      const at = { firstAt: "2026-03-10T00:00:00.000Z", lastAt: "2026-03-10T00:00:00.000Z" }
      expect(shown.json).toEqual({
        places: [
          { ...seen, version: null, ...at },
          { ...seen, ...at }
        ]
      })
      const since = yield* testServer.ask(server, testServer.read(viewer, "/v1/callbacks/drift?since=2026-03-11"))
      expect(since.json).toEqual({ places: [] })
      const own = yield* testServer.ask(
        server,
        testServer.read(yield* server.key("viewer", "acme"), "/v1/callbacks/drift")
      )
      testServer.expectProblem(own, "role-refused")
      const { text } = yield* testServer.ask(server, { method: "GET", url: "/metrics" })
      expect(text).toContain('sluice_callback_drift{provider="twilio",kind="unknown"} 6')
    })
  )
})
