import { it } from "@effect/vitest"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Context, Effect } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../../testServer.ts"
import { numberOf, rows, server } from "./door.ts"

const { ask, expectProblem, queued, sendBatch, textTo } = testServer

const ndjson = (
  token: string,
  lines: ReadonlyArray<unknown>,
  query = "",
  headers: Readonly<Record<string, string>> = {}
) => ({
  ...sendBatch(token, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"), query),
  headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson", ...headers }
})

/** The lines of an answer. */
const linesOf = (answer: testServer.Answer): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  answer.text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Readonly<Record<string, unknown>> => JSON.parse(line))

const outcomes = (answer: testServer.Answer) =>
  linesOf(answer).map((line) => line["outcome"] ?? Object.keys(line).join())

describe("the door for batches", () => {
  it.scoped("lines are answered by lines, one for each row in its place, and the counts at the end", () =>
    Effect.gen(function* () {
      const made = yield* server()
      const token = yield* made.key("operator")
      const answer = yield* ask(
        made,
        ndjson(token, [textTo(numberOf(1)), "{", "", textTo("+886"), '"text"', textTo(numberOf(2), { extra: 1 })])
      )
      expect(answer.status).toBe(202)
      expect(answer.type).toBe("application/x-ndjson; charset=utf-8")
      expect(outcomes(answer)).toEqual(["queued", "refused", "refused", "refused", "refused", "counts"])
      const [, broken, , , , last] = linesOf(answer)
      expect(broken).toMatchObject({ findings: [{ path: "", code: "syntax", rule: "SF-05" }] })
      expect(last).toEqual({ counts: { queued: 1, repeated: 0, refused: 4 } })
      expect(yield* queued(made)).toBe(1)
    })
  )

  it.scoped("a document is a list, or an object with one; the answer is of the kind that the caller accepts", () =>
    Effect.gen(function* () {
      const made = yield* server()
      const token = yield* made.key("operator")
      const answer = yield* ask(made, sendBatch(token, { messages: rows(3) }))
      expect(answer.type).toBe("application/json; charset=utf-8")
      expect(answer.json).toMatchObject({ preflight: null, queued: 3, refused: 0, results: [{}, {}, {}] })
      const request = sendBatch(token, rows(2, 10))
      const asLines = yield* ask(made, { ...request, headers: { ...request.headers, accept: "application/x-ndjson" } })
      expect(outcomes(asLines)).toEqual(["queued", "queued", "counts"])
      const asJson = yield* ask(made, ndjson(token, rows(2, 20), "", { accept: "application/json" }))
      expect(asJson.json).toMatchObject({ queued: 2 })
      expect(yield* queued(made)).toBe(7)
    })
  )

  it.scoped("what is no document queues nothing, wherever it goes wrong", () =>
    Effect.gen(function* () {
      const made = yield* server()
      const token = yield* made.key("operator")
      const good = JSON.stringify(rows(1_200)).slice(0, -1)
      expectProblem(yield* ask(made, sendBatch(token, good)), "malformed-request")
      expectProblem(yield* ask(made, sendBatch(token, `${good}]]`)), "malformed-request")
      expectProblem(yield* ask(made, sendBatch(token, `{"messages":${good}],"atomic":true}`)), "invalid-request")
      expect(yield* queued(made)).toBe(0)
    })
  )

  it.scoped(
    "RT-05: the same list under the same key answers the same ids, as document or as lines, and queues once",
    () =>
      Effect.gen(function* () {
        const made = yield* server()
        const token = yield* made.key("operator")
        const list = [...rows(600), textTo(numberOf(700), { idempotencyKey: "own" })]
        const headers = { "idempotency-key": "list-1" }
        const first = yield* ask(made, ndjson(token, list, "", headers))
        const ids = linesOf(first).map((line) => line["id"])
        expect(outcomes(first).filter((outcome) => outcome === "queued")).toHaveLength(601)
        const again = yield* ask(made, ndjson(token, list, "", headers))
        expect(outcomes(again).filter((outcome) => outcome === "repeated")).toHaveLength(601)
        expect(linesOf(again).map((line) => line["id"])).toEqual(ids)
        const document = sendBatch(token, list)
        const third = yield* ask(made, { ...document, headers: { ...document.headers, ...headers } })
        expect(third.json).toMatchObject({ repeated: 601, queued: 0 })
        const changed = yield* ask(made, ndjson(token, [textTo(numberOf(900)), ...list.slice(1)], "", headers))
        expect(outcomes(changed)[0]).toBe("refused")
        expect(linesOf(changed)[0]).toMatchObject({ findings: [{ code: "idempotency-conflict", rule: "RT-05" }] })
        expect((yield* ask(made, ndjson(token, list, "", { "idempotency-key": "two words" }))).status).toBe(400)
        expect(yield* queued(made)).toBe(601)
      })
  )

  it.scoped("atomic lines are queued whole or not at all", () =>
    Effect.gen(function* () {
      const made = yield* server()
      const token = yield* made.key("operator")
      const refused = yield* ask(made, ndjson(token, [...rows(2), textTo("+886")], "?atomic=true"))
      expectProblem(refused, "message-refused")
      expect(refused.json["findings"]).toHaveProperty("[0].path", "[2].recipient")
      expect(yield* queued(made)).toBe(0)
      expect(outcomes(yield* ask(made, ndjson(token, rows(2), "?atomic=true")))).toEqual(["queued", "queued", "counts"])
    })
  )

  it.scoped("PH-08: a document of 1000 is sampled, and refused as a whole above the caller's threshold", () =>
    Effect.gen(function* () {
      const made = yield* server()
      const token = yield* made.key("operator")
      const list = rows(1_000).map((row, index) => (index % 2 === 0 ? textTo("+886") : row))
      const stopped = yield* ask(made, sendBatch(token, list, "?stopAbove=0.1"))
      expectProblem(stopped, "preflight-stopped")
      expect(stopped.json["findings"]).toHaveProperty("[0].rule", "PH-01")
      expect(yield* queued(made)).toBe(0)
      const taken = yield* ask(made, sendBatch(token, list, "?stopAbove=0.9"))
      expect(taken.json).toMatchObject({ queued: 500, refused: 500, preflight: { rows: 1_000, sampled: 100 } })
    })
  )

  it.scoped("PH-08: lines are sampled when the caller asks for it; the sample is told first", () =>
    Effect.gen(function* () {
      const made = yield* server()
      const token = yield* made.key("operator")
      const told = yield* ask(made, ndjson(token, rows(40), "?preflight=true"))
      expect(linesOf(told)[0]).toMatchObject({ preflight: { rows: 40, sampled: 4, failed: 0 } })
      expectProblem(
        yield* ask(
          made,
          ndjson(
            token,
            Array.from({ length: 40 }, () => "no json"),
            "?stopAbove=0.5"
          )
        ),
        "preflight-stopped"
      )
      for (const query of ["?stopAbove=2", "?stopAbove=much", "?preflight=perhaps", "?rows=1"]) {
        expectProblem(yield* ask(made, ndjson(token, rows(1), query)), "invalid-request")
      }
      expect(yield* queued(made)).toBe(40)
    })
  )

  it.scoped(
    "lines beyond the bound are not taken; those before are told, and the last line says why there are no more",
    () =>
      Effect.gen(function* () {
        const made = yield* server(700)
        const token = yield* made.key("operator")
        const answer = yield* ask(made, ndjson(token, rows(900)))
        expect(answer.status).toBe(202)
        const lines = linesOf(answer)
        expect(lines.at(-1)).toMatchObject({
          counts: { queued: lines.length - 1 },
          problem: { type: "urn:sluice:problem:body-too-large", detail: "a batch has at most 700 rows" }
        })
        expect(yield* queued(made)).toBe(lines.length - 1)
        const asJson = yield* ask(made, ndjson(token, rows(900, 1_000), "", { accept: "application/json" }))
        expect(asJson.json).toMatchObject({ problem: { status: 413 }, results: expect.any(Array) })
        expectProblem(yield* ask(made, sendBatch(token, rows(701))), "body-too-large")
      })
  )

  it.scoped("a row that is too long is refused in its place", () =>
    Effect.gen(function* () {
      const made = yield* server()
      const token = yield* made.key("operator")
      const long = textTo(numberOf(2), { pad: "x".repeat(1024 * 1024) })
      const answer = yield* ask(made, ndjson(token, [textTo(numberOf(1)), long, textTo(numberOf(3))]))
      expect(outcomes(answer)).toEqual(["queued", "refused", "queued", "counts"])
      expect(linesOf(answer)[1]).toMatchObject({ findings: [{ code: "too-long" }] })
      expect((yield* ask(made, sendBatch(token, [long, textTo(numberOf(4))]))).json).toMatchObject({
        queued: 1,
        refused: 1
      })
    })
  )

  it.scoped("bytes that are no UTF-8 are refused in their row", () =>
    Effect.gen(function* () {
      const made = yield* server()
      const token = yield* made.key("operator")
      const line = Buffer.from(JSON.stringify(textTo(numberOf(1), {})).replace("order", "\u00e9"), "latin1")
      const request = { ...ndjson(token, []), payload: line }
      expect(linesOf(yield* ask(made, request))[0]).toMatchObject({ findings: [{ message: "is not UTF-8" }] })
    })
  )

  it.scoped("an empty body, another type, and no key: 400, 415, 401", () =>
    Effect.gen(function* () {
      const made = yield* server()
      const token = yield* made.key("operator")
      expectProblem(yield* ask(made, ndjson(token, [])), "invalid-request")
      expectProblem(yield* ask(made, ndjson(token, rows(1), "", { "content-type": "text/csv" })), "media-type-refused")
      expectProblem(yield* ask(made, ndjson("nonsense", rows(1))), "key-refused")
      expectProblem(yield* ask(made, ndjson(yield* made.key("viewer"), rows(1))), "role-refused")
    })
  )

  it.scoped("a store that is away before the first row: 503, and nothing is queued", () =>
    Effect.gen(function* () {
      const made = yield* testServer.make({}, (store) => {
        const away = new StoreUnavailable({ operation: "Outbox.enqueue", cause: "away" })
        return Context.add(store, Outbox, { ...Context.get(store, Outbox), enqueue: () => Effect.fail(away) })
      })
      const token = yield* made.key("operator")
      const answer = yield* ask(made, ndjson(token, rows(3)))
      expectProblem(answer, "unavailable")
      expect(answer.headers["retry-after"]).toBe("1")
    })
  )
})
