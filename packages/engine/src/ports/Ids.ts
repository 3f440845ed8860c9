import type { Effect } from "effect"
import { Context } from "effect"

/** Names for new messages: uuid v7, each greater than the one before it within a process, so that they sort by acceptance. */
export class Ids extends Context.Tag("@sluice/engine/Ids")<
  Ids,
  {
    /** As many as asked for, in ascending order. */
    readonly take: (count: number) => Effect.Effect<ReadonlyArray<string>>
  }
>() {}
