import { Clock, Effect } from "effect"
import * as LaneHolds from "../dispatch/LaneHolds.ts"
import type { Sender } from "../ports/Directory.ts"
import { Holds, type PlacedHold } from "../ports/Holds.ts"
import { type Depth, Outbox } from "../ports/Outbox.ts"
import * as Prediction from "./Prediction.ts"

/** What was read of the store, and what has been queued here since. */
interface Snapshot {
  readonly ahead: Map<string, Prediction.Ahead>
  readonly holds: ReadonlyArray<PlacedHold>
}

const nothing: Prediction.Ahead = { messages: 0, units: 0 }

const plus = (a: Prediction.Ahead, b: Prediction.Ahead): Prediction.Ahead => ({
  messages: a.messages + b.messages,
  units: a.units + b.units
})

const aheadBySender = (depths: ReadonlyArray<Depth>): Map<string, Prediction.Ahead> => {
  const ahead = new Map<string, Prediction.Ahead>()
  for (const { senderId, count, units } of depths) {
    ahead.set(senderId, plus(ahead.get(senderId) ?? nothing, { messages: count, units }))
  }
  return ahead
}

/** When the last of the holds that stop the sender as a whole ends by itself; null when none does. */
const heldUntil = (sender: Sender, holds: ReadonlyArray<PlacedHold>): number | null => {
  const keys = LaneHolds.keysOf(sender)
  const ends = holds
    .filter(({ hold }) => keys.some(({ scope, key }) => scope === hold.scope && key === hold.key))
    .flatMap(({ hold }) => hold.untilMillis ?? [])
  return ends.length === 0 ? null : Math.max(...ends)
}

/** Foresees when messages leave. */
export interface QueueOutlook {
  /** Reads the store again when the last look is old enough. Call it before queueing, so that nothing counts twice. */
  readonly refresh: Effect.Effect<void>
  /**
   * Counts one message that has just been queued, and tells when it will probably leave (epoch milliseconds); null while the
   * store cannot be asked.
   */
  readonly joined: (sender: Sender, units: number, nowMillis: number) => number | null
}

/**
 * Share of the time that may be spent reading: counting a queue costs as much as it is long, so a long one is read less often. What is
 * queued here is added up meanwhile, and a few messages more or less change little about a long queue's forecast.
 */
const readShare = 0.02

/**
 * An outlook that reads depths and holds at most once in `refreshMillis`, whatever the rate of messages, and less often where that takes
 * long.
 *
 * Between two reads it adds up what is queued here; what other processes queue counts from the next read on. A store that
 * does not answer costs the forecast, never the message.
 */
export const make = Effect.fn("QueueOutlook.make")(function* (refreshMillis: number) {
  const outbox = yield* Outbox
  const holds = yield* Holds
  let snapshot: Snapshot | null = null
  let nextMillis = Number.NEGATIVE_INFINITY

  const refresh = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    if (nowMillis < nextMillis) return
    nextMillis = nowMillis + refreshMillis
    snapshot = yield* Effect.all({ depths: outbox.depths(["queued"]), active: holds.active(nowMillis) }).pipe(
      Effect.map(({ depths, active }): Snapshot => ({ ahead: aheadBySender(depths), holds: active })),
      Effect.catchTag("StoreUnavailable", () => Effect.succeed(null))
    )
    const tookMillis = (yield* Clock.currentTimeMillis) - nowMillis
    nextMillis = nowMillis + Math.max(refreshMillis, tookMillis / readShare)
  }).pipe(Effect.withSpan("QueueOutlook.refresh"))

  const joined: QueueOutlook["joined"] = (sender, units, nowMillis) => {
    if (snapshot === null) return null
    const ahead = snapshot.ahead.get(sender.id) ?? nothing
    snapshot.ahead.set(sender.id, plus(ahead, { messages: 1, units }))
    const until = heldUntil(sender, snapshot.holds)
    return Prediction.predict(Prediction.paceOf(sender, nowMillis), ahead, until, nowMillis)
  }

  const outlook: QueueOutlook = { refresh, joined }
  return outlook
})
