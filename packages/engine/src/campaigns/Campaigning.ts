import * as Lifecycle from "@sluice/core/campaign/Lifecycle"
import type { Outlook } from "@sluice/core/campaign/Outlook"
import * as Rate from "@sluice/core/campaign/Rate"
import * as Start from "@sluice/core/campaign/Start"
import { Clock, Context, Effect, Either, Layer, Option, type Stream } from "effect"
import * as Caller from "../access/Caller.ts"
import * as Judging from "../accept/Judging.ts"
import * as Queueing from "../accept/Queueing.ts"
import type { Row } from "../accept/Row.ts"
import type { Deal } from "../dealing/Deal.ts"
import { type Campaign, type CampaignChange, type CampaignFilter, Campaigns } from "../ports/Campaigns.ts"
import type { Crypto } from "../ports/Crypto.ts"
import { Directory, type Sender, SenderUnknown } from "../ports/Directory.ts"
import type { Holds } from "../ports/Holds.ts"
import type { Ids } from "../ports/Ids.ts"
import type { LedgerStore } from "../ports/LedgerStore.ts"
import type { OptOuts } from "../ports/OptOuts.ts"
import type { Outbox } from "../ports/Outbox.ts"
import type { ServiceWindows } from "../ports/ServiceWindows.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import type { Templates } from "../ports/Templates.ts"
import * as Drafting from "./Drafting.ts"
import * as Foreseeing from "./Foreseeing.ts"
import * as Progress from "./Progress.ts"
import { type CampaignInvalid, CampaignUnknown, type ListClosed, type ListElsewhere } from "./Refusals.ts"
import * as TakingBack from "./TakingBack.ts"
import * as Uploading from "./Uploading.ts"

/** A campaign, and where its rows are. */
export interface Standing {
  readonly campaign: Campaign
  readonly progress: Progress.Progress
}

/** Stretches that are counted again for somebody who looks: as good as now for thousands of rows, and a few milliseconds for millions. */
const recountMax = 4

const make = Effect.gen(function* () {
  const campaigns = yield* Campaigns
  const directory = yield* Directory
  const judging = yield* Judging.make
  // What is foreseen for single messages is not asked of a list's.
  const queueing = yield* Queueing.make(Number.POSITIVE_INFINITY)
  const draft = yield* Drafting.make(judging)
  const uploading = yield* Uploading.make(judging, queueing)
  const { giveUp, takeBack } = yield* TakingBack.make
  const foresee = yield* Foreseeing.make

  /** A campaign of another account is told like one that does not exist. */
  const own = (caller: Caller.Caller, campaignId: string) => (found: Option.Option<Campaign>) =>
    Option.filter(found, ({ accountId }) => Caller.mayUse(caller, accountId)).pipe(
      Either.fromOption(() => new CampaignUnknown({ campaignId }))
    )

  const find = Effect.fnUntraced(function* (caller: Caller.Caller, campaignId: string) {
    return yield* own(caller, campaignId)(yield* campaigns.find(campaignId))
  })

  const sendersOf = ({ senderIds }: Pick<Campaign, "senderIds">) => Effect.forEach(senderIds, directory.sender)

  const create = Effect.fn("Campaigning.create")(function* (caller: Caller.Caller, making: Drafting.Making) {
    return yield* standing(yield* find(caller, yield* draft(caller, making)))
  })

  const standing = Effect.fnUntraced(function* (campaign: Campaign) {
    const nowMillis = yield* Clock.currentTimeMillis
    const open = yield* campaigns.openCount(campaign.id)
    const counts = yield* campaigns.counts(campaign.id)
    const told: Standing = { campaign, progress: Progress.of(campaign, open, counts, nowMillis) }
    return told
  })

  const get = Effect.fn("Campaigning.get")(function* (caller: Caller.Caller, campaignId: string) {
    yield* find(caller, campaignId)
    const nowMillis = yield* Clock.currentTimeMillis
    yield* campaigns.recount({ nowMillis, limit: recountMax, campaignId }, Progress.recounted(nowMillis))
    return yield* standing(yield* find(caller, campaignId))
  })

  const list = Effect.fn("Campaigning.list")(function* (
    caller: Caller.Caller,
    filter: Omit<CampaignFilter, "accountId">
  ) {
    const found = yield* campaigns.list(caller.accountId === null ? filter : { ...filter, accountId: caller.accountId })
    return yield* Effect.forEach(found, standing)
  })

  const upload = Effect.fn("Campaigning.upload")(function* <E>(
    caller: Caller.Caller,
    campaignId: string,
    from: number | null,
    rows: Stream.Stream<ReadonlyArray<Row>, E>
  ) {
    return yield* uploading(caller, yield* find(caller, campaignId), from, rows)
  })

  const startOf = (campaign: Campaign, [first]: ReadonlyArray<Sender>, nowMillis: number) => {
    const { list, plannedMillis, senderIds, stopAbove, unit } = campaign
    return first === undefined
      ? Either.left(new SenderUnknown({ senderId: senderIds[0] }))
      : Start.decide(first.policy.pacing, first.timeZone, list, stopAbove, plannedMillis, unit, nowMillis)
  }

  const forecast = Effect.fn("Campaigning.forecast")(function* (caller: Caller.Caller, campaignId: string) {
    const campaign = yield* find(caller, campaignId)
    if (campaign.outlook !== null) return campaign.outlook
    const senders = yield* sendersOf(campaign)
    const startMillis = yield* startOf(campaign, senders, yield* Clock.currentTimeMillis)
    return yield* foresee(campaign, senders, startMillis)
  })

  /** One step of a campaign's life, decided on the locked row. */
  const step = Effect.fnUntraced(function* (
    caller: Caller.Caller,
    campaignId: string,
    event: Lifecycle.Event,
    more: CampaignChange = {}
  ) {
    yield* find(caller, campaignId)
    const seen: { illegal: Lifecycle.IllegalStep | null } = { illegal: null }
    const after = yield* campaigns.modify(campaignId, ({ lifecycle }) => {
      const stepped = Lifecycle.step(lifecycle, event)
      seen.illegal = Either.isLeft(stepped) ? stepped.left : null
      return Either.isLeft(stepped) ? null : { ...more, lifecycle: stepped.right }
    })
    if (seen.illegal !== null) return yield* seen.illegal
    return yield* own(caller, campaignId)(after)
  })

  const start = Effect.fn("Campaigning.start")(function* (caller: Caller.Caller, campaignId: string) {
    const campaign = yield* find(caller, campaignId)
    const nowMillis = yield* Clock.currentTimeMillis
    // Told before anything is computed for it.
    yield* Lifecycle.step(campaign.lifecycle, { _tag: "Started", startMillis: nowMillis, atMillis: nowMillis })
    const senders = yield* sendersOf(campaign)
    const startMillis = yield* startOf(campaign, senders, nowMillis)
    const outlook = yield* foresee(campaign, senders, startMillis)
    const started = { _tag: "Started", startMillis, atMillis: yield* Clock.currentTimeMillis } as const
    return yield* standing(yield* step(caller, campaignId, started, { outlook }))
  })

  const pause = Effect.fn("Campaigning.pause")(function* (caller: Caller.Caller, campaignId: string) {
    const atMillis = yield* Clock.currentTimeMillis
    yield* step(caller, campaignId, { _tag: "Paused", atMillis }, { marks: Rate.none })
    yield* takeBack(campaignId)
    yield* campaigns.sweep
    return yield* standing(yield* find(caller, campaignId))
  })

  const resume = Effect.fn("Campaigning.resume")(function* (caller: Caller.Caller, campaignId: string) {
    const atMillis = yield* Clock.currentTimeMillis
    return yield* standing(yield* step(caller, campaignId, { _tag: "Resumed", atMillis }))
  })

  const cancel = Effect.fn("Campaigning.cancel")(function* (caller: Caller.Caller, campaignId: string) {
    const atMillis = yield* Clock.currentTimeMillis
    yield* step(caller, campaignId, { _tag: "Cancelled", atMillis })
    yield* giveUp(campaignId, atMillis)
    yield* campaigns.sweep
    return yield* get(caller, campaignId)
  })

  return Campaigning.of({ create, get, list, upload, forecast, start, pause, resume, cancel })
})

