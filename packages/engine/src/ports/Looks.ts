import type { State as LookState } from "@sluice/core/delivery/StatusLooks"
import type { Effect } from "effect"
import { Context } from "effect"
import type { Message } from "./Outbox.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Looking for the status of one message: how often it was done, and when it is due next. */
export interface PlannedLook {
  readonly messageId: string
  readonly dueMillis: number
  readonly state: LookState
}

/** A planned look, with the message as it is now. */
export interface MissedStatus extends PlannedLook {
  readonly message: Message
}

/** A message of which nothing is heard, and when its last attempt began. */
export interface Unreported {
  readonly message: Message
  readonly startedMillis: number
}

/**
 * Statuses that have not come, and the looks for them (WH-05).
 *
 * Only messages that are missed have a plan, so that the many whose statuses come in their time cost nothing here: `unreported` finds the others by
 * the time at which they were sent.
 */
export class Looks extends Context.Tag("@sluice/engine/Looks")<
  Looks,
  {
    /**
     * Messages of these senders whose last attempt began after `afterMillis` and not after `untilMillis`, which the platform may have, and of which
     * no more is known than that it passed them on. Oldest attempt first. It costs as much as was sent in that time.
     */
    readonly unreported: (request: {
      readonly senderIds: ReadonlyArray<string>
      readonly afterMillis: number
      readonly untilMillis: number
    }) => Effect.Effect<ReadonlyArray<Unreported>, StoreUnavailable>
    /** Replaces what was planned for the same messages. */
    readonly plan: (looks: ReadonlyArray<PlannedLook>) => Effect.Effect<void, StoreUnavailable>
    /** Those that are due at `nowMillis`, oldest first. */
    readonly due: (nowMillis: number, limit: number) => Effect.Effect<ReadonlyArray<MissedStatus>, StoreUnavailable>
    readonly forget: (messageIds: ReadonlyArray<string>) => Effect.Effect<void, StoreUnavailable>
  }
>() {}
