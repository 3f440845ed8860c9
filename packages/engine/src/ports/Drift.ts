import type { Provider } from "@sluice/core/callback/providers/Provider"
import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** What was seen at one place since it was looked at last. */
export interface Seen {
  readonly provider: Provider
  /** `unknown`, `missing`, `type`, `format` (`drift/Sighting`); of a grey release, `compared` and the kinds of `candidate/Comparison`. */
  readonly kind: string
  /** The place in the format (`drift/Place`). */
  readonly path: string
  /** The provider's own version, or the candidate's name; empty where neither. */
  readonly version: string
  readonly count: number
  /** A shape, never a value (`drift/Sample`). */
  readonly sample: string
}

/** All that was seen at one place. */
export interface Drifted extends Seen {
  readonly firstMillis: number
  readonly lastMillis: number
}

/**
 * Places that are told apart, over all providers: many times what the formats have. What comes beyond is counted under `others`, so that a
 * sender that makes names up fills no table.
 */
export const placesMax = 2_000

/** The path of what found no place of its own. */
export const others = "(others)"

/** What callbacks hold that the decoders do not expect, counted by place (SPEC WH-09), and where a candidate reads otherwise (WH-10). */
export class Drift extends Context.Tag("@sluice/engine/Drift")<
  Drift,
  {
    /** Adds to the counts; the first sample of a place stays. What is given holds each place once. */
    readonly note: (seen: ReadonlyArray<Seen>, atMillis: number) => Effect.Effect<void, StoreUnavailable>
    /** Everything that was seen at `sinceMillis` or later, by provider, kind, path and version. */
    readonly list: (sinceMillis: number) => Effect.Effect<ReadonlyArray<Drifted>, StoreUnavailable>
    /** Forgets what was seen last before `beforeMillis`, and answers how many places: then a new one finds room. */
    readonly forget: (beforeMillis: number) => Effect.Effect<number, StoreUnavailable>
  }
>() {}