type Acted = Effect.Effect<Standing, CampaignUnknown | Lifecycle.IllegalStep | StoreUnavailable>

/**
 * What can be done with campaigns (SPEC RL-10 to RL-12): made, filled, foreseen, started, paused, resumed, cancelled, looked at. Their messages
 * are handed over by the `Feeder`.
 *
 * An act that is repeated is refused by its state, so a caller who did not get the answer looks first.
 */
export class Campaigning extends Context.Tag("@sluice/engine/Campaigning")<
  Campaigning,
  {
    readonly create: (
      caller: Caller.Caller,
      making: Drafting.Making
    ) => Effect.Effect<Standing, CampaignInvalid | CampaignUnknown | SenderUnknown | StoreUnavailable>
    readonly get: (
      caller: Caller.Caller,
      campaignId: string
    ) => Effect.Effect<Standing, CampaignUnknown | StoreUnavailable>
    /** Newest first, of the caller's account alone; their counts may be some seconds older than those of `get`. */
    readonly list: (
      caller: Caller.Caller,
      filter: Omit<CampaignFilter, "accountId">
    ) => Effect.Effect<ReadonlyArray<Standing>, StoreUnavailable>
    /**
     * Adds rows to the list of a draft. `from` is the place of the first of them in the whole list: what has come of it before is passed over;
     * null puts them behind what is there. Where the rows fail, those before them are in the list.
     */
    readonly upload: <E>(
      caller: Caller.Caller,
      campaignId: string,
      from: number | null,
      rows: Stream.Stream<ReadonlyArray<Row>, E>
    ) => Effect.Effect<Uploading.Uploaded, E | CampaignUnknown | ListClosed | ListElsewhere | StoreUnavailable>
    /** What a draft would come to if it were started now; what a started one was foreseen to come to. */
    readonly forecast: (
      caller: Caller.Caller,
      campaignId: string
    ) => Effect.Effect<Outlook, CampaignUnknown | SenderUnknown | Start.StartRefused | StoreUnavailable>
    /** Closes the list. It begins at once, or when it is planned for, away from the top of the hour (RL-11). */
    readonly start: (
      caller: Caller.Caller,
      campaignId: string
    ) => Effect.Effect<
      Standing,
      CampaignUnknown | Lifecycle.IllegalStep | SenderUnknown | Start.StartRefused | StoreUnavailable
    >
    /** Nothing of it begins after this is answered, but what was tried before and waits to be tried again. */
    readonly pause: (caller: Caller.Caller, campaignId: string) => Acted
    readonly resume: (caller: Caller.Caller, campaignId: string) => Acted
    /** As `pause`, for good; what waits to be tried again is cancelled as well. */
    readonly cancel: (caller: Caller.Caller, campaignId: string) => Acted
  }
>() {
  static readonly layer: Layer.Layer<
    Campaigning,
    never,
    Campaigns | Crypto | Deal | Directory | Holds | Ids | LedgerStore | OptOuts | Outbox | ServiceWindows | Templates
  > = Layer.effect(Campaigning, make)
}
