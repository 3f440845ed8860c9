import * as Address from "@sluice/core/subscription/Address"
import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import * as Secrets from "@sluice/core/subscription/Secrets"
import * as Selection from "@sluice/core/subscription/Selection"
import * as Signature from "@sluice/core/subscription/Signature"
import * as Standing from "@sluice/core/subscription/Standing"
import { Clock, Context, DateTime, Duration, Effect, Encoding, Layer, Option, Redacted } from "effect"
import type { Finding } from "../accept/Finding.ts"
import * as Caller from "../access/Caller.ts"
import * as Notice from "../forwarding/Notice.ts"
import { Crypto } from "../ports/Crypto.ts"
import { Directory } from "../ports/Directory.ts"
import type { AccountUnknown } from "../ports/Directory.ts"
import { Ids } from "../ports/Ids.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { Subscriptions } from "../ports/Subscriptions.ts"
import type { Delivery, KeptSecret, Outcome, Subscription, Target } from "../ports/Subscriptions.ts"
import { HttpTarget, TopicTarget } from "../ports/Targets.ts"
import { Vault } from "../ports/Vault.ts"
import type { VaultClosed } from "../ports/Vault.ts"
import * as HandingOver from "./HandingOver.ts"
import { SecretNotUsed, SubscriptionInvalid, SubscriptionsFull, SubscriptionUnknown } from "./Refusals.ts"

/** What a subscription is made of. */
export interface NewSubscription {
  /** Null: every account; only for callers who may use all of them. */
  readonly accountId: string | null
  readonly name: string
  readonly target: Target
  /** Null where the target decides over it, as one of the platform's own shape does. */
  readonly types: ReadonlyArray<string> | null
  /** What its callbacks are signed with in the platform's own shape; null makes one. Of the others' secrets the caller has no choice. */
  readonly secret: Redacted.Redacted | null
}

/** A subscription with its new secret, which is shown this once; null for a topic, and for a secret that the caller brought. */
export interface Made {
  readonly subscription: Subscription
  readonly secret: Redacted.Redacted | null
}

/** What came of a test event. */
export interface Tested {
  readonly reply: Reply
  readonly tookMillis: number
}

/** Each costs connections and a queue of its own. */
const subscriptionsMax = 50

const finding = (path: string, code: string, message: string): Finding => ({
  path,
  code,
  rule: null,
  message,
  suggestion: null
})

const uncalled = (network: string): string =>
  `it leads to a ${network} network, which is never called; give an address of the public internet, or a name that leads to one`

