import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as World from "@sluice/simulator/config/World"
import * as Simulator from "@sluice/simulator/Simulator"
import * as Client from "../support/Client.ts"

const quick = { faults: { latencyRealMillisMin: 0, latencyRealMillisMax: 0 }, fates: { failureShare: 0 } }
const [base] = World.sample.senders
const path = `/v23.0/${base.phoneNumberId}/messages`

const started = (input: Parameters<typeof Simulator.make>[0] = {}) =>
  Effect.map(Simulator.make({ ...quick, ...input }), (simulator) => ({ simulator, client: Client.make(simulator.url) }))

const number = (nth: number): string => `+8869${String(10_000_000 + nth)}`

describe("POST /{version}/{phone_number_id}/messages", () => {
  it.scopedLive("CLOUD_API 3.1: a good message is accepted with its recipient and an id", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started()
      const answer = yield* client.text("+886 912 345 678", "m1")
      expect(answer.status).toBe(200)
      expect(answer.body).toEqual({
        messaging_product: "whatsapp",
        contacts: [{ input: "+886 912 345 678", wa_id: "886912345678" }],
        messages: [{ id: expect.stringMatching(/^wamid\./) }]
      })
      expect(answer.headers.get("facebook-api-version")).toBe("v23.0")
      expect(answer.headers.get("x-business-use-case-usage")).toContain(base.wabaId)
      expect(yield* simulator.messages({ opaque: "m1", after: -1, limit: 10 })).toMatchObject([
        {
          opaque: "m1",
          to: "+886 912 345 678",
          waId: "886912345678",
          phoneNumberId: base.phoneNumberId,
          told: "accepted"
        }
      ])
    })
  )

  it.scopedLive("CLOUD_API 3.1: any version will do, none is the newest; a template says that it was accepted", () =>
    Effect.gen(function* () {
      const { client } = yield* started()
      const template = {
        messaging_product: "whatsapp",
        to: number(1),
        type: "template",
        template: { name: "hello_world", language: { code: "en_US" } }
      }
      const answer = yield* client.post(`/v16.0/${base.phoneNumberId}/messages`, template)
      expect(answer.body["messages"]).toMatchObject([{ message_status: "accepted" }])
      const unversioned = yield* client.post(`/${base.phoneNumberId}/messages`, { ...template, to: number(2) })
      expect([unversioned.status, unversioned.headers.get("facebook-api-version")]).toEqual([200, "v25.0"])
    })
  )

  it.scopedLive("SF-04, SF-05: each way to be wrong has its code, and nothing of it is accepted", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started()
      const text = { messaging_product: "whatsapp", to: number(1), text: { body: "x" } }
      const anonymous = yield* Client.request(`${simulator.url}${path}`, { method: "POST", body: "{}" })
      const stranger = yield* Client.make(simulator.url, "nobody").post(path, text)
      const elsewhere = yield* client.post("/v23.0/999/messages", text)
      const garbage = yield* client.call("POST", path, "{")
      const missing = yield* client.post(path, { ...text, to: undefined })
      const wrong = yield* client.post(path, { ...text, text: { body: 7 } })
      const unknown = yield* client.post(path, { ...text, type: "poll" })
      const answers = [anonymous, stranger, elsewhere, garbage, missing, wrong, unknown]
      expect(answers.map((answer) => [answer.status, Client.code(answer)])).toEqual([
        [400, 104],
        [401, 190],
        [400, 100],
        [400, 100],
        [400, 131008],
        [400, 131009],
        [400, 131051]
      ])
      expect(anonymous.headers.get("www-authenticate")).toContain("OAuth")
      const { messages } = yield* simulator.stats
      expect(messages).toMatchObject({ accepted: 0, violations: 0 })
      expect(messages.refused).toEqual({ 100: 2, 104: 1, 190: 1, 131008: 1, 131009: 1, 131051: 1 })
    })
  )

  it.scopedLive("a body above a mebibyte is 413 and not read as a message", () =>
    Effect.gen(function* () {
      const { client } = yield* started()
      const answer = yield* client.call("POST", path, `{"x":"${"y".repeat(1024 * 1024)}"}`)
      expect([answer.status, Client.code(answer)]).toEqual([413, 1])
    })
  )

  it.scopedLive("CLOUD_API 3.1: only a message that came in can be marked as read", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started()
      const [wamid] = yield* simulator.inbound({
        phoneNumberId: base.phoneNumberId,
        from: "886912345678",
        name: "Ana",
        type: "text",
        content: { body: "Hi" },
        repliesTo: null,
        count: 1
      })
      const read = (id: unknown) => client.post(path, { messaging_product: "whatsapp", status: "read", message_id: id })
      expect((yield* read(wamid)).body).toEqual({ success: true })
      const sent = yield* client.text(number(1))
      const own = (sent.body["messages"] as ReadonlyArray<{ readonly id: string }>)[0]?.id
      expect(Client.code(yield* read(own))).toBe(100)
      expect(Client.code(yield* read("wamid.unknown"))).toBe(100)
    })
  )

  it.scopedLive(
    "RL-06, RL-07: under the guide the sixth in a minute is a 429 with Retry-After, and the next is blamed too",
    () =>
      Effect.gen(function* () {
        const { client, simulator } = yield* started({ judging: { forcedEscalationShare: 0 } })
        const answers = yield* Effect.forEach([1, 2, 3, 4, 5, 6, 7], (nth) => client.text(number(nth), `m${nth}`))
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429])
        expect(answers.map(Client.code).slice(5)).toEqual([429, 429])
        expect(answers[5]?.headers.get("retry-after")).toBe("300")
        const stats = yield* simulator.stats
        expect(stats.violations.total).toBe(2)
        expect(stats.violations.counts).toEqual({ "RL-06 limit": 1, "RL-07 hold": 1 })
        expect(stats.violations.newest[0]).toMatchObject({ rule: "RL-06", opaque: "m6", to: number(6) })
        expect(stats.bySender[base.phoneNumberId]).toMatchObject({ accepted: 5, violations: 2, refused: { 429: 2 } })
        expect(stats.holds).toMatchObject([{ level: "light", id: base.phoneNumberId }])
      })
  )

  it.scopedLive("CLOUD_API 3.4: under cloud-api the 81st in a second is 130429", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ policy: "cloud-api", clock: { originMillis: 0, speed: 0.001 } })
      const answers = yield* Effect.forEach(
        Array.from({ length: 90 }, (_, nth) => nth),
        (nth) => client.text(number(nth)),
        { concurrency: 10 }
      )
      expect(answers.filter(({ status }) => status === 200).length).toBe(80)
      expect(answers.filter((answer) => Client.code(answer) === 130429).length).toBe(10)
      expect((yield* simulator.stats).violations.counts).toEqual({ "CLOUD_API 3.4 limit": 10 })
    })
  )

  it.scopedLive("RT-05: the same callback data accepted twice is a doubled message", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ policy: "cloud-api" })
      yield* client.text(number(1), "same")
      yield* client.text(number(1), "same")
      yield* client.text(number(1), "other")
      const { messages, violations } = yield* simulator.stats
      expect(messages).toMatchObject({ accepted: 3, doubled: 1, resent: 0, violations: 1 })
      expect(violations.newest).toMatchObject([{ kind: "doubled", rule: "RT-05", opaque: "same" }])
      expect(
        (yield* simulator.messages({ opaque: "same", after: -1, limit: 10 })).map((entry) => entry.repeats)
      ).toEqual([0, 1])
    })
  )

  it.scopedLive("RT-05: two attempts at one message are a doubled message, and are found under its id", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started({ policy: "cloud-api" })
      const id = "01900000-0000-7000-8000-000000000001"
      yield* client.text(number(1), `${id}.1`)
      yield* client.text(number(1), `${id}.2`)
      expect((yield* simulator.stats).messages).toMatchObject({ accepted: 2, doubled: 1 })
      for (const opaque of [id, `${id}.1`]) {
        const entries = yield* simulator.messages({ opaque, after: -1, limit: 10 })
        expect(entries.map((entry) => [entry.opaque, entry.subject])).toEqual([
          [`${id}.1`, id],
          [`${id}.2`, id]
        ])
      }
    })
  )

  it.scopedLive("PH-05: a foreign number without a plus is counted as gone astray", () =>
    Effect.gen(function* () {
      const { client, simulator } = yield* started()
      const answer = yield* client.text("886912345678")
      expect(answer.body["contacts"]).toEqual([{ input: "886912345678", wa_id: "1886912345678" }])
      expect((yield* simulator.stats).messages.prefixed).toBe(1)
    })
  )

  it.scopedLive("the same seed and callback data give the same fates in any order of arrival", () =>
    Effect.gen(function* () {
      const planned = (order: ReadonlyArray<number>) =>
        Effect.scoped(
          Effect.gen(function* () {
            const { client, simulator } = yield* started({
              policy: "cloud-api",
              fates: { failureShare: 0.5 },
              clock: { originMillis: Date.now(), speed: 1_000 }
            })
            yield* Effect.forEach(order, (nth) => client.text(number(nth), `m${nth}`), { concurrency: 4 })
            const entries = yield* simulator.messages({ after: -1, limit: 100 })
            return new Map(entries.map((entry) => [entry.opaque, `${entry.planned} ${entry.errorCode}`]))
          })
        )
      const order = Array.from({ length: 40 }, (_, nth) => nth)
      const forwards = yield* planned(order)
      expect(new Map(yield* planned(order.toReversed()))).toEqual(forwards)
      expect(new Set(forwards.values()).size).toBeGreaterThan(1)
    })
  )

  it.scopedLive(
    "CLOUD_API 3.3: where windows are enforced, a free message fails with 131047 until its recipient writes",
    () =>
      Effect.gen(function* () {
        const { client, simulator } = yield* started({
          policy: "cloud-api",
          fates: { failureShare: 0, serviceWindowEnforced: true }
        })
        const code = (opaque: string) =>
          Effect.zipRight(
            client.text(number(1), opaque),
            Effect.map(simulator.messages({ opaque, after: -1, limit: 1 }), ([entry]) => entry?.errorCode)
          )
        expect(yield* code("before")).toBe(131047)
        yield* client.post("/simulator/inbound", { phoneNumberId: base.phoneNumberId, from: number(1).slice(1) })
        expect(yield* code("after")).toBeNull()
      })
  )
})
