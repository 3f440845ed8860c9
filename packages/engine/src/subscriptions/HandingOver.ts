import * as Signature from "@sluice/core/subscription/Signature"
import * as Secrets from "@sluice/core/subscription/Secrets"
import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import { Clock, Effect, Redacted } from "effect"
import { Crypto } from "../ports/Crypto.ts"
import type { Subscription } from "../ports/Subscriptions.ts"
import { HttpTarget, TopicTarget } from "../ports/Targets.ts"
import { Vault } from "../ports/Vault.ts"

/** One event for one subscriber. */
export interface Item {
  /** The subscriber's name for it (`Body.nameOf`): the same at every try. */
  readonly id: string
  readonly body: string
}

/**
 * Signs an event and hands it over, once. It never fails: a secret that cannot be opened is a try that was not taken, since the key may come back.
 *
 * The time that is signed is the wall's, whatever clock the engine runs on: receivers compare it with theirs.
 */
export const make = Effect.gen(function* () {
  const vault = yield* Vault
  const crypto = yield* Crypto
  const http = yield* HttpTarget
  const topics = yield* TopicTarget
  const wall = Clock.make()

  const keysOf = (subscription: Subscription, nowMillis: number) =>
    Effect.forEach(Secrets.inUse(subscription.secrets, nowMillis), ({ sealed }) =>
      Effect.flatMap(vault.open({ subscriptionId: subscription.id, field: "signing-secret" }, sealed), (secret) =>
        Effect.orElseFail(Effect.fromNullable(Signature.keyOf(Redacted.value(secret))), () => "it is no secret")
      )
    )

  const post = (subscription: Subscription, url: string, item: Item): Effect.Effect<Reply> =>
    Effect.gen(function* () {
      const keys = yield* keysOf(subscription, yield* Clock.currentTimeMillis)
      const timestampSeconds = Math.floor((yield* wall.currentTimeMillis) / 1_000)
      const headers = Signature.headers(crypto.hmacSha256, keys, { ...item, timestampSeconds })
      return yield* http.post(url, { headers, body: item.body })
    }).pipe(
      Effect.tapError((error) => Effect.logError(`events of subscription ${subscription.id} cannot be signed`, error)),
      Effect.orElseSucceed((): Reply => {
        return { _tag: "Untaken", status: null, detail: "its secret cannot be opened here", askedMillis: null }
      })
    )

  return (subscription: Subscription, item: Item): Effect.Effect<Reply> => {
    const { target } = subscription
    return target.kind === "http"
      ? post(subscription, target.url, item)
      : topics.publish(target.topic, item.id, { headers: { "webhook-id": item.id }, body: item.body })
  }
})
