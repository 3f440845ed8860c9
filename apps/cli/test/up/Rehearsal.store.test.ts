import * as PgStore from "@sluice/adapter-postgres/PgStore"
import { Holds } from "@sluice/engine/ports/Holds"
import { SendRecords } from "@sluice/engine/ports/SendRecords"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Effect, Layer, Redacted } from "effect"
import { expect, it } from "vitest"
import * as DatabaseOption from "../../src/database/DatabaseOption.ts"
import * as Migrate from "../../src/migrate/Migrate.ts"
import * as Rehearsal from "../../src/up/Rehearsal.ts"

const nowMillis = 1_800_000_000_000
const hourMillis = 3_600_000

it("RL-06, RL-07: a rehearsal leaves a medium that awaits its review, and the sends it is judged by; where one stands, no second", () =>
  Effect.runPromise(
    Effect.gen(function* () {
      const url = Redacted.make(yield* TestDatabase.fresh())
      const database = DatabaseOption.layer(url)
      yield* Migrate.run.pipe(Effect.provide(database))
      const past = { accountId: "local", businessId: "local-business", senderId: "support", sends: 12, nowMillis }
      yield* Rehearsal.tell(url, past)
      yield* Rehearsal.tell(url, { ...past, nowMillis: nowMillis + hourMillis })
      const [standing, summary] = yield* Effect.gen(function* () {
        const holds = yield* Holds
        const records = yield* SendRecords
        const { holds: placed } = yield* holds.seen(nowMillis)
        const asked = {
          senderIds: ["support"],
          fromMillis: nowMillis - 3 * hourMillis,
          untilMillis: nowMillis - 2 * hourMillis
        }
        return [placed, yield* records.summary(asked)] as const
      }).pipe(Effect.provide(PgStore.layer.pipe(Layer.provide(database))))
      expect(standing).toHaveLength(1)
      expect(standing[0]).toMatchObject({
        review: null,
        hold: { scope: "business", key: "local-business", level: "medium", number: 1, needsReview: true }
      })
      expect(summary).toMatchObject([{ senderId: "support", sends: 12, accepted: 11, refused: 1, busiestMinute: 12 }])
    }).pipe(Effect.scoped)
  ))
