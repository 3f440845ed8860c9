import type { Level } from "@sluice/core/throttle/Hold"
import { Array, Clock, Duration, Effect, Option } from "effect"
import * as LaneHolds from "../dispatch/LaneHolds.ts"
import { Campaigns } from "../ports/Campaigns.ts"
import { type Movable, type Move, Conversations } from "../ports/Conversations.ts"
import { Directory, type Pool, type Sender } from "../ports/Directory.ts"
import { Holds, type PlacedHold } from "../ports/Holds.ts"
import { Deal, type Given } from "./Deal.ts"

/** How the dealing again runs; milliseconds of its clock. */
export interface Options {
  readonly everyMillis: number
  /** Conversations that are moved by one statement. */
  readonly moveMax: number
}

/**
 * Holds that last: the ladder's upper rungs, and what somebody has to mend or to look at, as a token that died (RL-06, SF-04). The others pass
 * within the hour, sooner than a queue elsewhere has drained.
 */
const lasting: Readonly<Record<Level, boolean>> = {
  light: false,
  unexplained: false,
  throttle: false,
  medium: true,
  severe: true,
  restriction: true,
  fix: true
}

/** Whether the sender as a whole is held for long. */
const isHeldForLong = (sender: Sender, holds: ReadonlyArray<PlacedHold>): boolean => {
  const keys = LaneHolds.keysOf(sender)
  return holds.some(
    ({ hold }) => lasting[hold.level] && keys.some(({ key, scope }) => scope === hold.scope && key === hold.key)
  )
}

/** A conversation that another sender takes. */
const movesOf = (page: ReadonlyArray<Movable>, given: ReadonlyArray<Given | null>): ReadonlyArray<Move> =>
  Array.zip(page, given).flatMap(([{ recipient }, one]) =>
    one === null ? [] : [{ recipient, toSenderId: one.sender.id, dealt: one.dealt }]
  )

/**
 * Deals the queue of a sender that is held for long to the free ones of its pool, and what a campaign has handed to it
 * to the campaign's other senders (SPEC RL-10).
 *
 * Only what came through a pool and has not begun moves, and of a conversation all or nothing: so its order is kept, and a caller who named
 * the sender gets that sender. What has begun once stays with its retry plan, what may only go to somebody who wrote to this number stays with the
 * number. Run it once in the whole deployment; twice does no harm.
 */
export const run = Effect.fn("Redealing.run")(function* (options: Options) {
  const directory = yield* Directory
  const holds = yield* Holds
  const conversations = yield* Conversations
  const campaigns = yield* Campaigns
  const deal = yield* Deal

  /** The pools of the accounts file, and the senders of each campaign that has messages to send: its messages were dealt under its id. */
  const poolsNow = Effect.gen(function* () {
    const configured = (yield* directory.accounts).flatMap(({ pools }) => pools ?? [])
    const dealing = (yield* campaigns.active).filter(({ senderIds }) => senderIds.length > 1)
    return new Map([...configured, ...dealing].map(({ id, senderIds }): [string, Pool] => [id, { id, senderIds }]))
  })

  /** One page of a sender's conversations, each pool for itself. Answers where it ended, and how many messages moved; null at the end. */
  const movePage = Effect.fnUntraced(function* (
    senderId: string,
    pools: ReadonlyMap<string, Pool>,
    after: string | undefined
  ) {
    const limit = options.moveMax
    const page = yield* conversations.movable({ senderId, limit, ...(after === undefined ? {} : { after }) })
    const nowMillis = yield* Clock.currentTimeMillis
    const moved = yield* Effect.forEach(Object.entries(Array.groupBy(page, (one) => one.pool)), ([id, found]) =>
      Effect.gen(function* () {
        const pool = pools.get(id)
        // A pool that is configured no more, or a campaign of one sender, deals nothing.
        if (pool === undefined) return 0
        const given = yield* deal.elsewhere(pool, senderId, found)
        return yield* conversations.move({ fromSenderId: senderId, moves: movesOf(found, given), nowMillis })
      })
    )
    const last = page.length < limit ? undefined : page.at(-1)?.recipient
    return { last, moved: moved.reduce((sum, count) => sum + count, 0) }
  })

  const moveAll = Effect.fn("Redealing.sender")(function* (senderId: string, pools: ReadonlyMap<string, Pool>) {
    let moved = 0
    let after: string | undefined = undefined
    do {
      const page: { readonly last: string | undefined; readonly moved: number } = yield* movePage(
        senderId,
        pools,
        after
      )
      moved += page.moved
      after = page.last
    } while (after !== undefined)
    if (moved > 0) yield* Effect.logInfo(`${moved} queued messages of ${senderId} were dealt to others of its pool`)
  })

  const round = Effect.gen(function* () {
    const active = yield* holds.active(yield* Clock.currentTimeMillis)
    if (active.length === 0) return
    const pools = yield* poolsNow
    const ids = Array.dedupe([...pools.values()].flatMap(({ senderIds }) => senderIds))
    for (const id of ids) {
      const sender = yield* Effect.option(directory.sender(id))
      if (Option.isSome(sender) && isHeldForLong(sender.value, active)) yield* moveAll(id, pools)
    }
  })

  return yield* round.pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("the queue of a held sender could not be dealt again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.everyMillis))),
    Effect.forever
  )
})
