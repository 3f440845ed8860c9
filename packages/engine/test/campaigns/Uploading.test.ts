import { it } from "@effect/vitest"
import type { Row } from "@sluice/engine/accept/Row"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Context, Effect, Either, Stream, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as world from "./world.ts"

const { draft, layer, making, operator, row, rows, startMillis, upload } = world

const at = TestClock.setTime(startMillis)

const bad: Row = Either.left([{ path: "", code: "syntax", rule: null, message: "is not JSON", suggestion: null }])

describe("Uploading", () => {
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
