import { expect, it } from "@effect/vitest"
import { SqlClient } from "@effect/sql/SqlClient"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as Drive from "@sluice/engine/test-kit/campaigns/Drive"
import { becomes, byId, event, id, startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Fiber } from "effect"
import { describe } from "vitest"
import * as Stores from "./Stores.ts"

const { layer } = Stores.ofFile()

describe("Campaigns.sweep, PostgreSQL", () => {
  it.live("a message that is being put back is not forgotten, though its place in the queue is not committed yet", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient
      const campaigns = yield* Campaigns
      const outbox = yield* Outbox
      yield* Drive.made([1, 2])
      yield* Drive.feed(2)
      yield* outbox.modify([byId(1), byId(2)], () => becomes("dead"))
      const written = yield* Effect.makeLatch(false)
      const swept = yield* Effect.makeLatch(false)
      const puttingBack = yield* outbox
        .modify([byId(1)], () => ({ state: "queued", events: [event("replayed", startMillis)] }))
        .pipe(Effect.andThen(written.open), Effect.andThen(swept.await), sql.withTransaction, Effect.fork)
      yield* written.await
      // Waits for nobody, and forgets the other one.
      yield* campaigns.sweep
      expect(yield* campaigns.openCount(Drive.campaignId)).toBe(1)
      yield* swept.open
      yield* Fiber.join(puttingBack)
      yield* campaigns.sweep
      expect(yield* campaigns.open(Drive.campaignId)).toEqual([id(1)])
    }).pipe(Effect.provide(layer))
  )
})
