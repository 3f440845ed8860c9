import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import { Feed } from "@sluice/engine/ports/Feed"
import type { Subscription } from "@sluice/engine/ports/Subscriptions"
import { Subscriptions } from "@sluice/engine/ports/Subscriptions"
import { HttpTarget, TopicTarget } from "@sluice/engine/ports/Targets"
import { Vault } from "@sluice/engine/ports/Vault"
import * as Courier from "@sluice/engine/subscriptions/Courier"
import * as Signature from "@sluice/core/subscription/Signature"
import { Clock, Effect, Layer, Redacted } from "effect"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as testDirectory from "../testDirectory.ts"

/** Keeps secrets as they are: how they are sealed is another test's. */
const vault = Layer.succeed(Vault, {
  seal: (_, secret) =>
    Effect.succeed({
      keyId: "k1",
      nonce: new Uint8Array(12),
      ciphertext: new TextEncoder().encode(Redacted.value(secret))
    }),
  open: (_, { ciphertext }) => Effect.succeed(Redacted.make(new TextDecoder().decode(ciphertext)))
})

/** The secret of every subscription here. */
const secret = Signature.secretOf(new Uint8Array(32).fill(1))

export const taken: Reply = { _tag: "Taken", status: 200 }
export const refused: Reply = { _tag: "Untaken", status: 500, detail: "it answered 500", askedMillis: null }

export const subscriptionId = (n: number): string => `01900000-0000-7000-9000-${n.toString(16).padStart(12, "0")}`

export const url = (n: number): string => `https://hooks.example.com/${n}`

/** One try, as the subscriber saw it. */
export interface Try {
  readonly url: string
  /** Whose connections it went over. */
  readonly holder: string
  readonly id: string
  readonly type: unknown
  readonly data: unknown
  readonly atMillis: number
}

const parsed = (body: string): { readonly type: unknown; readonly data: unknown } => JSON.parse(body)

/** A world of a memory store and subscribers that answer as the test says. */
export const make = () => {
  const tries: Array<Try> = []
  const replies = new Map<string, Effect.Effect<Reply>>()
  const target = Layer.succeed(HttpTarget, {
    loopback: false,
    uncalled: () => null,
    post: (to, { body, headers }, holder) =>
      Effect.gen(function* () {
        const atMillis = yield* Clock.currentTimeMillis
        tries.push({ url: to, holder: holder.id, id: headers["webhook-id"] ?? "", atMillis, ...parsed(body) })
        return yield* replies.get(to) ?? Effect.succeed(taken)
      })
  })
  const ports = Layer.mergeAll(
    MemoryStore.layer,
    testDirectory.layer,
    target,
    TopicTarget.none,
    vault,
    TestCrypto.layer
  ).pipe(Layer.orDie)

  const subscribe = (n: number, change: Partial<Subscription> = {}) =>
    Effect.flatMap(Subscriptions, (subscriptions) =>
      subscriptions.add({
        id: subscriptionId(n),
        accountId: null,
        name: `subscription ${n}`,
        target: { kind: "http", url: url(n) },
        types: ["*"],
        secrets: [
          {
            sealed: { keyId: "k1", nonce: new Uint8Array(12), ciphertext: new TextEncoder().encode(secret) },
            madeMillis: 0,
            untilMillis: null
          }
        ],
        standing: { _tag: "Enabled", failingSinceMillis: null },
        createdMillis: n,
        createdBy: "key k",
        ...change
      })
    )

  /** Something happens. */
  const tell = (...numbers: ReadonlyArray<number>) =>
    Effect.gen(function* () {
      const feed = yield* Feed
      const atMillis = yield* Clock.currentTimeMillis
      yield* feed.append(
        numbers.map((number) => ({ type: "message.received", accountId: "acme", atMillis, data: { number } }))
      )
    })

  /** A courier that looks this often: days of virtual time are lived through look by look. */
  const looking = (pollMillis: number) =>
    Courier.run({
      ...Courier.defaults,
      pollMillis,
      maintainMillis: Math.max(Courier.defaults.maintainMillis, 4 * pollMillis)
    })
  return { tries, replies, ports, subscribe, tell, looking, courier: looking(Courier.defaults.pollMillis) }
}
