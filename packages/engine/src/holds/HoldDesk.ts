import type { StillTooMany } from "@sluice/core/standing/FirstWeek"
import type { Hold } from "@sluice/core/throttle/Hold"
import { Clock, Context, Effect, Layer, Option } from "effect"
import * as Caller from "../access/Caller.ts"
import * as HoldKeys from "../dispatch/HoldKeys.ts"
import { Crypto } from "../ports/Crypto.ts"
import { Directory } from "../ports/Directory.ts"
import type { Sender } from "../ports/Directory.ts"
import { Holds, listPlace } from "../ports/Holds.ts"
import type { ListPart, PlacedHold } from "../ports/Holds.ts"
import { SenderStandings } from "../ports/SenderStandings.ts"
import { SendRecords } from "../ports/SendRecords.ts"
import type { SendSummary } from "../ports/SendRecords.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Evidence from "./Evidence.ts"
import * as Review from "./Review.ts"

/** A hold with what it is judged by (RL-07): what the senders behind it sent in the hour before it began. */
export interface ShownHold {
  readonly placed: PlacedHold
  readonly fromMillis: number
  readonly untilMillis: number
  readonly sends: ReadonlyArray<SendSummary>
  /** What a review has to give back, to show that this was read; null where none asks for it. */
  readonly evidence: string | null
}

/** Where a hold says nothing else. */
const hourMillis = 3_600_000

/** Holds that are read at once where those of other accounts lie between. */
const readMax = 500

const make = Effect.gen(function* () {
  const { sha256 } = yield* Crypto
  const directory = yield* Directory
  const holds = yield* Holds
  const records = yield* SendRecords
  const standings = yield* SenderStandings

  /** The caller's senders that a hold concerns. */
  const concerned = Effect.fn("HoldDesk.concerned")(function* (caller: Caller.Caller) {
    const all = yield* directory.senders
    const own = all.filter(({ accountId }) => Caller.mayUse(caller, accountId))
    const accounts = new Map((yield* directory.accounts).map((account) => [account.id, account]))
    return (hold: Hold): ReadonlyArray<Sender> =>
      own.filter((sender) => HoldKeys.concerns(sender, accounts.get(sender.accountId)?.baseUrls ?? [], hold))
  })

  const page = Effect.fn("HoldDesk.page")(function* (caller: Caller.Caller, { after, limit }: ListPart) {
    const nowMillis = yield* Clock.currentTimeMillis
    if (caller.accountId === null) return yield* holds.page(nowMillis, { after, limit })
    const sendersOf = yield* concerned(caller)
    const found: Array<PlacedHold> = []
    let from = after
    for (;;) {
      const read: ReadonlyArray<PlacedHold> = yield* holds.page(nowMillis, { after: from, limit: readMax })
      found.push(...read.filter(({ hold }) => sendersOf(hold).length > 0))
      const last = read.at(-1)
      if (found.length >= limit || last === undefined || read.length < readMax) return found.slice(0, limit)
      from = listPlace(last)
    }
  })

  /** A hold of another account is told like one that does not exist. */
  const find = Effect.fn("HoldDesk.find")(function* (caller: Caller.Caller, id: number) {
    const placed = Option.getOrNull(yield* holds.find(id))
    if (placed === null) return yield* new Review.HoldUnknown({ id })
    const senders = (yield* concerned(caller))(placed.hold)
    if (caller.accountId !== null && senders.length === 0) return yield* new Review.HoldUnknown({ id })
    return { placed, senders }
  })

  const show = Effect.fn("HoldDesk.show")(function* (caller: Caller.Caller, id: number) {
    const { placed, senders } = yield* find(caller, id)
    const { reviewFromMillis, sinceMillis } = placed.hold
    const span = { fromMillis: reviewFromMillis ?? sinceMillis - hourMillis, untilMillis: sinceMillis }
    const sends = yield* records.summary({ ...span, senderIds: senders.map((sender) => sender.id) })
    const evidence = Evidence.isNeeded(placed.hold) ? Evidence.of(sha256, { placed, ...span, sends }) : null
    const shown: ShownHold = { placed, ...span, sends, evidence }
    return shown
  })

  const review = Effect.fn("HoldDesk.review")(
    function* (caller: Caller.Caller, id: number, note: string, given: string | null) {
      const { evidence } = yield* show(caller, id)
      if (evidence !== null && evidence !== given)
        return yield* new Evidence.HoldUnread({ id, isStale: given !== null })
      return yield* Review.review(id, { by: caller.name, note })
    },
    Effect.provideService(Directory, directory),
    Effect.provideService(Holds, holds),
    Effect.provideService(SenderStandings, standings)
  )

  return { page, show, review }
})

/** Holds before the people who judge them (SPEC RL-06, RL-07): those in force, one with the sends that led to it, and the review that lets it end. */
export class HoldDesk extends Context.Tag("@sluice/engine/HoldDesk")<
  HoldDesk,
  {
    /** A part of those in force now: of all of them for keys of all accounts, else of those that concern a sender of the caller's account, or a part of what it sends. */
    readonly page: (caller: Caller.Caller, part: ListPart) => Effect.Effect<ReadonlyArray<PlacedHold>, StoreUnavailable>
    /** Whatever became of it since. */
    readonly show: (
      caller: Caller.Caller,
      id: number
    ) => Effect.Effect<ShownHold, Review.HoldUnknown | StoreUnavailable>
    /** @param evidence that of `show`, for a rung of the ladder: whoever lets it end has read the hour before it (RL-07). */
    readonly review: (
      caller: Caller.Caller,
      id: number,
      note: string,
      evidence: string | null
    ) => Effect.Effect<
      Review.Reviewed,
      Evidence.HoldUnread | Review.HoldNotReviewable | Review.HoldUnknown | StillTooMany | StoreUnavailable
    >
  }
>() {
  static readonly layer: Layer.Layer<HoldDesk, never, Crypto | Directory | Holds | SenderStandings | SendRecords> =
    Layer.effect(HoldDesk, make)
}
