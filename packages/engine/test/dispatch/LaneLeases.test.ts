import { it } from "@effect/vitest"
import * as SharedBudget from "@sluice/core/throttle/SharedBudget"
import { Holds } from "@sluice/engine/ports/Holds"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Effect, Schema } from "effect"
import { describe, expect } from "vitest"
import * as World from "../world.ts"
import { adjust, budgetRow, day, enqueue, list, offer, paced, place, running, unique, worldOf } from "./lanes.ts"

describe("Leases of shared budgets under a hold", () => {
  const leasing = { sliceShare: 0.5, leaseMillis: 600_000, graceMillis: 60_000 }
  const read = Effect.map(budgetRow, Schema.decodeUnknownSync(SharedBudget.State))

  it.effect(
    "RL-06: a hold on the business ends the leases of every lane at once, and none is granted until it is over",
    () => {
      const senders = ["a", "b"].map((id) => paced("cloud-api", id, { ...unique(20), leasing }))
      const { layer, provider } = worldOf(World.accepted, senders)
      return Effect.gen(function* () {
        yield* enqueue([1, 101].map((n, i) => World.message(n, { senderId: i === 0 ? "a" : "b", content: offer })))
        yield* running(
          ["a", "b"],
          Effect.gen(function* () {
            yield* adjust("500 millis")
            expect(provider.sent).toHaveLength(2)
            const placed = yield* place({ scope: "business", key: "business", level: "medium", number: 3 })
            yield* adjust("2 seconds")
            const closed = yield* read
            expect(closed.closed).toEqual({ number: 3, untilMillis: null })
            expect(closed.entries.every(({ returning }) => returning)).toBe(true)
            yield* enqueue([
              ...list(2, 30, { senderId: "a", content: offer }),
              ...list(102, 30, { senderId: "b", content: offer })
            ])
            yield* adjust("1 minute")
            expect(provider.sent).toHaveLength(2)
            yield* (yield* Holds).clear(placed.id, { by: "kim", atMillis: 62_501, note: "mended" })
            yield* adjust("2 minutes")
            expect((yield* read).closed).toBeNull()
          })
        )
        // What was in use came along, nothing was granted twice, and nothing of the portfolio's day is lost.
        expect(provider.sent).toHaveLength(20)
        expect(new Set(provider.sent.map(({ recipient }) => recipient)).size).toBe(20)
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect(
    "RL-06: lanes that a hold on their account stops give back what another account of the business can use",
    () => {
      const pacing = { ...unique(10), leasing: { ...leasing, sliceShare: 1 } }
      const { layer, provider } = worldOf(World.accepted, [
        paced("cloud-api", "a", pacing),
        paced("cloud-api", "b", pacing, { accountId: "second" })
      ])
      return Effect.gen(function* () {
        yield* enqueue(list(1, 2, { senderId: "a", content: offer, dueMillis: 0 }))
        // More work than it may do, so that it would keep its lease.
        yield* enqueue(list(3, 8, { senderId: "a", content: offer, dueMillis: 3_600_000 }))
        yield* running(
          ["a", "b"],
          Effect.gen(function* () {
            yield* adjust("300 millis")
            yield* place({ scope: "account", key: "account", level: "fix" })
            yield* adjust("2 seconds")
            yield* enqueue(list(11, 20, { senderId: "b", accountId: "second", content: offer }))
            yield* adjust("1 minute")
          })
        )
        expect(provider.sent.filter(({ messageId }) => Number(messageId.slice(-12)) >= 11)).toHaveLength(8)
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("RL-06: a row that a hold closed and nobody opened is opened by the next lane that finds no hold", () => {
    const { layer, provider } = worldOf(World.accepted, [paced("cloud-api", "a", { ...unique(5), leasing })])
    const terms = { capacity: 5, windowMillis: day, leasing }
    return Effect.gen(function* () {
      yield* Effect.flatMap(LedgerStore, (ledger) =>
        ledger.modify("budget uniqueRecipients", "business", () => [
          null,
          SharedBudget.revoked(terms, SharedBudget.initial, { number: 9, untilMillis: null }, 0)
        ])
      )
      yield* enqueue(list(1, 3, { senderId: "a", content: offer }))
      yield* running(["a"], adjust("5 seconds"))
      expect(provider.sent).toHaveLength(3)
    }).pipe(Effect.provide(layer))
  })
})
