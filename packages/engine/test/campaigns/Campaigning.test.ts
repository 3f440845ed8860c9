import { it } from "@effect/vitest"
import type { Row } from "@sluice/engine/accept/Row"
import { nobody } from "@sluice/engine/access/Caller"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import * as Foreseeing from "@sluice/engine/campaigns/Foreseeing"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import { Directory } from "@sluice/engine/ports/Directory"
import { Holds } from "@sluice/engine/ports/Holds"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { hold } from "@sluice/engine/test-kit/Samples"
import { Context, Effect, Either, Stream, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"
import * as world from "./world.ts"

const { draft, layer, making, operator, row, rows, startMillis, upload } = world

const at = TestClock.setTime(startMillis)
const minute = 60_000

const bad: Row = Either.left([{ path: "", code: "syntax", rule: null, message: "is not JSON", suggestion: null }])

describe("Campaigning", () => {
  it.effect("RL-10: a campaign is of one account, and of senders that its caller may use", () =>
    Effect.gen(function* () {
      yield* at
      const campaigning = yield* Campaigning
      const { campaign, progress } = yield* campaigning.create(operator, making())
      expect(campaign).toMatchObject({ accountId: "account", lifecycle: { _tag: "Draft" }, createdMillis: startMillis })
      expect(progress).toMatchObject({ rows: 0, remaining: 0, queued: 0, sent: 0, finishMillis: null })
      const twice = yield* campaigning.create(operator, making({ senderIds: ["first", "first"] }))
      expect(twice.campaign.senderIds).toEqual(["first"])
      const unknown = campaigning.create(operator, making({ senderIds: ["first", "foreign"] }))
      expect(yield* Effect.flip(unknown)).toMatchObject({ _tag: "SenderUnknown", senderId: "foreign" })
      const everybody = { ...operator, accountId: null }
      const apart = campaigning.create(everybody, making({ senderIds: ["first", "foreign"] }))
      expect(yield* Effect.flip(apart)).toMatchObject({
        _tag: "CampaignInvalid",
        findings: [{ path: "senderIds", code: "several-accounts" }]
      })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("a campaign of another account is not there", () =>
    Effect.gen(function* () {
      yield* at
      const campaigning = yield* Campaigning
      const id = yield* draft(1)
      const stranger = { ...nobody, role: "operator" as const, accountId: "another" }
      const { cancel, forecast, get, pause, resume, start } = campaigning
      for (const act of [get, pause, resume, cancel]) {
        expect(yield* Effect.flip(act(stranger, id))).toMatchObject({ _tag: "CampaignUnknown" })
      }
      expect(yield* Effect.flip(start(stranger, id))).toMatchObject({ _tag: "CampaignUnknown" })
      expect(yield* Effect.flip(forecast(stranger, id))).toMatchObject({ _tag: "CampaignUnknown" })
      expect(yield* campaigning.list(stranger, { limit: 9 })).toEqual([])
      expect(yield* campaigning.list(operator, { limit: 9 })).toHaveLength(1)
      expect(yield* Effect.flip(campaigning.get(operator, "no id"))).toMatchObject({ _tag: "CampaignUnknown" })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("SF-05: each row is judged when it is handed in; what is refused is told by cause, with examples", () =>
    Effect.gen(function* () {
      yield* at
      const campaigning = yield* Campaigning
      const { campaign } = yield* campaigning.create(operator, making())
      const list: ReadonlyArray<Row> = [
        row(1),
        bad,
        row(2, { senderId: "second" }),
        row(3, { senderId: "slow" }),
        row(4, { pool: "any" }),
        Either.map(row(5), (request) => ({ ...request, recipient: "886912" })),
        row(6)
      ]
      const uploaded = yield* upload(campaign.id, list, null, 3)
      expect(uploaded).toMatchObject({ known: 0, taken: 3, refused: 4 })
      expect(uploaded.campaign).toMatchObject({ rows: 3, list: { received: 7, refused: 4, units: 3, media: 0 } })
      expect(uploaded.campaign.list.refusals).toMatchObject({
        syntax: 1,
        "sender-not-of-campaign": 1,
        unexpected: 1
      })
      expect(uploaded.examples.map(({ place }) => place)).toEqual([1, 3, 4, 5])
      expect(yield* world.all).toEqual([])
    }).pipe(Effect.provide(layer()))
  )

  it.effect(
    "RT-03: a list that was cut off is handed in again from its beginning, and only what is missing is added",
    () =>
      Effect.gen(function* () {
        yield* at
        const campaigns = yield* Campaigns
        const campaigning = yield* Campaigning
        const { campaign } = yield* campaigning.create(operator, making())
        const list = rows(1_234)
        const cut = Stream.concat(Stream.make(list.slice(0, 300), list.slice(300, 700)), Stream.fail("cut off"))
        expect(yield* Effect.flip(campaigning.upload(operator, campaign.id, 0, cut))).toBe("cut off")
        const again = yield* upload(campaign.id, list, 0)
        expect(again).toMatchObject({ known: 700, taken: 534 })
        expect(yield* upload(campaign.id, list, 0)).toMatchObject({ known: 1_234, taken: 0 })
        const seen: Array<string> = []
        yield* campaigns.feed(campaign.id, 2_000, startMillis, (_, found) => {
          seen.push(...found.map(({ message }) => message.recipient))
          return Effect.succeed([])
        })
        expect(seen).toEqual(Array.from({ length: 1_234 }, (_, index) => world.numberOf(index)))
      }).pipe(Effect.provide(layer()))
  )

  it.effect("rows that would leave a gap are refused, and say where the list goes on", () =>
    Effect.gen(function* () {
      yield* at
      const id = yield* draft(10)
      expect(yield* Effect.flip(upload(id, rows(5), 11))).toMatchObject({
        _tag: "ListElsewhere",
        received: 10,
        place: 11
      })
      expect(yield* upload(id, rows(5, 8), 8)).toMatchObject({ known: 2, taken: 3 })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("two who hand in at the same time do not mix their rows: one of them is told", () =>
    Effect.gen(function* () {
      yield* at
      const campaigning = yield* Campaigning
      const { campaign } = yield* campaigning.create(operator, making())
      const both = yield* Effect.all(
        [Effect.either(upload(campaign.id, rows(900), 0, 100)), Effect.either(upload(campaign.id, rows(900), 0, 100))],
        { concurrency: "unbounded" }
      )
      const lost = both.filter(Either.isLeft)
      for (const { left } of lost) expect(left).toMatchObject({ _tag: "ListElsewhere" })
      const { campaign: after } = yield* campaigning.get(operator, campaign.id)
      expect(after.list.received).toBeLessThanOrEqual(900)
      expect(after.rows).toBe(after.list.received)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("the list is closed once the campaign is started", () =>
    Effect.gen(function* () {
      yield* at
      const id = yield* world.started(3)
      expect(yield* Effect.flip(upload(id, rows(3)))).toMatchObject({ _tag: "ListClosed", state: "Running" })
    }).pipe(Effect.provide(layer()))
  )

  it.effect("PH-08: a campaign of which too much was refused does not start; an empty one neither", () =>
    Effect.gen(function* () {
      yield* at
      const campaigning = yield* Campaigning
      const { campaign } = yield* campaigning.create(operator, making({ stopAbove: 0.2 }))
      const start = Effect.flip(campaigning.start(operator, campaign.id))
      expect(yield* start).toMatchObject({ _tag: "StartRefused", reason: "empty" })
      yield* upload(campaign.id, [row(1), row(2), bad])
      expect(yield* start).toMatchObject({ _tag: "StartRefused", reason: "refused" })
      expect(yield* Effect.flip(campaigning.forecast(operator, campaign.id))).toMatchObject({ _tag: "StartRefused" })
      yield* upload(campaign.id, [row(3), row(4)])
      expect((yield* campaigning.start(operator, campaign.id)).campaign.lifecycle._tag).toBe("Running")
    }).pipe(Effect.provide(layer()))
  )

  it.effect("RL-12: what it will come to is foreseen before it starts, and kept beside what happens", () =>
    Effect.gen(function* () {
      yield* at
      const campaigning = yield* Campaigning
      const id = yield* draft(60, { senderIds: ["slow"] })
      const foreseen = yield* campaigning.forecast(operator, id)
      expect(foreseen).toMatchObject({ messages: 60, senders: 1, startMillis, holds: 0, planned: 60 })
      // Five a minute, and a rest of a minute before each ten are over.
      expect((foreseen.finishMillis ?? 0) - startMillis).toBeGreaterThan(11 * minute)
      expect((foreseen.finishMillis ?? 0) - startMillis).toBeLessThan(16 * minute)
      const { campaign } = yield* campaigning.start(operator, id)
      expect(campaign.outlook).toEqual(foreseen)
      yield* TestClock.adjust("5 minutes")
      expect(yield* campaigning.forecast(operator, id)).toEqual(foreseen)
    }).pipe(Effect.provide(layer()))
  )

  it.effect(
    "RL-12: a start that was decided a moment ago is one now: nothing waits ahead of it that is not there",
    () =>
      Effect.gen(function* () {
        yield* at
        const { campaign } = yield* Effect.flatMap(Campaigning, ({ get }) =>
          Effect.flatMap(draft(60, { senderIds: ["slow"] }), (id) => get(operator, id))
        )
        const { senders } = yield* Directory
        const outlook = yield* Foreseeing.make
        yield* TestClock.adjust("2 millis")
        const slow = (yield* senders).filter(({ id }) => id === "slow")
        expect(yield* outlook(campaign, slow, startMillis)).toMatchObject({ messages: 60, ahead: 0, planned: 60 })
      }).pipe(Effect.provide(layer()))
  )

  it.effect("RL-12: what waits at its senders when it starts leaves first, so it finishes later by as much", () =>
    Effect.gen(function* () {
      yield* at
      const campaigning = yield* Campaigning
      const id = yield* draft(60, { senderIds: ["slow"] })
      const alone = yield* campaigning.forecast(operator, id)
      yield* Effect.flatMap(Outbox, ({ enqueue }) =>
        enqueue(Array.from({ length: 30 }, (_, n) => World.message(n, { senderId: "slow" })))
      )
      const behind = yield* campaigning.forecast(operator, id)
      expect(behind).toMatchObject({ messages: 60, ahead: 30 })
      const both = yield* campaigning.forecast(operator, yield* draft(90, { senderIds: ["slow"] }))
      expect(both.ahead).toBe(30)
      expect(behind.finishMillis ?? 0).toBeGreaterThan((alone.finishMillis ?? 0) + 5 * minute)
      expect(behind.finishMillis ?? 0).toBeLessThan(both.finishMillis ?? 0)
    }).pipe(Effect.provide(layer()))
  )

  it.effect(
    "RL-12, RL-07: behind a hold that somebody must review it has no finish; behind another it waits for its end",
    () =>
      Effect.gen(function* () {
        yield* at
        const campaigning = yield* Campaigning
        const holds = yield* Holds
        const id = yield* draft(10, { senderIds: ["slow"] })
        const free = yield* campaigning.forecast(operator, id)
        const untilMillis = startMillis + 20 * minute
        yield* holds.place(hold({ scope: "account", key: "account", level: "fix", sinceMillis: 0, untilMillis }))
        const held = yield* campaigning.forecast(operator, id)
        expect(held.finishMillis ?? 0).toBeGreaterThanOrEqual(untilMillis)
        expect(free.finishMillis ?? 0).toBeLessThan(untilMillis)
        yield* holds.place(
          hold({
            scope: "business",
            key: "business",
            level: "medium",
            sinceMillis: 0,
            untilMillis: null,
            needsReview: true
          })
        )
        expect((yield* campaigning.forecast(operator, id)).finishMillis).toBeNull()
      }).pipe(Effect.provide(layer()))
  )

  it.effect("RL-11: what is started near the top of the hour waits until it has passed", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis + 30 * minute)
      const campaigning = yield* Campaigning
      const id = yield* world.started(3)
      const { campaign, progress } = yield* campaigning.get(operator, id)
      expect(campaign.lifecycle).toMatchObject({ _tag: "Scheduled" })
      const begins = campaign.outlook?.startMillis ?? 0
      expect(begins).toBeGreaterThanOrEqual(startMillis + 35 * minute)
      expect(begins).toBeLessThanOrEqual(startMillis + 45 * minute)
      expect(progress.finishMillis).toBe(campaign.outlook?.finishMillis)
    }).pipe(Effect.provide(layer()))
  )

  it.effect("an act that its state does not allow is refused, and changes nothing", () =>
    Effect.gen(function* () {
      yield* at
      const campaigning = yield* Campaigning
      const id = yield* draft(3)
      const refused = (act: "start" | "pause" | "resume" | "cancel") => Effect.flip(campaigning[act](operator, id))
      expect(yield* refused("pause")).toMatchObject({ _tag: "IllegalStep", state: "Draft", event: "Paused" })
      yield* campaigning.start(operator, id)
      expect(yield* refused("start")).toMatchObject({ _tag: "IllegalStep", state: "Running", event: "Started" })
      yield* campaigning.cancel(operator, id)
      for (const act of ["start", "pause", "resume", "cancel"] as const) {
        expect(yield* refused(act)).toMatchObject({ _tag: "IllegalStep", state: "Cancelled" })
      }
    }).pipe(Effect.provide(layer()))
  )

  it.effect("a store that goes away while a list comes in leaves a list that can be gone on with", () =>
    Effect.gen(function* () {
      yield* at
      const campaigning = yield* Campaigning
      const { campaign } = yield* campaigning.create(operator, making())
      expect(yield* Effect.flip(upload(campaign.id, rows(900), 0, 100))).toMatchObject({ _tag: "StoreUnavailable" })
      expect((yield* campaigning.get(operator, campaign.id)).campaign.list.received).toBe(300)
      expect(yield* upload(campaign.id, rows(900), 0, 100)).toMatchObject({ known: 300, taken: 600 })
    }).pipe(
      Effect.provide(
        layer((store) => {
          const campaigns = Context.get(store, Campaigns)
          let calls = 0
          return Context.add(store, Campaigns, {
            ...campaigns,
            add: (...given) =>
              Effect.suspend(() =>
                ++calls === 4
                  ? new StoreUnavailable({ operation: "Campaigns.add", cause: "away" })
                  : campaigns.add(...given)
              )
          })
        })
      )
    )
  )
})
