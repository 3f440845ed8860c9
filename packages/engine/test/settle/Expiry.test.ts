import { it } from "@effect/vitest"
import type { StatusChanged } from "@sluice/core/callback/Event"
import { EarlyStatuses } from "@sluice/engine/ports/EarlyStatuses"
import * as Expiry from "@sluice/engine/settle/Expiry"
import { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"

const status: StatusChanged = {
  _tag: "StatusChanged",
  path: "entry[0].changes[0].value.statuses[0]",
  wabaId: null,
  phoneNumberId: null,
  displayPhoneNumber: null,
  wamid: "wamid.foreign",
  status: "sent",
  statusText: "sent",
  recipient: null,
  recipientType: null,
  recipientUserId: null,
  recipientParentUserId: null,
  participant: null,
  waId: null,
  profileName: null,
  username: null,
  identityKeyHash: null,
  timestampSeconds: null,
  opaque: null,
  conversation: null,
  pricing: null,
  errors: []
}

/** The store, and a sender with a service window of a day. */
const world = Layer.merge(World.store, World.directory(World.sender("cloud-api")))

const hourly = { everyMillis: 3_600_000, keepMillis: 86_400_000 }

describe("Expiry", () => {
  it.effect("a parked status is kept as long as the platform may repeat it, and no longer", () =>
    Effect.gen(function* () {
      const early = yield* EarlyStatuses
      yield* early.park([{ wamid: status.wamid, accountId: "account", stampMillis: null, receivedMillis: 0, status }])
      const fiber = yield* Effect.fork(Expiry.run(hourly))
      yield* TestClock.adjust("23 hours")
      expect(yield* early.count).toBe(1)
      yield* TestClock.adjust("2 hours")
      expect(yield* early.count).toBe(0)
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(world))
  )

  it.effect("a service window is kept while it is open, and no longer; since when the number is heard is kept", () =>
    Effect.gen(function* () {
      const windows = yield* ServiceWindows
      const conversation = { senderId: "sender", recipient: "+15550200001" }
      yield* windows.note([{ ...conversation, atMillis: 1_000 }])
      const fiber = yield* Effect.fork(Expiry.run(hourly))
      yield* TestClock.adjust("24 hours")
      expect(yield* windows.lastHeard([conversation])).toEqual([{ lastMillis: 1_000, hearingSinceMillis: 1_000 }])
      yield* TestClock.adjust("1 hour")
      expect(yield* windows.lastHeard([conversation])).toEqual([{ lastMillis: null, hearingSinceMillis: 1_000 }])
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(world))
  )

  it.effect("a store that is away for one of them is asked again, and keeps nobody from the other", () =>
    Effect.gen(function* () {
      const windows = yield* ServiceWindows
      const conversation = { senderId: "sender", recipient: "+15550200001" }
      yield* windows.note([{ ...conversation, atMillis: 0 }])
      const away = { count: Effect.succeed(0), park: () => Effect.void, consumeKnown: () => Effect.succeed(0) }
      let asked = 0
      const expire = () =>
        Effect.suspend(() => {
          asked++
          return new StoreUnavailable({ operation: "EarlyStatuses.expire", cause: "away" })
        })
      const fiber = yield* Effect.fork(Effect.provideService(Expiry.run(hourly), EarlyStatuses, { ...away, expire }))
      yield* TestClock.adjust("25 hours")
      expect(asked).toBe(26)
      expect((yield* windows.lastHeard([conversation]))[0]?.lastMillis).toBe(null)
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(world))
  )
})
