import type { Notice } from "@sluice/core/alert/Watch"
import type { Effect } from "effect"
import { Context } from "effect"

/** Where people are told of alerts: a log, a pager, a screen. It never fails: what cannot be delivered is its own to repeat. */
export class Alerts extends Context.Tag("@sluice/engine/Alerts")<
  Alerts,
  { readonly tell: (notice: Notice) => Effect.Effect<void> }
>() {}
