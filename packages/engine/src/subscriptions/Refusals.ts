import { Data } from "effect"
import type { Finding } from "../accept/Finding.ts"

/** No subscription of that id, or none that the caller may see. */
export class SubscriptionUnknown extends Data.TaggedError("SubscriptionUnknown")<{ readonly subscriptionId: string }> {
  override get message(): string {
    return `no subscription ${this.subscriptionId}`
  }
}

/** It cannot be subscribed like this; every reason. */
export class SubscriptionInvalid extends Data.TaggedError("SubscriptionInvalid")<{
  readonly findings: ReadonlyArray<Finding>
}> {}

/** An account has as many as it may have. */
export class SubscriptionsFull extends Data.TaggedError("SubscriptionsFull")<{ readonly max: number }> {
  override get message(): string {
    return `there are ${this.max} subscriptions already; remove one that is not needed`
  }
}

/** A topic has no secret: who may read it is for Kafka to say. */
export class SecretNotUsed extends Data.TaggedError("SecretNotUsed")<{ readonly subscriptionId: string }> {
  override get message(): string {
    return `subscription ${this.subscriptionId} writes to a topic, which is not signed`
  }
}
