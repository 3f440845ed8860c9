import { it } from "@effect/vitest"
import type { StatusChanged } from "@sluice/core/callback/Event"
import { EarlyStatuses } from "@sluice/engine/ports/EarlyStatuses"
import * as Expiry from "@sluice/engine/settle/Expiry"
import { Effect, Fiber, TestClock } from "effect"
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

describe("Expiry", () => {
  it.effect("a parked status is kept as long as the platform may repeat it, and no longer", () =>
    Effect.gen(function* () {
      const early = yield* EarlyStatuses
      yield* early.park([{ wamid: status.wamid, receivedMillis: 0, status }])
      const fiber = yield* Effect.fork(Expiry.run({ everyMillis: 3_600_000, keepMillis: 86_400_000 }))
      yield* TestClock.adjust("23 hours")
      expect(yield* early.count).toBe(1)
      yield* TestClock.adjust("2 hours")
      expect(yield* early.count).toBe(0)
      yield* Fiber.interrupt(fiber)
    }).pipe(Effect.provide(World.store))
  )
})
