import type { State } from "@sluice/core/standing/Told"
import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** What words are about: a number of ours by our id of the sender, or an account at the platform by the platform's id of it. */
export interface Subject {
  readonly accountId: string
  readonly kind: "sender" | "waba"
  readonly id: string
}

/** A subject, and what was told of it. */
export interface Known {
  readonly subject: Subject
  readonly state: State
}

/**
 * What the platform has told of numbers and accounts (CLOUD_API 3.4, 3.6), for all processes: it stands above what the accounts file says, and nothing
 * of it is forgotten.
 */
export class PlatformWords extends Context.Tag("@sluice/engine/PlatformWords")<
  PlatformWords,
  {
    /**
     * `f` decides on what is known of each subject, null where that is nothing; what it answers is kept, null leaves it alone. Atomic: concurrent
     * calls on one subject are applied one after the other. A subject that is named twice is decided on twice.
     */
    readonly modify: (
      subjects: ReadonlyArray<Subject>,
      f: (known: State | null, index: number) => State | null
    ) => Effect.Effect<void, StoreUnavailable>
    /** All of it, by account, kind and id: a few rows for each number. */
    readonly list: Effect.Effect<ReadonlyArray<Known>, StoreUnavailable>
    /** How often anything changed. Whoever keeps what it has read asks for this alone, and reads again when it has grown. */
    readonly revision: Effect.Effect<number, StoreUnavailable>
  }
>() {}
