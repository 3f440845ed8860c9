import * as Signature from "@sluice/core/subscription/Signature"
import * as Secrets from "@sluice/core/subscription/Secrets"
import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import { Clock, Effect, Redacted } from "effect"
import { Crypto } from "../ports/Crypto.ts"
import * as Forwarding from "../forwarding/Forwarding.ts"
import * as Notice from "../forwarding/Notice.ts"
import type { KeptSecret, Subscription } from "../ports/Subscriptions.ts"
import { HttpTarget, TopicTarget } from "../ports/Targets.ts"
import { Vault } from "../ports/Vault.ts"

/** One event for one subscriber. */
export interface Item {
  /** The subscriber's name for it (`Body.nameOf`): the same at every try. */
  readonly id: string
  readonly body: string
}

const untaken = (detail: string): Reply => ({ _tag: "Untaken", status: null, detail, askedMillis: null })

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
  const forward = yield* Forwarding.make
  const wall = Clock.make()

  const opened = (subscription: Subscription, sealed: KeptSecret["sealed"]) =>
    vault.open({ subscriptionId: subscription.id, field: "signing-secret" }, sealed)

  const keysOf = (subscription: Subscription, nowMillis: number) =>
    Effect.forEach(Secrets.inUse(subscription.secrets, nowMillis), ({ sealed }) =>
      Effect.flatMap(opened(subscription, sealed), (secret) =>
        Effect.orElseFail(Effect.fromNullable(Signature.keyOf(Redacted.value(secret))), () => "it is no secret")
      )
    )

  const unsigned = (subscription: Subscription) =>
    Effect.fn(function* (error: unknown) {
      yield* Effect.logError(`events of subscription ${subscription.id} cannot be signed`, error)
      return untaken("its secret cannot be opened here")
    })

  const post = (subscription: Subscription, url: string, item: Item): Effect.Effect<Reply> =>
    Effect.gen(function* () {
      const keys = yield* keysOf(subscription, yield* Clock.currentTimeMillis)
      const timestampSeconds = Math.floor((yield* wall.currentTimeMillis) / 1_000)
      const headers = Signature.headers(crypto.hmacSha256, keys, { ...item, timestampSeconds })
      return yield* http.post(url, { headers, body: item.body }, subscription)
    }).pipe(Effect.catchAll(unsigned(subscription)))

  /** One signature has room in the platform's header: the newest secret's. */
  const postAsPlatform = (subscription: Subscription, url: string, item: Item): Effect.Effect<Reply> =>
    Effect.gen(function* () {
      const notice = Notice.read(item.body)
      const body = notice === null ? null : yield* forward(notice)
      if (body === null) return untaken("what it tells of is forgotten")
      const [newest] = subscription.secrets
      if (newest === undefined) return untaken("it has no secret")
      const secret = yield* opened(subscription, newest.sealed)
      const headers = Forwarding.headers(crypto.hmacSha256, Redacted.value(secret), body)
      return yield* http.post(url, { headers, body }, subscription)
    }).pipe(
      Effect.catchTag("StoreUnavailable", () => Effect.succeed(untaken("the store did not answer"))),
      Effect.catchAll(unsigned(subscription))
    )

  return (subscription: Subscription, item: Item): Effect.Effect<Reply> => {
    const { target } = subscription
    switch (target.kind) {
      case "http":
        return post(subscription, target.url, item)
      case "cloud-api":
        return postAsPlatform(subscription, target.url, item)
      case "kafka":
        return topics.publish(target.topic, item.id, { headers: { "webhook-id": item.id }, body: item.body })
    }
  }
})
