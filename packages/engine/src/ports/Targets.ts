import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import { Context, Effect, Layer } from "effect"

/** One event, ready to be handed over. */
export interface Parcel {
  readonly headers: Readonly<Record<string, string>>
  /** JSON. */
  readonly body: string
}

/** Whose connections a request goes over. */
export interface Holder {
  /** Such as a subscription's id: unique among holders. */
  readonly id: string
  /** Whose it is; null for what is of all accounts. */
  readonly accountId: string | null
}

/**
 * Hands an event to an address over HTTP: once, within a bounded time, to public addresses alone, following nothing. It never fails: whatever
 * happens is a reply.
 */
export class HttpTarget extends Context.Tag("@sluice/engine/HttpTarget")<
  HttpTarget,
  {
    /**
     * @param holder what one holder keeps waiting holds up no other, also at the same host; what a host or an account keeps waiting as a whole leaves room for
     * others. Holders have a bounded number of requests under way, each and together; what is over it waits, and that is not counted as time of the try.
     */
    readonly post: (url: string, parcel: Parcel, holder: Holder) => Effect.Effect<Reply>
    /**
     * Why nothing at this URL is ever called, as far as its text tells: its host is written out as an address, and lies in the network that is named
     * here (`private`). Null for a name, which is judged when it is called, after it was looked up.
     */
    readonly uncalled: (url: string) => string | null
    /** This machine may be called, by plain HTTP as well (development). */
    readonly loopback: boolean
  }
>() {}

/** Writes an event to a topic. It never fails: whatever happens is a reply. */
export class TopicTarget extends Context.Tag("@sluice/engine/TopicTarget")<
  TopicTarget,
  {
    readonly publish: (topic: string, key: string, parcel: Parcel) => Effect.Effect<Reply>
    /** Null where topics can be written to; else why not. */
    readonly missing: string | null
    /** Topics that are not for subscribers. */
    readonly reserved: ReadonlySet<string>
  }
>() {
  /** Where there is no Kafka. */
  static readonly none: Layer.Layer<TopicTarget> = Layer.succeed(TopicTarget, {
    publish: () =>
      Effect.succeed({ _tag: "Untaken", status: null, detail: "there is no Kafka here", askedMillis: null }),
    missing: "this deployment has no Kafka: set SLUICE_KAFKA_BROKERS and SLUICE_CALLBACK_LOG=kafka",
    reserved: new Set<string>()
  })
}
