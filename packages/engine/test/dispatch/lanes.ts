import * as Classification from "@sluice/core/failure/Classification"
import type { Pacing } from "@sluice/core/policy/Pacing"
import * as Policy from "@sluice/core/policy/Policy"
import type { Hold } from "@sluice/core/throttle/Hold"
import * as SharedBudget from "@sluice/core/throttle/SharedBudget"
import * as Lane from "@sluice/engine/dispatch/Lane"
import type { Sender } from "@sluice/engine/ports/Directory"
import { Holds } from "@sluice/engine/ports/Holds"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { NewMessage } from "@sluice/engine/ports/Outbox"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import { Clock, Duration, Effect, Fiber, Layer, Schema, TestClock } from "effect"
import * as World from "../world.ts"

/** Two processes' worth: each lane has its own fibers and its own memory, and only the store between them. */
export const options: Lane.Options = { runner: "test", ...Lane.defaults, pollMillis: 100, idlePollMillis: 1_000 }

/** For hours and days: each look costs the test as much as an hour of waiting does. */
export const patient: Lane.Options = { ...options, pollMillis: 60_000, idlePollMillis: 60_000, holdPollMillis: 60_000 }

export const refused = (code: number, httpStatus = 400): SendOutcome => ({
  _tag: "Refused",
  httpStatus,
  detail: "refused",
  failure: Classification.classify({ provider: "cloud-api", httpStatus, code })
})

export const paced = (
  policy: "guide" | "cloud-api",
  id: string,
  pacing: Partial<Pacing> = {},
  more: Partial<Sender> = {}
) => {
  const shipped = Policy.shipped[policy]
  return World.sender(policy, {
    id,
    phoneNumberId: id,
    policy: { ...shipped, pacing: { ...shipped.pacing, ...pacing } },
    ...more
  })
}

export const worldOf = (
  script: (request: SendRequest, index: number) => SendOutcome,
  senders: ReadonlyArray<Sender>,
  latencyMillis = 100
) => {
  const provider = World.scripted(script, latencyMillis)
  return { provider, layer: Layer.mergeAll(World.store, provider.layer, World.directory(...senders)) }
}

export const offer = { type: "template", template: { name: "offer", language: { code: "en" } } } as const
export const image = { type: "image", image: { link: "https://media.test/a.jpg" } } as const

export const enqueue = (rows: ReadonlyArray<NewMessage>) => Effect.flatMap(Outbox, (outbox) => outbox.enqueue(rows))

export const list = (from: number, count: number, changes: Partial<NewMessage> = {}) =>
  Array.from({ length: count }, (_, n) => World.message(from + n, changes))

export const place = (changes: Partial<Hold>) =>
  Effect.flatMap(Holds, (holds) =>
    holds.place({
      scope: "sender",
      key: "a",
      level: "fix",
      number: 1,
      sinceMillis: 0,
      untilMillis: null,
      needsReview: true,
      reason: "something has to be mended",
      reviewFromMillis: null,
      ...changes
    })
  )

export const active = Effect.gen(function* () {
  const nowMillis = yield* Clock.currentTimeMillis
  return (yield* (yield* Holds).active(nowMillis)).map(({ hold }) => hold)
})

/** Starts the lanes of these senders; ends them as a shutdown does when `during` has. */
export const running = <A, E, R>(ids: ReadonlyArray<string>, during: Effect.Effect<A, E, R>, how = options) =>
  Effect.gen(function* () {
    const lanes = yield* Effect.forEach(ids, (id) => Effect.fork(Lane.run(id, how)))
    yield* TestClock.adjust("1 millis")
    const result = yield* during
    const ending = yield* Effect.fork(Fiber.interruptAll(lanes))
    yield* TestClock.adjust("10 seconds")
    yield* Fiber.join(ending)
    return result
  })

export const adjust = (duration: Duration.DurationInput) => TestClock.adjust(duration)

export const day = 86_400_000

export const unique = (slots: number): Partial<Pacing> => ({
  uniqueRecipients: { windowMillis: day, tiers: { TIER_250: slots } }
})

export const budgetRow = Effect.flatMap(LedgerStore, (ledger) => ledger.read("budget uniqueRecipients", "business"))

export const slotsOf = (row: unknown): number =>
  Schema.decodeUnknownSync(SharedBudget.State)(row).entries.reduce((sum, { slots }) => sum + slots, 0)
