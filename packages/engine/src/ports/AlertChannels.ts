import type { Letter } from "@sluice/core/alert/Letter"
import type { Channel } from "@sluice/core/alert/Round"
import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import type { Effect } from "effect"
import { Context } from "effect"

/** Where people are told of alerts, and of which: by the names that letters carry. */
export class AlertChannels extends Context.Tag("@sluice/engine/AlertChannels")<
  AlertChannels,
  ReadonlyArray<Channel & { readonly kind: string }>
>() {}

/**
 * Hands a letter to a channel: once, within a bounded time. It never fails: whatever happens is a reply, and `detail` of one that was not taken
 * holds no secret.
 */
export class LetterPost extends Context.Tag("@sluice/engine/LetterPost")<
  LetterPost,
  {
    readonly deliver: (letter: Letter) => Effect.Effect<Reply>
    /** Channels that letters can be handed to; what waits for another waits until its configuration is back. */
    readonly names: ReadonlyArray<string>
  }
>() {}

/** A way to hand over letters; one for each kind of channel. */
export type Deliver = (letter: Letter) => Effect.Effect<Reply>
