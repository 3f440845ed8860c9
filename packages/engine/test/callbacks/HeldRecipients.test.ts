import { describe, expect, it } from "@effect/vitest"
import * as HeldRecipients from "@sluice/engine/callbacks/HeldRecipients"
import * as HoldKeys from "@sluice/engine/dispatch/HoldKeys"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import { Holds } from "@sluice/engine/ports/Holds"
import { Effect, Layer } from "effect"
import * as World from "../world.ts"

const sender = World.sender("cloud-api")
const recipient = "+15550200001"

const place = (level: "restriction" | "throttle", whom: string, untilMillis: number | null) =>
  Effect.gen(function* () {
    const keyOf = yield* (yield* RecipientKeys).keyOf
    const holds = yield* Holds
    return yield* holds.place({
      scope: "recipient-marketing",
      key: HoldKeys.recipient(sender, keyOf(whom)),
      level,
      number: 1,
      sinceMillis: 0,
      untilMillis,
      needsReview: false,
      reason: "their wish",
      reviewFromMillis: null
    })
  })

describe("Recipients who are held by their own wish", () => {
  it.effect(
    "CLOUD_API 3.3: a wish that is taken back ends its hold; the platform's cap and other people's wishes last on",
    () =>
      Effect.gen(function* () {
        const wish = yield* place("restriction", recipient, null)
        const cap = yield* place("throttle", recipient, 86_400_000)
        const other = yield* place("restriction", "+15550200002", null)
        yield* HeldRecipients.lift([{ accountId: "account", recipient }], 1_000)
        const active = yield* (yield* Holds).active(1_000)
        expect(active.map(({ id }) => id)).toEqual([cap.id, other.id])
        expect(wish.hold.key).not.toContain(recipient.slice(1))
        // Another account has no word about it.
        yield* HeldRecipients.lift([{ accountId: "elsewhere", recipient: "+15550200002" }], 1_000)
        expect(yield* (yield* Holds).active(1_000)).toHaveLength(2)
      }).pipe(Effect.provide(Layer.merge(World.store, World.directory(sender))))
  )
})
