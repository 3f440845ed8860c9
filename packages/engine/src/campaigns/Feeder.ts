import * as Ahead from "@sluice/core/campaign/Ahead"
import * as Hours from "@sluice/core/campaign/Hours"
import * as Lifecycle from "@sluice/core/campaign/Lifecycle"
import * as Rate from "@sluice/core/campaign/Rate"
import { Clock, Duration, Effect, Either, Option } from "effect"
import type { Deal } from "../dealing/Deal.ts"
import * as HoldKeys from "../dispatch/HoldKeys.ts"
import * as LaneHolds from "../dispatch/LaneHolds.ts"
import { backlog, type Campaign, Campaigns, type Waiting } from "../ports/Campaigns.ts"
import { Directory, type Sender } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import type { OptOuts } from "../ports/OptOuts.ts"
import type { Outbox } from "../ports/Outbox.ts"
import * as Feeding from "./Feeding.ts"
import * as Progress from "./Progress.ts"
import * as Room from "./Room.ts"
import * as TakingBack from "./TakingBack.ts"

/** How the feeder works; milliseconds of its clock. */
export interface Options {
  readonly pollMillis: number
  /** Rows in one transaction: enough to be fast, few enough that campaigns take turns. */
  readonly chunkMax: number
  /** Stretches that are counted again at one look. */
  readonly recountMax: number
  readonly ahead: Ahead.Bounds
}

/** Chunks of one campaign at one look. */
const roundsMax = 10

/** For a clock that keeps real time; a faster one needs `pollMillis` longer by as much, and more handed over ahead. */
export const defaults: Options = { pollMillis: 500, chunkMax: 500, recountMax: 10, ahead: Ahead.defaults }

/**
 * One look at all campaigns: those whose moment has come begin, running ones are fed as far as there is room, paused and cancelled ones are
 * taken back, empty ones are done, and some counts are made again.
 *
 * Every step is one transaction that decides on what is there, so a look may be cut short at any place, and two looks at once
 * do what one would. A campaign that cannot be seen to is logged, and holds up no other.
 */
