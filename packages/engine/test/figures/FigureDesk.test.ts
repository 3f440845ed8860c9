import { it } from "@effect/vitest"
import type { Caller } from "@sluice/engine/access/Caller"
import { FigureDesk } from "@sluice/engine/figures/FigureDesk"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Holds } from "@sluice/engine/ports/Holds"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as Lane from "@sluice/engine/test-kit/lanes/Lane"
import { message, startMillis } from "@sluice/engine/test-kit/Samples"
import * as LedgerRecovery from "@sluice/core/throttle/LedgerRecovery"
import * as Ledger from "@sluice/core/throttle/Ledger"
import * as LaneLedger from "@sluice/engine/dispatch/LaneLedger"
import { Directory } from "@sluice/engine/ports/Directory"
import { Effect, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as testDirectory from "../testDirectory.ts"

const layer = FigureDesk.layer.pipe(Layer.provideMerge(Layer.merge(MemoryStore.layer, testDirectory.layer)))

const everyone: Caller = { keyId: "1", name: "all", role: "viewer", accountId: null }
const zenith: Caller = { ...everyone, accountId: "zenith" }

/** The row that the lane of `acme-tw` leaves behind after sends at these moments. */
const sends = (atMillis: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const ledgers = yield* LedgerStore
    const sender = (yield* directory.senders).find(({ id }) => id === "acme-tw")
    if (sender === undefined) return yield* Effect.dieMessage("the test's directory has acme-tw")
    const context = LaneLedger.contextOf(sender)
    let state = Ledger.initial(context)
    for (const at of atMillis) {
      const id = String(at)
      state = Ledger.evolve(context, state, { _tag: "Departed", id, recipient: id, units: 1, atMillis: at })
      state = Ledger.evolve(context, state, { _tag: "Answered", id, atMillis: at })
    }
    const row = LedgerRecovery.keep(state)
    yield* ledgers.modify("sender", "acme-tw", () => [null, row])
  })

const budgets = (caller = everyone) => Effect.flatMap(FigureDesk, (desk) => desk.budgets(caller))

describe("FigureDesk", () => {
  it.effect("RL-01, RL-03: a sender that never sent has its whole budget, and nothing binds it", () =>
    Effect.gen(function* () {
      const all = yield* budgets()
      expect(all.map(({ senderId }) => senderId)).toEqual(["acme-tw", "zenith-de"])
      expect(all[0]).toEqual({
        senderId: "acme-tw",
        tier: "initial",
        reputation: 1,
        limitUnits: 5,
        windowMillis: 60_000,
        usedUnits: 0,
        binding: null
      })
      // Under the Cloud API's policy the limit is a throughput.
      expect(all[1]).toMatchObject({ limitUnits: 80, windowMillis: 1_000, usedUnits: null })
    }).pipe(Effect.provide(layer))
  )

  it.effect("RL-05: what was sent is in use, and the limit that spaces the next one is named with its end", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      yield* sends([startMillis - 13_000, startMillis - 1_000])
      const [first] = yield* budgets()
      expect(first).toMatchObject({
        usedUnits: 2,
        binding: { _tag: "Limit", limit: "spacing", untilMillis: startMillis + 11_000 }
      })
    }).pipe(Effect.provide(layer))
  )

  it.effect("RL-07: a hold comes before every limit, and is named by its id and the longest end", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      yield* sends([startMillis - 1_000])
      const holds = yield* Holds
      const light = { scope: "sender", key: "acme-tw", level: "light", number: 1 } as const
      const common = { sinceMillis: startMillis, reason: "burst", reviewFromMillis: null }
      yield* holds.place({ ...light, ...common, untilMillis: startMillis + 300_000, needsReview: false })
      const medium = yield* holds.place({
        ...light,
        ...common,
        scope: "business",
        key: "acme-business",
        level: "medium",
        untilMillis: startMillis + 60_000,
        needsReview: true
      })
      const [first, second] = yield* budgets()
      expect(first?.binding).toEqual({
        _tag: "Hold",
        id: medium.id,
        scope: "business",
        level: "medium",
        untilMillis: null
      })
      expect(second?.binding).toBeNull()
    }).pipe(Effect.provide(layer))
  )

  it.effect("a caller sees the figures of its own account alone", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const desk = yield* FigureDesk
      const outbox = yield* Outbox
      yield* outbox.enqueue([message(1, { senderId: "acme-tw" }), message(2, { senderId: "zenith-de" })])
      for (const [n, senderId] of [
        [1, "acme-tw"],
        [2, "zenith-de"]
      ] as const) {
        const { fence } = yield* Lane.take(senderId)
        yield* Lane.begin(fence, [n], { senderId, holdKeys: [] })
      }
      const seen = (caller: Caller) =>
        Effect.map(desk.sends(caller, 60), ({ figures }) => figures.map(({ senderId }) => senderId))
      expect(yield* seen(everyone)).toEqual(["acme-tw", "zenith-de"])
      expect(yield* seen(zenith)).toEqual(["zenith-de"])
      expect((yield* desk.endings(everyone, 60)).figures.attempted).toBe(2)
      expect((yield* desk.endings(zenith, 60)).figures.attempted).toBe(1)
      expect((yield* budgets(zenith)).map(({ senderId }) => senderId)).toEqual(["zenith-de"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("spans begin on the minute and hold the current one", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis + 61_500)
      const desk = yield* FigureDesk
      const { figures: _, ...span } = yield* desk.waits(everyone, 2)
      expect(span).toEqual({ fromMillis: startMillis, untilMillis: startMillis + 120_000, stepMillis: 60_000 })
    }).pipe(Effect.provide(layer))
  )
})
