import { it } from "@effect/vitest"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import * as Person from "@sluice/engine/erasure/Person"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import { Erasures } from "@sluice/engine/ports/Erasures"
import type { Message } from "@sluice/engine/ports/Outbox"
import { Holds } from "@sluice/engine/ports/Holds"
import { OptOuts } from "@sluice/engine/ports/OptOuts"
import { campaign, campaignRow } from "@sluice/engine/test-kit/Samples"
import { Array, Duration, Effect, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as world from "./world.ts"

const { all, feeder, layer, making, operator, queued, row, send, started, startMillis, upload } = world

const at = TestClock.setTime(startMillis)

/** How many messages wait at each sender. */
const bySender = (messages: ReadonlyArray<Message>) =>
  Object.fromEntries(
    Object.entries(Array.groupBy(messages, ({ senderId }) => senderId)).map(([id, some]) => [id, some.length])
  )

const hold = (senderId: string) =>
  Effect.flatMap(Holds, (holds) =>
    holds.place({
      scope: "sender",
      key: senderId,
      level: "light",
      number: 1,
      sinceMillis: startMillis,
      untilMillis: startMillis + 300_000,
      needsReview: false,
      reason: "a test",
      reviewFromMillis: null
    })
  )

describe("Feeder", () => {
  it.effect("a campaign is handed over as far ahead as its senders can use, and goes on as they send", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigning = yield* Campaigning
      const id = yield* started(40, { senderIds: ["slow"] })
      yield* look
      expect(yield* queued).toHaveLength(10)
      yield* look
      expect(yield* queued).toHaveLength(10)
      expect(yield* send("slow", 4)).toHaveLength(4)
      yield* look
      expect(yield* queued).toHaveLength(10)
      expect((yield* campaigning.get(operator, id)).progress).toMatchObject({
        rows: 40,
        remaining: 26,
        queued: 10,
        underway: 0,
        sent: 4
      })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("RL-10: messages are dealt over the campaign's senders, and a row that names one of them keeps it", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigning = yield* Campaigning
      const { campaign: made } = yield* campaigning.create(operator, making())
      const list = Array.makeBy(100, (index) => row(index, index % 10 === 0 ? { senderId: "second" } : {}))
      yield* upload(made.id, list)
      yield* campaigning.start(operator, made.id)
      yield* look
      const messages = yield* all
      expect(messages).toHaveLength(100)
      const named = messages.filter(({ recipient }) => Number(recipient.slice(-3)) % 10 === 0)
      expect(bySender(named)).toEqual({ second: 10 })
      expect(named.every(({ dealt }) => dealt === undefined)).toBe(true)
      const dealt = bySender(messages)
      expect(Math.abs((dealt["first"] ?? 0) - (dealt["second"] ?? 0))).toBeLessThanOrEqual(12)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("RL-10: what a held sender cannot take goes to the others; where all are held nothing is handed over", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      yield* hold("first")
      yield* started(50)
      yield* look
      expect(bySender(yield* queued)).toEqual({ second: 50 })
      yield* hold("second")
      yield* started(50, {}, 100)
      yield* look
      expect(yield* queued).toHaveLength(50)
    }).pipe(Effect.provide(layer()))
  )

  it.effect(
    "campaigns that share a sender have equal parts of it, whatever their lengths; what one leaves goes to the others",
    () =>
      Effect.gen(function* () {
        yield* at
        const look = yield* feeder()
        const change = { senderIds: ["slow"] as const }
        yield* started(400, change)
        yield* look
        yield* started(30, change, 1_000)
        const sent: Array<Message> = []
        const minutes = (count: number) =>
          Effect.gen(function* () {
            for (let minute = 0; minute < count; minute++) {
              yield* TestClock.adjust("1 minute")
              yield* look
              sent.push(...(yield* send("slow", 5)))
            }
          })
        yield* minutes(10)
        const isSecond = ({ recipient }: Message) => recipient >= world.numberOf(1_000)
        // What was handed over before the second began leaves first; from then on every second message is its.
        expect(sent.slice(10).filter(isSecond).length).toBeGreaterThanOrEqual(19)
        expect(sent.slice(10).filter(isSecond).length).toBeLessThanOrEqual(21)
        yield* minutes(10)
        expect(sent.filter(isSecond)).toHaveLength(30)
        expect(sent).toHaveLength(100)
      }).pipe(Effect.provide(layer()))
  )

  it.effect("who opts out between handing in and handing over is not written to", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const optOuts = yield* OptOuts
      const campaigning = yield* Campaigning
      const id = yield* started(5)
      const recipient = world.numberOf(2)
      yield* optOuts.put([{ accountId: "account", recipient, scope: "all", source: "api", sinceMillis: startMillis }])
      yield* look
      expect(bySender(yield* queued)).toMatchObject({})
      expect((yield* queued).map((message) => message.recipient)).not.toContain(recipient)
      yield* TestClock.adjust("2 seconds")
      yield* look
      expect((yield* campaigning.get(operator, id)).progress).toMatchObject({ failed: 1, failures: { policy: 1 } })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("RT-05: a row whose key stands for another message by then is passed over", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigning = yield* Campaigning
      const makeOne = Effect.gen(function* () {
        const { campaign: made } = yield* campaigning.create(operator, making({ senderIds: ["first"] }))
        yield* upload(made.id, [row(1, { idempotencyKey: "spring 1" }), row(2)])
        return made.id
      })
      const [one, other] = [yield* makeOne, yield* makeOne]
      yield* campaigning.start(operator, one)
      yield* campaigning.start(operator, other)
      yield* look
      expect(yield* all).toHaveLength(3)
      const progress = [one, other].map((id) =>
        Effect.map(campaigning.get(operator, id), (got) => got.progress.skipped)
      )
      expect(yield* Effect.all(progress)).toEqual([0, 1])
    }).pipe(Effect.provide(layer()))
  )

  it.effect("a row of somebody who was erased meanwhile keeps its place in the list, and goes to nobody", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigning = yield* Campaigning
      const erasures = yield* Erasures
      const { campaign: made } = yield* campaigning.create(operator, making({ senderIds: ["first"] }))
      yield* upload(made.id, [row(1), row(2), row(3)])
      const { feed } = yield* Campaigns
      const recipients: Array<string> = []
      yield* feed(made.id, 2, startMillis, (_, rows) =>
        Effect.sync(() => {
          recipients.push(...rows.map(({ message }) => message.recipient))
          return []
        })
      )
      const [first, second] = recipients
      const person = Person.of(made.accountId, second ?? "", Person.pseudonymOf(new Uint8Array(16)))
      expect(yield* erasures.rows(person, { after: null, limit: 10 })).toMatchObject({ erased: 1 })
      yield* campaigning.start(operator, made.id)
      yield* look
      const sent = yield* all
      expect(sent).toHaveLength(2)
      expect(sent.map(({ recipient }) => recipient)).toContain(first)
      const { progress } = yield* campaigning.get(operator, made.id)
      expect(progress).toMatchObject({ rows: 3, remaining: 0, skipped: 1 })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("RL-11: a scheduled campaign begins by itself when its moment has come", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      yield* started(5, { plannedMillis: startMillis + 60_000 })
      yield* look
      expect(yield* all).toEqual([])
      yield* TestClock.adjust("1 minute")
      yield* look
      expect(yield* all).toHaveLength(5)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("outside of its hours a campaign waits in its list", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const hours = { startMinute: 9 * 60, endMinute: 10 * 60 }
      yield* started(40, { senderIds: ["slow"], hours })
      yield* look
      expect(yield* queued).toHaveLength(10)
      yield* TestClock.adjust("30 minutes")
      yield* look
      expect(yield* all).toEqual([])
      yield* TestClock.adjust(Duration.minutes(23 * 60 + 30))
      yield* look
      expect(yield* queued).toHaveLength(10)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("a campaign is done when nothing of it is left, waits or is in flight", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigning = yield* Campaigning
      const id = yield* started(3, { senderIds: ["first"] })
      const state = Effect.map(campaigning.get(operator, id), (found) => found.campaign.lifecycle._tag)
      yield* look
      yield* look
      expect(yield* state).toBe("Running")
      yield* send("first", 3)
      yield* look
      expect(yield* state).toBe("Done")
      expect((yield* campaigning.get(operator, id)).progress).toMatchObject({ remaining: 0, queued: 0, sent: 3 })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("SF-07: the rate is told, and when the rest will have left", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigning = yield* Campaigning
      const id = yield* started(100, { senderIds: ["slow"] })
      for (let minute = 0; minute < 10; minute++) {
        yield* look
        yield* send("slow", 5)
        yield* TestClock.adjust("1 minute")
      }
      yield* look
      const { progress } = yield* campaigning.get(operator, id)
      expect(progress).toMatchObject({ sent: 50 })
      expect(progress.perMinute).toBeCloseTo(5)
      expect(progress.finishMillis).toBe(startMillis + 20 * 60_000)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("a campaign whose senders are configured no longer waits, and holds up no other", () =>
    Effect.gen(function* () {
      yield* at
      const look = yield* feeder()
      const campaigns = yield* Campaigns
      yield* campaigns.create({ ...campaign(1, { senderIds: ["gone"] }), accountId: "account" })
      yield* campaigns.add(campaign(1).id, [campaignRow(1)], () => ({ lifecycle: { _tag: "Running", startMillis } }))
      yield* started(3)
      yield* look
      expect(yield* queued).toHaveLength(3)
    }).pipe(Effect.provide(layer()))
  )
})