export const make = Effect.fn("Feeder.make")(function* (options: Options) {
  const campaigns = yield* Campaigns
  const directory = yield* Directory
  const holds = yield* Holds
  const feed = yield* Feeding.make
  const { giveUp, takeBack } = yield* TakingBack.make

  /** How each of these senders stands; one that is configured no longer is left out. */
  const sendersOf = Effect.fnUntraced(function* (ids: ReadonlySet<string>, nowMillis: number) {
    const active = yield* holds.active(nowMillis)
    const isHeld = (sender: Sender): boolean => {
      const keys = [...LaneHolds.keysOf(sender), HoldKeys.bulk(sender)]
      return active.some(({ hold }) => keys.some(({ key, scope }) => scope === hold.scope && key === hold.key))
    }
    const senders = new Map<string, Room.Sender & { readonly sender: Sender }>()
    for (const id of ids) {
      const found = yield* Effect.option(directory.sender(id))
      if (Option.isNone(found)) continue
      const { policy, throughput, tier, timeZone } = found.value
      const context = { pacing: policy.pacing, standing: { tier, throughput }, timeZone }
      const units = Ahead.units(options.ahead, context, nowMillis)
      senders.set(id, { senderId: id, units, isHeld: isHeld(found.value), sender: found.value })
    }
    return senders
  })

  const step = (campaignId: string, event: Lifecycle.Event, isRight: (campaign: Campaign) => boolean = () => true) =>
    campaigns.modify(campaignId, (campaign) =>
      isRight(campaign)
        ? Either.match(Lifecycle.step(campaign.lifecycle, event), {
            onLeft: () => null,
            onRight: (lifecycle) => (lifecycle._tag === campaign.lifecycle._tag ? null : { lifecycle })
          })
        : null
    )

  /** Nothing is in the list, and then nothing in the outbox either: what is handed over comes out of the list, so it was the last. */
  const finish = Effect.fnUntraced(function* (campaign: Campaign, waiting: ReadonlyArray<Waiting>, atMillis: number) {
    // Both as they were seen, the list first.
    if (backlog(campaign) > 0 || waiting.some(({ campaignId }) => campaignId === campaign.id)) return
    yield* step(campaign.id, { _tag: "Emptied", atMillis }, (now) => backlog(now) === 0)
  })

  const mark = Effect.fnUntraced(function* (campaign: Campaign, waiting: ReadonlyArray<Waiting>, nowMillis: number) {
    if (Rate.note(campaign.marks, 0, nowMillis) === campaign.marks) return
    const open = waiting.reduce((sum, one) => sum + (one.campaignId === campaign.id ? one.messages : 0), 0)
    yield* campaigns.modify(campaign.id, (now) =>
      Lifecycle.feeds(now.lifecycle) ? { marks: Rate.note(now.marks, Progress.left(now, open), nowMillis) } : null
    )
  })

  /** Whether a running campaign may send at this hour. Where no sender of it is left it may, and finds no room. */
  const isOpen = (campaign: Campaign, senders: ReadonlyMap<string, { readonly sender: Sender }>, nowMillis: number) => {
    const first = senders.get(campaign.senderIds[0])?.sender
    if (first === undefined) return true
    const { hours, unit } = campaign
    return Hours.at(first.policy.pacing, hours, first.timeZone, unit, nowMillis)._tag === "Open"
  }

  /** Null where it failed. */
  const logged = <A, E, R>(campaign: Campaign, effect: Effect.Effect<A, E, R>): Effect.Effect<A | null, never, R> =>
    effect.pipe(
      Effect.catchAllCause((cause) =>
        Effect.as(Effect.logWarning("a campaign could not be seen to; it is tried again", cause), null)
      ),
      Effect.annotateLogs({ campaignId: campaign.id })
    )

  /** A chunk for each, and again for those that took a whole one: so campaigns take turns, and fast senders are not kept waiting. */
  const feedAll = Effect.fnUntraced(function* (
    hungry: ReadonlyArray<Campaign>,
    senders: ReadonlyMap<string, Room.Sender>,
    nowMillis: number
  ) {
    let left = hungry
    for (let round = 0; round < roundsMax && left.length > 0; round++) {
      const places = Room.places(hungry, yield* campaigns.sweep, senders)
      const again: Array<Campaign> = []
      for (const campaign of left) {
        const room = places.get(campaign.id) ?? []
        const count = yield* logged(campaign, feed(campaign.id, room, options.chunkMax, nowMillis))
        if (count === options.chunkMax) again.push(campaign)
      }
      left = again
    }
  })

  /** Those that somebody must look after, after the moments that have come. */
  const seen = Effect.fnUntraced(function* (nowMillis: number) {
    const active = yield* campaigns.active
    const scheduled = active.filter(({ lifecycle }) => lifecycle._tag === "Scheduled")
    for (const campaign of scheduled) {
      yield* logged(campaign, step(campaign.id, { _tag: "Came", atMillis: nowMillis }))
    }
    return scheduled.length === 0 ? active : yield* campaigns.active
  })

  const lookAfter = Effect.fnUntraced(function* (active: ReadonlyArray<Campaign>, nowMillis: number) {
    const senders = yield* sendersOf(new Set(active.flatMap(({ senderIds }) => senderIds)), nowMillis)
    const running = active.filter(({ lifecycle }) => Lifecycle.feeds(lifecycle))
    const open = new Set(running.filter((campaign) => isOpen(campaign, senders, nowMillis)))

    for (const campaign of active) {
      if (campaign.lifecycle._tag === "Cancelled") yield* logged(campaign, giveUp(campaign.id, nowMillis))
      // Of one that is done a message came back: it goes its way, since nothing would hand it over again.
      else if (campaign.lifecycle._tag !== "Done" && !open.has(campaign)) yield* logged(campaign, takeBack(campaign.id))
    }

    yield* feedAll(
      [...open].filter((campaign) => backlog(campaign) > 0),
      senders,
      nowMillis
    )
    const waiting = yield* campaigns.sweep
    for (const campaign of running) {
      yield* logged(campaign, mark(campaign, waiting, nowMillis))
      yield* logged(campaign, finish(campaign, waiting, nowMillis))
    }
  })

  return Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const active = yield* seen(nowMillis)
    if (active.length > 0) yield* lookAfter(active, nowMillis)
    yield* campaigns.recount({ nowMillis, limit: options.recountMax }, Progress.recounted(nowMillis))
  }).pipe(Effect.withSpan("Feeder.look"))
})

/**
 * Looks again and again. Run it once in the whole deployment; twice does no harm, and hands over up to twice as far ahead. It keeps nothing:
 * after a crash the next one goes on where the store says.
 */
export const run = (
  options: Options
): Effect.Effect<never, never, Campaigns | Deal | Directory | Holds | OptOuts | Outbox> =>
  Effect.flatMap(make(options), (look) =>
    look.pipe(
      Effect.catchAllCause((cause) => Effect.logWarning("the feeder could not look; it tries again", cause)),
      Effect.andThen(Effect.sleep(Duration.millis(options.pollMillis))),
      Effect.forever
    )
  )
