import { it } from "@effect/vitest"
import type { Row } from "@sluice/engine/accept/Row"
import { nobody } from "@sluice/engine/access/Caller"
import { Campaigning } from "@sluice/engine/campaigns/Campaigning"
import { Effect, Either, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as world from "./world.ts"

const { draft, layer, making, operator, row, startMillis, upload } = world

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
})
