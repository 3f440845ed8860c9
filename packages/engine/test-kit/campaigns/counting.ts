import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Campaigns, type Stretch, stretchRows } from "../../src/ports/Campaigns.ts"
import type { Lanes } from "../../src/ports/Lanes.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import { byId, campaign, event, id, startMillis } from "../Samples.ts"
import * as Drive from "./Drive.ts"

const { campaignId } = Drive

const count = (state: string, more: object, messages: number) => ({
  state,
  delivery: null,
  cause: null,
  count: messages,
  ...more
})

/** How a campaign's messages are counted by state. */
export const declare = <E>(layer: Layer.Layer<Campaigns | Lanes | Outbox, E>): void => {
  it.live("SF-07: what was handed over is counted by state, status and cause, as it is when it is counted", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      const outbox = yield* Outbox
      yield* Drive.made([1, 2, 3, 4, 5])
      yield* Drive.feed(4)
      expect(yield* campaigns.counts(campaignId)).toEqual([])
      const nowMillis = startMillis
      expect(yield* campaigns.recount({ nowMillis, limit: 9 }, () => startMillis + 1_000)).toBe(1)
      expect(yield* campaigns.counts(campaignId)).toEqual([count("queued", {}, 4)])
      const failure = { cause: "bad number", code: 131026, httpStatus: 400, detail: "", remedy: "" }
      yield* outbox.modify([byId(1), byId(2), byId(3)], ({ id: one }) => ({
        state: one === id(3) ? "failed" : "accepted",
        ...(one === id(3) ? { failure } : { delivery: "read" }),
        events: [event("status", startMillis)]
      }))
      expect(yield* campaigns.recount({ nowMillis: startMillis + 999, limit: 9 }, () => null)).toBe(0)
      expect(yield* campaigns.counts(campaignId)).toEqual([count("queued", {}, 4)])
      expect(yield* campaigns.recount({ nowMillis: startMillis + 1_000, limit: 9 }, () => null)).toBe(1)
      expect(yield* campaigns.counts(campaignId)).toEqual([
        count("accepted", { delivery: "read" }, 2),
        count("failed", { cause: "bad number" }, 1),
        count("queued", {}, 1)
      ])
      expect(yield* campaigns.recount({ nowMillis: startMillis + 1e9, limit: 9 }, () => null)).toBe(0)
    }).pipe(Effect.provide(layer))
  )

  it.live("the rule is told when a stretch was fed and what is in it; what is fed or taken back is due again", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      yield* Drive.made([1, 2, 3])
      yield* Drive.feed(1)
      const seen: Array<Stretch> = []
      const recount = campaigns.recount({ nowMillis: startMillis, limit: 9 }, (stretch) => {
        seen.push(stretch)
        return null
      })
      yield* recount
      yield* Drive.feed(1)
      expect(yield* recount).toBe(1)
      yield* campaigns.withdraw(campaignId, 9)
      expect(yield* recount).toBe(1)
      const told = (counts: Stretch["counts"]) => ({ campaignId, fedMillis: startMillis, counts })
      const queued = (messages: number) => [{ state: "queued", delivery: null, cause: null, count: messages } as const]
      expect(seen).toEqual([told(queued(1)), told(queued(2)), told([])])
      expect(yield* campaigns.counts(campaignId)).toEqual([])
    }).pipe(Effect.provide(layer))
  )

  it.live("a long list is counted a stretch at a time, and a campaign by itself where that is asked for", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      const length = stretchRows + 20
      yield* Drive.made(Array.from({ length }, (_, n) => n + 1))
      expect(yield* campaigns.feed(campaignId, length, startMillis, Drive.queue(length))).toBe(length)
      const due = { nowMillis: startMillis, limit: 1 }
      expect(yield* campaigns.recount({ ...due, campaignId: campaign(2).id }, () => null)).toBe(0)
      expect(yield* campaigns.recount(due, () => null)).toBe(1)
      const [first] = yield* campaigns.counts(campaignId)
      expect([20, stretchRows]).toContain(first?.count)
      expect(yield* campaigns.recount({ ...due, campaignId }, () => null)).toBe(1)
      expect(yield* campaigns.counts(campaignId)).toEqual([count("queued", {}, length)])
    }).pipe(Effect.provide(layer))
  )
}
