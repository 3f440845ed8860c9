import type * as Lane from "@sluice/engine/dispatch/Lane"
import type { Clock } from "effect"
import { Context } from "effect"

/** How this process runs its lanes, and on which clock: the engine's may be faster than the cluster's, which is the wall's. */
export class LaneOptions extends Context.Tag("@sluice/worker/LaneOptions")<
  LaneOptions,
  { readonly lane: Lane.Options; readonly clock: Clock.Clock }
>() {}