const make = Effect.gen(function* () {
  const subscriptions = yield* Subscriptions
  const directory = yield* Directory
  const ids = yield* Ids
  const crypto = yield* Crypto
  const vault = yield* Vault
  const http = yield* HttpTarget
  const topics = yield* TopicTarget
  const handOver = yield* HandingOver.make

  const wrong = (caller: Caller.Caller, { target, types }: NewSubscription): Finding | null => {
    if (target.kind === "cloud-api" && types !== null) {
      return finding("types", "not-chosen", "it is told what the platform tells; leave the types out")
    }
    if (target.kind !== "cloud-api" && types === null) return finding("types", "missing", "is missing")
    if (target.kind !== "kafka") {
      const refusal = Address.refusal(target.url, http.loopback)
      if (refusal !== null) return finding("target.url", `address-${refusal}`, Address.remedies[refusal])
      const network = http.uncalled(target.url)
      return network === null ? null : finding("target.url", "address-uncalled", uncalled(network))
    }
    if (caller.accountId !== null) return finding("target.kind", "topic-shared", "topics are for keys of all accounts")
    if (topics.missing !== null) return finding("target.kind", "topic-unavailable", topics.missing)
    return topics.reserved.has(target.topic)
      ? finding("target.topic", "topic-reserved", "this topic is Sluice's own; name another")
      : null
  }

  const find = Effect.fn("Subscribing.find")(function* (caller: Caller.Caller, subscriptionId: string) {
    const found = Option.getOrNull(yield* subscriptions.find(subscriptionId))
    const visible = found !== null && (caller.accountId === null || caller.accountId === found.accountId)
    return visible ? found : yield* new SubscriptionUnknown({ subscriptionId })
  })

  /** A secret of the form that its receivers know: the platform's are 32 digits of hex. */
  const fresh = (kind: Target["kind"]) =>
    Effect.map(crypto.randomBytes(Signature.secretBytes), (bytes) =>
      Redacted.make(kind === "cloud-api" ? Encoding.encodeHex(bytes.subarray(0, 16)) : Signature.secretOf(bytes))
    )

  const seal = Effect.fnUntraced(function* (subscriptionId: string, secret: Redacted.Redacted, madeMillis: number) {
    const sealed = yield* vault.seal({ subscriptionId, field: "signing-secret" }, secret)
    const kept: KeptSecret = { sealed, madeMillis, untilMillis: null }
    return { secret, kept }
  })

  const create = Effect.fn("Subscribing.create")(function* (caller: Caller.Caller, asked: NewSubscription) {
    const accountId = asked.accountId ?? caller.accountId
    // An account that the caller may not use is told like one that does not exist.
    if (accountId !== null) {
      yield* directory.account(Caller.mayUse(caller, accountId) ? accountId : "")
    }
    const reason = wrong(caller, asked)
    if (reason !== null) return yield* new SubscriptionInvalid({ findings: [reason] })
    const others = yield* subscriptions.list(accountId)
    if (others.filter((other) => other.accountId === accountId).length >= subscriptionsMax) {
      return yield* new SubscriptionsFull({ max: subscriptionsMax })
    }
    const [id = ""] = yield* ids.take(1)
    const createdMillis = yield* Clock.currentTimeMillis
    const { name, target } = asked
    const made =
      target.kind === "kafka" ? null : yield* seal(id, asked.secret ?? (yield* fresh(target.kind)), createdMillis)
    const subscription: Subscription = {
      id,
      name,
      target,
      accountId,
      types: asked.types ?? Selection.platform,
      secrets: made === null ? [] : [made.kept],
      standing: Standing.initial,
      createdMillis,
      createdBy: `key ${caller.keyId}`
    }
    yield* subscriptions.add(subscription)
    return { subscription, secret: asked.secret === null ? (made?.secret ?? null) : null }
  })

  const changed = (id: string, found: Option.Option<Subscription>) =>
    Option.match(found, {
      onNone: () => new SubscriptionUnknown({ subscriptionId: id }),
      onSome: (subscription) => Effect.succeed(subscription)
    })

  const rotate = Effect.fn("Subscribing.rotate")(function* (
    caller: Caller.Caller,
    subscriptionId: string,
    overlapMillis: number
  ) {
    const { target } = yield* find(caller, subscriptionId)
    if (target.kind === "kafka") return yield* new SecretNotUsed({ subscriptionId })
    const nowMillis = yield* Clock.currentTimeMillis
    const { kept, secret } = yield* seal(subscriptionId, yield* fresh(target.kind), nowMillis)
    const after = yield* subscriptions.modify(subscriptionId, ({ secrets, standing }) => ({
      standing,
      secrets: Secrets.rotated(secrets, kept, overlapMillis, nowMillis)
    }))
    return { subscription: yield* changed(subscriptionId, after), secret }
  })

  const enable = Effect.fn("Subscribing.enable")(function* (caller: Caller.Caller, subscriptionId: string) {
    yield* find(caller, subscriptionId)
    const after = yield* subscriptions.modify(subscriptionId, ({ secrets, standing }) =>
      standing._tag === "Enabled" ? null : { secrets, standing: Standing.initial }
    )
    yield* subscriptions.hasten(subscriptionId, yield* Clock.currentTimeMillis)
    return yield* changed(subscriptionId, after)
  })

  const test = Effect.fn("Subscribing.test")(function* (caller: Caller.Caller, subscriptionId: string) {
    const subscription = yield* find(caller, subscriptionId)
    const [uuid = ""] = yield* ids.take(1)
    const id = `evt_${uuid}`
    const timestamp = DateTime.formatIso(yield* DateTime.now)
    const body =
      subscription.target.kind === "cloud-api"
        ? Notice.write({ _tag: "Test" })
        : JSON.stringify({ id, type: "test", timestamp, data: { subscriptionId } })
    const [took, reply] = yield* Effect.timed(handOver(subscription, { id, body }))
    const tested: Tested = { reply, tookMillis: Math.round(Duration.toMillis(took)) }
    return tested
  })

  return {
    find,
    create,
    rotate,
    enable,
    test,
    list: Effect.fn("Subscribing.list")((caller: Caller.Caller) => subscriptions.list(caller.accountId)),
    remove: Effect.fn("Subscribing.remove")(function* (caller: Caller.Caller, subscriptionId: string) {
      yield* find(caller, subscriptionId)
      if (!(yield* subscriptions.remove(subscriptionId))) return yield* new SubscriptionUnknown({ subscriptionId })
    }),
    waiting: subscriptions.waiting,
    deliveries: Effect.fn("Subscribing.deliveries")(function* (
      caller: Caller.Caller,
      subscriptionId: string,
      page: {
        readonly states: ReadonlyArray<Outcome["state"]>
        readonly beforeCursor: string | null
        readonly limit: number
      }
    ) {
      yield* find(caller, subscriptionId)
      return yield* subscriptions.deliveries({ subscriptionId, ...page })
    })
  }
})

