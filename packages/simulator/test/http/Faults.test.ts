import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as Simulator from "@sluice/simulator/Simulator"
import * as Client from "../support/Client.ts"

const number = (nth: number): string => `+8869${10_000_000 + nth}`
const quick = { latencyRealMillisMin: 0, latencyRealMillisMax: 0 }

const started = (faults: NonNullable<NonNullable<Parameters<typeof Simulator.make>[0]>["faults"]>) =>
  Effect.map(Simulator.make({ policy: "cloud-api", faults: { ...quick, ...faults } }), (simulator) => ({
    simulator,
    client: Client.make(simulator.url)
  }))

/** Nobody waits for longer; long enough for a request to have arrived, on a machine that does much else. */
const silence = { waitMillis: 1_500 }

describe("Faults", () => {
  it.scopedLive("SF-06: an injected error accepts nothing and blames nobody", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ errors: [{ code: 190, share: 1 }] })
      const answer = yield* client.text(number(1))
      expect([answer.status, Client.code(answer)]).toEqual([401, 190])
      expect((yield* simulator.stats).messages).toMatchObject({ accepted: 0, faulted: 1, violations: 0, refused: {} })
    })
  )

  it.scopedLive("RT-04: a dropped connection accepted nothing; one dropped after acceptance accepted it", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ dropShare: 1 })
      expect(yield* Effect.flip(client.text(number(1)))).toBe("no answer")
      expect((yield* simulator.stats).messages.accepted).toBe(0)
      yield* simulator.setFaults({ dropShare: 0, dropAfterAcceptShare: 1 })
      expect(yield* Effect.flip(client.text(number(1), "m1"))).toBe("no answer")
      expect((yield* simulator.stats).messages).toMatchObject({ accepted: 1, unanswered: 1, faulted: 1 })
      expect(yield* simulator.messages({ opaque: "m1", after: -1, limit: 1 })).toHaveLength(1)
    })
  )

  it.scopedLive("RT-04: a timeout after acceptance is silence, or an answer that comes late", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ timeoutAfterAcceptShare: 1 })
      expect(yield* Effect.flip(client.text(number(1), "m1", silence))).toBe("no answer")
      yield* simulator.setFaults({ timeoutAnswerRealMillis: 120 })
      const before = performance.now()
      expect((yield* client.text(number(2), "m2")).status).toBe(200)
      expect(performance.now() - before).toBeGreaterThanOrEqual(118)
      expect((yield* simulator.stats).messages).toMatchObject({ accepted: 2, unanswered: 2 })
    })
  )

  it.scopedLive("RT-04: an error after acceptance says 500, and the message was accepted all the same", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ errorAfterAcceptShare: 1 })
      const answer = yield* client.text(number(1))
      expect([answer.status, Client.code(answer)]).toEqual([500, 131000])
      expect((yield* simulator.stats).messages).toMatchObject({ accepted: 1, unanswered: 1 })
    })
  )

  it.scopedLive("SF-03: an outage meets every request to the platform, and leaves the control API alone", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({})
      const outage = (kind: "refuse" | "drop" | "silent") =>
        simulator.setFaults({ outages: [{ fromMillis: 0, untilMillis: Number.MAX_SAFE_INTEGER, kind }] })
      yield* outage("refuse")
      expect((yield* client.text(number(1))).status).toBe(503)
      expect((yield* client.get("/v23.0/100200300400500")).status).toBe(503)
      yield* outage("drop")
      expect(yield* Effect.flip(client.get("/v23.0/100200300400500"))).toBe("no answer")
      yield* outage("silent")
      expect(yield* Effect.flip(client.text(number(1), "m1", silence))).toBe("no answer")
      expect((yield* client.get("/simulator/stats")).body).toMatchObject({ messages: { accepted: 0, faulted: 4 } })
      yield* simulator.setFaults({ outages: [] })
      expect((yield* client.text(number(1))).status).toBe(200)
    })
  )

  it.scopedLive("SF-02: answers take the latency that is set", () =>
    Effect.gen(function* () {
      const { client } = yield* started({ latencyRealMillisMin: 80, latencyRealMillisMax: 90 })
      for (const request of [client.text(number(1)), client.get("/v23.0/100200300400500"), client.text("nobody")]) {
        const before = performance.now()
        yield* request
        expect(performance.now() - before).toBeGreaterThanOrEqual(78)
      }
    })
  )
})
