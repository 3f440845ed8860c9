import { it } from "@effect/vitest"
import { Effect } from "effect"
import { createHmac } from "node:crypto"
import { describe, expect } from "vitest"
import * as World from "@sluice/simulator/config/World"
import * as Simulator from "@sluice/simulator/Simulator"
import * as Client from "../support/Client.ts"
import * as Receiver from "../support/Receiver.ts"

const [base] = World.sample.senders
const [app] = World.sample.apps
const number = (nth: number): string => `+8869${10_000_000 + nth}`

/** A simulator whose minute lasts a tenth of a second, and the receiver of its callbacks. */
const started = (input: Parameters<typeof Simulator.make>[0] = {}) =>
  Effect.gen(function* () {
    const receiver = yield* Receiver.make
    const simulator = yield* Simulator.make({
      policy: "cloud-api",
      faults: { latencyRealMillisMin: 0, latencyRealMillisMax: 0 },
      clock: { originMillis: Date.now(), speed: 600 },
      world: { ...World.sample, apps: [{ ...app, callbackUrl: receiver.url }] },
      ...input,
      fates: { failureShare: 0, readLostShare: 0, deliveredOmittedShare: 0, ...input.fates },
      callbacks: { duplicateShare: 0, disorderShare: 0, ...input.callbacks }
    })
    const client = Client.make(simulator.url)
    const settled = Client.until(
      simulator.stats,
      ({ callbacks, messages }) => messages.accepted > 0 && callbacks.pending === 0 && callbacks.scheduled === 0
    )
    return { client, receiver, settled, simulator }
  })

const wamids = (count: number, client: ReturnType<typeof Client.make>) =>
  Effect.forEach(
    Array.from({ length: count }, (_, nth) => nth),
    (nth) =>
      Effect.map(
        client.text(number(nth), `m${nth}`),
        ({ body }) => (body["messages"] as ReadonlyArray<{ readonly id: string }>)[0]?.id
      )
  )