/** Who is told of what: what callers may do about it. A subscription that the caller may not see is told like one that does not exist. */
export class Subscribing extends Context.Tag("@sluice/engine/Subscribing")<
  Subscribing,
  {
    /** Of the caller's account, or of all. */
    readonly list: (caller: Caller.Caller) => Effect.Effect<ReadonlyArray<Subscription>, StoreUnavailable>
    readonly find: (
      caller: Caller.Caller,
      id: string
    ) => Effect.Effect<Subscription, SubscriptionUnknown | StoreUnavailable>
    readonly create: (
      caller: Caller.Caller,
      asked: NewSubscription
    ) => Effect.Effect<Made, AccountUnknown | SubscriptionInvalid | SubscriptionsFull | VaultClosed | StoreUnavailable>
    /** The one before goes on signing beside the new secret for `overlapMillis`; 0 ends it at once. */
    readonly rotate: (
      caller: Caller.Caller,
      id: string,
      overlapMillis: number
    ) => Effect.Effect<Made, SubscriptionUnknown | SecretNotUsed | VaultClosed | StoreUnavailable>
    /** It is told again, first what waits for it. */
    readonly enable: (
      caller: Caller.Caller,
      id: string
    ) => Effect.Effect<Subscription, SubscriptionUnknown | StoreUnavailable>
    readonly remove: (caller: Caller.Caller, id: string) => Effect.Effect<void, SubscriptionUnknown | StoreUnavailable>
    /** Hands over a test event now, once, past the queue. It changes nothing. */
    readonly test: (caller: Caller.Caller, id: string) => Effect.Effect<Tested, SubscriptionUnknown | StoreUnavailable>
    /** How many events wait for it. */
    readonly waiting: (id: string) => Effect.Effect<number, StoreUnavailable>
    /** Newest first. */
    readonly deliveries: (
      caller: Caller.Caller,
      id: string,
      page: {
        readonly states: ReadonlyArray<Outcome["state"]>
        readonly beforeCursor: string | null
        readonly limit: number
      }
    ) => Effect.Effect<ReadonlyArray<Delivery>, SubscriptionUnknown | StoreUnavailable>
  }
>() {
  static readonly layer = Layer.effect(Subscribing, make)
}
