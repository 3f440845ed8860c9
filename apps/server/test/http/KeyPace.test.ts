import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, read } = testServer

/** Many at once: all of them within the same second. */
const many = (server: testServer.TestServer, token: string, count: number) =>
  Effect.all(
    Array.from({ length: count }, () => ask(server, read(token, "/v1/messages"))),
    { concurrency: "unbounded" }
  )

const wrongKey = `sluice_${"0".repeat(16)}_${"A".repeat(43)}`

describe("the pace of callers", () => {
  it.scoped("TM-05: a key that asks too often gets 429 with Retry-After, and the others do not notice", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make({ keyRequestsPerSecond: 5 })
      const [hasty, calm] = [yield* server.key("viewer"), yield* server.key("viewer")]
      const answers = yield* many(server, hasty, 20)
      const refused = answers.filter(({ status }) => status === 429)
      expect(refused.length).toBeGreaterThanOrEqual(10)
      for (const answer of refused) {
        expectProblem(answer, "too-many-requests")
        expect(Number(answer.headers["retry-after"])).toBeGreaterThanOrEqual(1)
      }
      expect((yield* ask(server, read(calm, "/v1/messages"))).status).toBe(200)
    })
  )

  it.scoped("TM-06: an address that presents wrong keys has to wait, whatever it presents next", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const good = yield* server.key("viewer")
      const statuses = (yield* many(server, wrongKey, 60)).map(({ status }) => status)
      expect(new Set(statuses)).toEqual(new Set([401]))
      expect((yield* ask(server, read(wrongKey, "/v1/messages"))).status).toBe(429)
      expect((yield* ask(server, read(good, "/v1/messages"))).status).toBe(429)
    })
  )

  it.scoped("the compatible door says it in the platform's words", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make({ keyRequestsPerSecond: 1 })
      const token = yield* server.key("viewer")
      const asking = Array.from({ length: 5 }, () => ask(server, read(token, "/v25.0/1001")))
      const answers = yield* Effect.all(asking, { concurrency: "unbounded" })
      const refused = answers.find(({ status }) => status === 429)
      expect(refused?.json["error"]).toMatchObject({ code: 130429 })
    })
  )
})