describe("Callbacks", () => {
  it.scopedLive("WH-02: each is signed with the app's secret over exactly the bytes that came", () =>
    Effect.gen(function* () {
      const { client, receiver, settled } = yield* started()
      yield* client.text(number(1), "안녕 😀")
      yield* settled
      expect(receiver.received.length).toBeGreaterThan(0)
      for (const { headers, raw } of receiver.received) {
        expect(raw.every((byte) => byte < 0x80)).toBe(true)
        const expected = createHmac("sha256", app.appSecret).update(raw).digest("hex")
        expect(headers["x-hub-signature-256"]).toBe(`sha256=${expected}`)
        expect(headers["content-type"]).toBe("application/json")
      }
      expect(receiver.statuses()[0]).toMatchObject({ biz_opaque_callback_data: "안녕 😀" })
    })
  )

  it.scopedLive("WH-04: a message is sent, delivered 3 to 15 s later, and read, in that order", () =>
    Effect.gen(function* () {
      const { client, receiver, settled, simulator } = yield* started({
        clock: { originMillis: Date.now(), speed: 60 },
        // One carrier keeps what is due in order, however slow the machine is.
        callbacks: { concurrency: 1 }
      })
      const [wamid] = yield* wamids(1, client)
      const [entry] = yield* simulator.messages({ opaque: "m0", after: -1, limit: 1 })
      yield* settled
      const statuses = receiver.statuses()
      expect(statuses.map(({ id, recipient_id, status }) => [id, recipient_id, status])).toEqual(
        ["sent", "delivered", "read"].map((status) => [wamid, number(0).slice(1), status])
      )
      const delivered = Number(statuses[1]?.["timestamp"]) - (entry?.atMillis ?? Number.NaN) / 1000
      expect(delivered).toBeGreaterThan(2)
      expect(delivered).toBeLessThanOrEqual(15)
      expect((yield* simulator.messages({ opaque: "m0", after: -1, limit: 1 }))[0]?.told).toBe("read")
    })
  )

  it.scopedLive("WH-01: while the receiver is down nothing is lost: every callback comes again, byte for byte", () =>
    Effect.gen(function* () {
      const { client, receiver, settled, simulator } = yield* started()
      const down = receiver.answer
      receiver.answer = (response) => void response.writeHead(503).end()
      const sent = yield* wamids(20, client)
      yield* Client.until(simulator.stats, ({ callbacks }) => callbacks.posts.refused > 10)
      expect((yield* simulator.stats).callbacks.acknowledged).toBe(0)
      const refused = receiver.received.splice(0).map(({ raw }) => raw.toString())
      receiver.answer = down
      const { callbacks } = yield* settled
      expect(callbacks).toMatchObject({ queued: 60, acknowledged: 60, pending: 0, expired: 0 })
      expect(callbacks.posts.repeated).toBeGreaterThan(0)
      const again = receiver.received.map(({ raw }) => raw.toString())
      for (const bytes of new Set(refused)) expect(again).toContain(bytes)
      for (const wamid of sent) {
        const own = receiver.statuses().filter(({ id }) => id === wamid)
        expect(new Set(own.map(({ status }) => status))).toEqual(new Set(["sent", "delivered", "read"]))
      }
    })
  )

  it.scopedLive("WH-01: an answer that does not come in time is none; a closed port loses nothing either", () =>
    Effect.gen(function* () {
      const { client, receiver, settled, simulator } = yield* started({ callbacks: { answerRealMillisMax: 30 } })
      const good = receiver.answer
      receiver.answer = () => {}
      yield* client.text(number(1))
      yield* Client.until(simulator.stats, ({ callbacks }) => callbacks.posts.silent > 0)
      yield* simulator.subscribe(app.appId, "http://127.0.0.1:1/closed")
      yield* Client.until(simulator.stats, ({ callbacks }) => callbacks.posts.unreachable > 0)
      receiver.answer = good
      yield* simulator.subscribe(app.appId, receiver.url)
      expect((yield* settled).callbacks).toMatchObject({ queued: 3, acknowledged: 3 })
    })
  )

  it.scopedLive("WH-01: what nobody takes for seven days is given up", () =>
    Effect.gen(function* () {
      const { client, receiver, settled } = yield* started({ callbacks: { keepMillis: 20_000 } })
      receiver.answer = (response) => void response.writeHead(500).end()
      yield* client.text(number(1))
      expect((yield* settled).callbacks).toMatchObject({ queued: 3, acknowledged: 0, expired: 3, pending: 0 })
    })
  )

  it.scopedLive("CLOUD_API 3.6: what waits leaves in batches, and never more at once than is set", () =>
    Effect.gen(function* () {
      const { client, receiver, settled, simulator } = yield* started({
        callbacks: { batchUpdatesMax: 7, concurrency: 2 },
        faults: { latencyRealMillisMin: 0, latencyRealMillisMax: 0, callbacksPaused: true }
      })
      yield* wamids(30, client)
      yield* Client.until(simulator.stats, ({ callbacks }) => callbacks.scheduled === 0)
      expect(receiver.received).toEqual([])
      let open = 0
      let openMost = 0
      receiver.answer = (response) => {
        openMost = Math.max(openMost, ++open)
        setTimeout(() => {
          open--
          response.writeHead(200).end()
        }, 2)
      }
      yield* simulator.setFaults({ callbacksPaused: false })
      yield* settled
      const sizes = receiver.received.map(({ statuses }) => statuses.length)
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(90)
      expect(Math.max(...sizes)).toBe(7)
      expect(openMost).toBe(2)
    })
  )

  it.scopedLive(
    "WH-03: duplicates come twice, disorder comes wrong way round, and both keep the time they happened",
    () =>
      Effect.gen(function* () {
        const { client, receiver, settled } = yield* started({
          callbacks: { duplicateShare: 1, disorderShare: 1, batchUpdatesMax: 1 }
        })
        yield* client.text(number(1))
        const { callbacks } = yield* settled
        expect(callbacks).toMatchObject({ queued: 6, acknowledged: 6, duplicated: 3 })
        const seen = (status: string) => receiver.statuses().filter((found) => found["status"] === status)
        for (const status of ["sent", "delivered", "read"]) {
          expect(seen(status).length).toBe(2)
          expect(seen(status)[0]).toEqual(seen(status)[1])
        }
        expect(Number(seen("sent")[0]?.["timestamp"])).toBeLessThanOrEqual(Number(seen("delivered")[0]?.["timestamp"]))
      })
  )

  it.scopedLive("SF-01: a failure comes as a status with its code; a message sent again after it is no double", () =>
    Effect.gen(function* () {
      const { client, receiver, settled, simulator } = yield* started({ fates: { failureShare: 1 } })
      yield* client.text(number(1), "m1")
      yield* settled
      expect(receiver.statuses()).toMatchObject([{ status: "failed", errors: [{ code: expect.any(Number) }] }])
      yield* client.text(number(2), "m1")
      expect((yield* simulator.stats).messages).toMatchObject({ accepted: 2, doubled: 0, resent: 1, violations: 0 })
    })
  )

  it.scopedLive(
    "RT-05: who sends again on word of a failure sends no double, however late the word is acknowledged",
    () =>
      Effect.gen(function* () {
        const { client, receiver, simulator } = yield* started({
          fates: { failureShare: 1 },
          faults: { latencyRealMillisMin: 0, latencyRealMillisMax: 0, callbacksPaused: true }
        })
        receiver.answer = () => {}
        yield* client.text(number(1), "m1")
        yield* Client.until(simulator.stats, ({ callbacks }) => callbacks.queued === 1)
        yield* client.text(number(1), "m1")
        expect((yield* simulator.stats).messages).toMatchObject({ doubled: 1, resent: 0 })
        yield* simulator.setFaults({ callbacksPaused: false })
        yield* client.text(number(2), "m2")
        yield* Client.until(
          Effect.sync(() => receiver.statuses()),
          (statuses) => statuses.some((status) => status["recipient_id"] === number(2).slice(1))
        )
        yield* client.text(number(2), "m2")
        expect((yield* simulator.stats).messages).toMatchObject({ doubled: 1, resent: 1 })
      })
  )

  it.scopedLive("MD-03: five media that fail after acceptance suspend media once the sender has been told", () =>
    Effect.gen(function* () {
      const causes = [
        { cause: "media", weight: 1, code: 131053, drawnBy: "message" as const, befalls: "media" as const }
      ]
      const { client, settled, simulator } = yield* started({
        policy: "guide",
        fates: { failureShare: 1, causes },
        world: {
          ...World.sample,
          apps: [{ ...app, callbackUrl: "http://127.0.0.1:1/closed" }],
          senders: [{ ...base, tier: "raised" }]
        }
      })
      const image = (nth: number) =>
        client.post(`/v23.0/${base.phoneNumberId}/messages`, {
          messaging_product: "whatsapp",
          to: number(nth),
          type: "image",
          image: { link: "https://example.com/a.png" }
        })
      for (let nth = 0; nth < 5; nth++) expect((yield* image(nth)).status).toBe(200)
      yield* Client.until(simulator.stats, ({ callbacks }) => callbacks.queued === 5)
      expect((yield* simulator.stats).holds).toEqual([])
      const receiver = yield* Receiver.make
      yield* simulator.subscribe(app.appId, receiver.url)
      yield* settled
      expect((yield* simulator.stats).holds).toMatchObject([{ level: "media" }])
      expect(Client.code(yield* image(6))).toBe(429)
    })
  )

  it.scopedLive(
    "CLOUD_API 3.6: every app of the account gets every callback, signed with its own secret, and no other app",
    () =>
      Effect.gen(function* () {
        const second = yield* Receiver.make
        const foreign = yield* Receiver.make
        const first = yield* Receiver.make
        const { client, settled } = yield* started({
          world: {
            ...World.sample,
            apps: [
              { ...app, callbackUrl: first.url },
              { ...app, appId: "second", appSecret: "second secret", callbackUrl: second.url },
              { ...app, appId: "foreign", accountId: "elsewhere", callbackUrl: foreign.url }
            ]
          }
        })
        yield* client.text(number(1))
        yield* settled
        expect([first, second, foreign].map((receiver) => receiver.statuses().length)).toEqual([3, 3, 0])
        const [callback] = second.received
        const expected = createHmac("sha256", "second secret")
          .update(callback?.raw ?? "")
          .digest("hex")
        expect(callback?.headers["x-hub-signature-256"]).toBe(`sha256=${expected}`)
      })
  )
})
