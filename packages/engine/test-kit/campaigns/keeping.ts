import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Exit, Option } from "effect"
import { backlog, Campaigns, fresh } from "../../src/ports/Campaigns.ts"
import { campaign, campaignRow, startMillis } from "../Samples.ts"
import * as Drive from "./Drive.ts"

/** What is kept of a campaign. */
export const declare = <E>(layer: Layer.Layer<Campaigns, E>): void => {
  it.live("a campaign is there from its creation on; created again it stays as it is", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      const made = campaign(1, { hours: { startMinute: 540, endMinute: 1_080 }, plannedMillis: startMillis + 5 })
      yield* campaigns.create(made)
      expect(yield* campaigns.find(made.id)).toEqual(Option.some(fresh(made)))
      yield* campaigns.create({ ...made, name: "another" })
      expect(yield* campaigns.find(made.id)).toEqual(Option.some(fresh(made)))
      expect(yield* campaigns.find(campaign(2).id)).toEqual(Option.none())
      expect(yield* campaigns.find("no id")).toEqual(Option.none())
    }).pipe(Effect.provide(layer))
  )

  it.live("campaigns are listed newest first, by account and page", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      for (const n of [1, 2, 3]) yield* campaigns.create(campaign(n))
      yield* campaigns.create(campaign(4, { accountId: "zenith" }))
      const namesOf = (found: ReadonlyArray<{ readonly name: string }>) => found.map(({ name }) => name)
      expect(namesOf(yield* campaigns.list({ limit: 2 }))).toEqual(["campaign 4", "campaign 3"])
      expect(namesOf(yield* campaigns.list({ accountId: "acme", limit: 9 }))).toEqual([
        "campaign 3",
        "campaign 2",
        "campaign 1"
      ])
      const beforeId = campaign(2).id
      expect(namesOf(yield* campaigns.list({ accountId: "acme", beforeId, limit: 9 }))).toEqual(["campaign 1"])
    }).pipe(Effect.provide(layer))
  )

  it.live("a rule decides on the campaign as it is; null, or a rule that breaks, leaves it", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      const { id } = campaign(1)
      yield* campaigns.create(campaign(1))
      const running = { _tag: "Running", startMillis } as const
      const outlook = {
        messages: 3,
        senders: 2,
        startMillis,
        finishMillis: null,
        perMinute: 4.5,
        holds: 0,
        binding: { limit: "spacing", scope: "sender", share: 0.9 },
        planned: 3,
        ahead: 2
      }
      const changed = yield* campaigns.modify(id, () => ({
        lifecycle: running,
        outlook,
        marks: [{ atMillis: startMillis, left: 2 }]
      }))
      expect(Option.getOrNull(changed)).toMatchObject({ lifecycle: running, outlook, name: "campaign 1" })
      expect(yield* campaigns.find(id)).toEqual(changed)
      const seen: Array<string> = []
      expect(
        yield* campaigns.modify(id, ({ lifecycle }) => {
          seen.push(lifecycle._tag)
          return null
        })
      ).toEqual(changed)
      expect(seen).toEqual(["Running"])
      const broken = campaigns.modify(id, () => JSON.parse("{"))
      expect(Exit.isFailure(yield* Effect.exit(broken))).toBe(true)
      expect(yield* campaigns.find(id)).toEqual(changed)
      expect(yield* campaigns.modify(campaign(9).id, () => ({ lifecycle: running }))).toEqual(Option.none())
    }).pipe(Effect.provide(layer))
  )

  it.live("rows are added behind one another, with what the rule makes of them, or not at all", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      const { id } = campaign(1)
      yield* campaigns.create(campaign(1))
      const list = { received: 3, refused: 1, refusals: { "too-short": 1 }, units: 2, media: 0 }
      const added = yield* campaigns.add(id, [campaignRow(1), campaignRow(2, "acme-2")], () => ({ list }))
      expect(Option.getOrNull(added)).toMatchObject({ rows: 2, list })
      expect(yield* campaigns.add(id, [campaignRow(3)], () => null)).toEqual(added)
      const more = yield* campaigns.add(id, [campaignRow(4)], () => ({}))
      expect(Option.map(more, backlog)).toEqual(Option.some(3))
      const seen: Array<unknown> = []
      yield* campaigns.feed(id, 10, startMillis, (_, rows) => {
        seen.push(...rows)
        return Effect.succeed([])
      })
      expect(seen).toEqual([
        { ...campaignRow(1), number: 0 },
        { ...campaignRow(2, "acme-2"), number: 1 },
        { ...campaignRow(4), number: 2 }
      ])
      expect(yield* campaigns.add(campaign(9).id, [campaignRow(5)], () => ({}))).toEqual(Option.none())
    }).pipe(Effect.provide(layer))
  )

  it.live("what somebody must look after is found: what is not over, in the order of creation", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      for (const n of [1, 2, 3, 4, 5, 6]) yield* campaigns.create(campaign(n))
      const become = (n: number, tag: "Scheduled" | "Running") =>
        campaigns.modify(campaign(n).id, () => ({ lifecycle: { _tag: tag, startMillis } }))
      yield* become(5, "Scheduled")
      yield* become(3, "Running")
      yield* campaigns.modify(campaign(4).id, () => ({
        lifecycle: { _tag: "Paused", startMillis, sinceMillis: startMillis }
      }))
      yield* campaigns.modify(campaign(6).id, () => ({ lifecycle: { _tag: "Done", sinceMillis: startMillis } }))
      const active = yield* campaigns.active
      expect(active.map(({ name }) => name)).toEqual(["campaign 3", "campaign 4", "campaign 5"])
    }).pipe(Effect.provide(layer))
  )

  it.live("any text is kept, also what a database cannot hold", () =>
    Effect.gen(function* () {
      const campaigns = yield* Campaigns
      yield* campaigns.create(campaign(1, { name: 'a "quoted" \\ {name}' }))
      const row = campaignRow(1)
      const odd = { ...row, message: { ...row.message, idempotencyKey: 'a"b\\c,{}' } }
      yield* campaigns.add(Drive.campaignId, [odd], () => ({}))
      const found = yield* campaigns.find(Drive.campaignId)
      expect(Option.getOrNull(found)?.name).toBe('a "quoted" \\ {name}')
      const seen: Array<string | null> = []
      yield* campaigns.feed(Drive.campaignId, 10, startMillis, (_, rows) => {
        seen.push(...rows.map(({ message }) => message.idempotencyKey))
        return Effect.succeed([])
      })
      expect(seen).toEqual(['a"b\\c,{}'])
    }).pipe(Effect.provide(layer))
  )
}
