import { it } from "@effect/vitest"
import * as Policy from "@sluice/core/policy/Policy"
import { Accept } from "@sluice/engine/accept/Accept"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import { type Caller, nobody } from "@sluice/engine/access/Caller"
import * as Processing from "@sluice/engine/callbacks/Processing"
import { Deal } from "@sluice/engine/dealing/Deal"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { Sender } from "@sluice/engine/ports/Directory"
import { Feed } from "@sluice/engine/ports/Feed"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Effect, Either, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Bodies from "../../callbackBodies.ts"
import * as World from "../../world.ts"

const operator: Caller = { ...nobody, keyId: "key", role: "operator", accountId: null }
const recipient = "+886987654321"

const world = (sender: Sender) =>
  Layer.mergeAll(Accept.layer(), Consent.layer, TemplateRegistry.layer).pipe(
    Layer.provide(Deal.layer()),
    Layer.provide(IdsLayer.layer),
    Layer.provide(TestCrypto.layer),
    Layer.provideMerge(Layer.merge(World.store, World.directory(sender)))
  )

/** The person writes, and the callback that tells it is processed. */
const writes = (text: string) =>
  Effect.gen(function* () {
    const log = yield* CallbackLog
    yield* log.append([Bodies.callback(Bodies.received({ from: recipient.slice(1), text }))])
    const fiber = yield* Effect.fork(Processing.run({ pollMillis: 25, batchMax: 100, unparkMillis: 1_000 }))
    yield* TestClock.adjust("100 millis")
    yield* Fiber.interrupt(fiber)
  })

/** What stands against a message to that person; nothing where it is taken. */
const refusal = Effect.gen(function* () {
  const accept = yield* Accept
  const outcome = yield* Effect.either(
    accept.accept(operator, {
      senderId: "sender",
      recipient,
      content: { type: "text", text: { body: "hello" } },
      replyTo: null,
      idempotencyKey: null
    })
  )
  if (Either.isRight(outcome)) return []
  return outcome.left._tag === "MessageRefused" ? outcome.left.findings.map(({ code }) => code) : [outcome.left._tag]
})

const states = Effect.flatMap(Outbox, (outbox) =>
  Effect.map(outbox.list({ limit: 100 }), (found) => found.map(({ state }) => state))
)

describe("a word in a callback", () => {
  it.effect("refuses every later message, ends what is queued, and is told; another word takes it back", () =>
    Effect.gen(function* () {
      const feed = yield* Feed
      yield* feed.listen(1e15)
      const from = yield* feed.end
      expect(yield* refusal).toEqual([])
      yield* writes("수신거부")
      expect(yield* states).toEqual(["failed"])
      expect(yield* refusal).toEqual(["opted-out"])
      yield* writes("thank you")
      expect(yield* refusal).toEqual(["opted-out"])
      yield* writes(" Start! ")
      expect(yield* refusal).toEqual([])
      const { events } = yield* feed.after({ afterPosition: from, limit: 100, accountId: "account" })
      const wishes = events.filter(({ type }) => type === "contact.stopped" || type === "contact.resumed")
      const person = { accountId: "account", senderId: "sender", recipient, source: "keyword" }
      expect(wishes.map(({ data, type }) => ({ type, data }))).toEqual([
        { type: "contact.stopped", data: { ...person, scope: "all" } },
        { type: "contact.resumed", data: { ...person, scope: null } }
      ])
    }).pipe(Effect.provide(world(World.sender("guide"))))
  )

  it.effect("stops by the words of the account's own policy, and not by those that it takes out", () => {
    const policy = Either.getOrThrow(
      Policy.override(Policy.shipped.guide, { consent: { stopWords: ["verlaat"], ignoredWords: ["stop"] } })
    )
    return Effect.gen(function* () {
      yield* writes("STOP")
      expect(yield* refusal).toEqual([])
      yield* writes("Verlaat")
      expect(yield* refusal).toEqual(["opted-out"])
    }).pipe(Effect.provide(world(World.sender("guide", { policy }))))
  })
})
