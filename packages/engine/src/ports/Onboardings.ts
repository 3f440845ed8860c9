import type { State } from "@sluice/core/onboarding/Course"
import type { Effect } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** An account on its way to live. It may not be configured yet. */
export interface KeptOnboarding {
  readonly accountId: string
  readonly state: State
}

/** Accounts on their way to live (SPEC ON-01), for all processes: a row an account. */
export class Onboardings extends Context.Tag("@sluice/engine/Onboardings")<
  Onboardings,
  {
    /** As `SenderStandings.modify`. */
    readonly modify: <A>(
      accountId: string,
      f: (known: State | null) => readonly [answer: A, next: State | null]
    ) => Effect.Effect<A, StoreUnavailable>
    /** All of them, by id. */
    readonly list: Effect.Effect<ReadonlyArray<KeptOnboarding>, StoreUnavailable>
  }
>() {}
