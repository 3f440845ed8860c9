import * as Entity from "@effect/cluster/Entity"
import * as Rpc from "@effect/rpc/Rpc"
import * as Lane from "@sluice/engine/dispatch/Lane"
import * as LaneOptions from "./LaneOptions.ts"
import { Effect, FiberHandle, Schedule } from "effect"

/** Asks a lane to run. It answers at once; the lane works on by itself. */
const Wake = Rpc.make("Wake")

/** The lane of one sender as an entity of the cluster: the entity's id is the sender's (ADR 3). */
export const LaneEntity = Entity.make("Lane", [Wake])

/**
 * Runs the lane of the entity's sender while it is woken now and then; after a minute without a wake-up it is put to sleep.
 *
 * A lane that stopped (its place was lost, or the store was away) starts again at the next wake-up. When the entity moves or the
 * runner shuts down, the lane first waits for the answers of what it has in flight.
 */
export const layer = LaneEntity.toLayer(
  Effect.gen(function* () {
    const { entityId: senderId } = yield* Entity.CurrentAddress
    const options = yield* LaneOptions.LaneOptions
    const handle = yield* FiberHandle.make()
    const run = Lane.run(senderId, options.lane).pipe(
      Effect.tapErrorCause((cause) => Effect.logWarning("a lane stopped", cause)),
      Effect.retry({ schedule: Schedule.spaced("1 second"), while: (error) => error._tag === "StoreUnavailable" }),
      Effect.ignore,
      Effect.withClock(options.clock),
      Effect.annotateLogs({ senderId })
    )
    return {
      Wake: () => FiberHandle.run(handle, run, { onlyIfMissing: true }).pipe(Effect.asVoid)
    }
  }),
  // One wake-up at a time is enough: they say nothing but "look".
  { maxIdleTime: "1 minute", concurrency: 1, mailboxCapacity: 64 }
)
