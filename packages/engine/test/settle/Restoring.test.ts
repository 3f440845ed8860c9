import * as MessageState from "@sluice/core/delivery/MessageState"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import { Lanes } from "@sluice/engine/ports/Lanes"
import * as MessageChange from "@sluice/engine/ports/MessageChange"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { StatusChanged } from "@sluice/core/callback/Event"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import * as StatusRule from "@sluice/engine/callbacks/StatusRule"
import * as Restored from "@sluice/engine/settle/Restored"
import * as Restoring from "@sluice/engine/settle/Restoring"
import { Effect, Option, TestClock, TestContext } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as campaignWorld from "../campaigns/world.ts"
import * as World from "../world.ts"

const lostMillis = 60_000
const restoration: Restored.Restoration = { lostMillis, nowMillis: 90_000 }

/** What the platform tells of an attempt that the lost database began. */
const sentOf = (messageId: string, attempt: number): StatusChanged => ({
  _tag: "StatusChanged",
  path: "entry[0].changes[0].value.statuses[0]",
  wabaId: "1",
  phoneNumberId: "2",
  displayPhoneNumber: null,
  wamid: "wamid.lost",
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
  timestampSeconds: 70,
  opaque: Opaque.write(messageId, attempt),
  conversation: null,
  pricing: null,
  errors: []
})

describe("A database that was restored to an earlier point", () => {
  it("RT-04: whatever may have left since the point waits for nobody's silence: it is a dead letter, and nothing else is touched", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...MessageState.State.literals),
        fc.integer({ min: 0, max: 2 * lostMillis }),
        (state, dueMillis) => {
          const message = World.stored(1, { state, dueMillis })
          const change = Restored.decide(message, restoration)
          const open = state === "queued" || state === "sending" || state === "uncertain"
          const mayHaveLeft = open && (state !== "queued" || dueMillis <= lostMillis)
          expect(change?.state ?? null).toBe(mayHaveLeft ? "dead" : null)
          // Decided once: what is in doubt stays with whoever looks at it.
          const after = MessageChange.apply(message, change ?? { events: [] })
          expect(Restored.decide(after, restoration)).toBeNull()
        }
      )
    )
  })

  it("RT-04: a callback of the lost time still settles it, also after an operator had it sent again", () => {
    const message = World.stored(1, { attempts: 1, state: "queued" })
    const dead = MessageChange.apply(message, Restored.decide(message, restoration) ?? { events: [] })
    expect(dead).toMatchObject({ state: "dead", failure: { cause: "unknown" } })
    const retried = MessageChange.apply(dead, { startsOver: true, state: "queued", events: [] })
    const around = { provider: "cloud-api", sender: World.sender("guide"), nowMillis: 95_000, randomUnit: 0 } as const
    for (const before of [dead, retried]) {
      const outcome = StatusRule.apply(before, [sentOf(message.id, 2)], around)
      expect(outcome?.change).toMatchObject({ state: "accepted", wamid: "wamid.lost", failure: null })
    }
  })

  it("RT-04: what was queued, in flight or uncertain is taken out of the queue; what was not due stays; a look changes nothing", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const lanes = yield* Lanes
      // More than one page of them.
      const due = Array.from({ length: 700 }, (_, index) => World.message(index + 1))
      const later = World.message(9_000, { dueMillis: lostMillis + 1 })
      yield* outbox.enqueue([...due, later])
      const take = lanes.take({ senderId: "sender", runner: "test", nowMillis: 0, recentSinceMillis: 0 })
      const begin = (fence: number, messageId: string) =>
        lanes.begin({
          senderId: "sender",
          fence,
          nowMillis: 1,
          sends: [{ messageId, attempt: 1, endpoint: "http://primary.test" }],
          holdKeys: [],
          ledger: null
        })
      yield* begin((yield* take).fence, World.message(1).id)
      // The next lane finds the first one in flight, and makes it uncertain; the second is in flight.
      yield* begin((yield* take).fence, World.message(2).id)

      const expected = { messages: { queued: 698, sending: 1, uncertain: 1 }, untouched: 1, campaigns: [] }
      expect(yield* Restoring.run(restoration, { dryRun: true })).toEqual(expected)
      expect(yield* Restoring.run(restoration, { dryRun: false })).toEqual(expected)
      const nothing = { messages: { queued: 0, sending: 0, uncertain: 0 }, untouched: 1, campaigns: [] }
      expect(yield* Restoring.run(restoration, { dryRun: false })).toEqual(nothing)

      const { due: left } = yield* lanes.peek({ senderId: "sender", nowMillis: 10 * lostMillis, limit: 1_000 })
      expect(left.map(({ id }) => id)).toEqual([later.id])
      const { events } = yield* outbox.history(World.message(2).id)
      expect(events.at(-1)).toMatchObject({ kind: "dead", data: { by: "database restored", from: "sending" } })
    }).pipe(Effect.provide(World.store), Effect.provide(TestContext.TestContext), Effect.runPromise))

  it("RT-04: a campaign that may have gone on is paused, its rows in the outbox are not handed over again, and one for later stays", () =>
    Effect.gen(function* () {
      const { startMillis } = campaignWorld
      yield* TestClock.setTime(startMillis)
      const campaigns = yield* Campaigns
      const running = yield* campaignWorld.started(3)
      const planned = yield* campaignWorld.started(3, { plannedMillis: startMillis + 7_200_000 }, 100)
      yield* yield* campaignWorld.feeder()
      const handed = (yield* campaignWorld.queued).map(({ id }) => id)
      expect(handed).toHaveLength(3)

      yield* TestClock.adjust("10 minutes")
      const doubts = yield* Restoring.run(
        { lostMillis: startMillis + 60_000, nowMillis: startMillis + 600_000 },
        { dryRun: false }
      )
      expect(doubts).toMatchObject({ messages: { queued: 3 }, campaigns: [{ id: running, accountId: "account" }] })
      const lifecycleOf = (id: string) =>
        Effect.map(
          campaigns.find(id),
          Option.map(({ lifecycle }) => lifecycle._tag)
        )
      expect(yield* lifecycleOf(running)).toEqual(Option.some("Paused"))
      expect(yield* lifecycleOf(planned)).toEqual(Option.some("Scheduled"))

      yield* yield* campaignWorld.feeder()
      const messages = yield* campaignWorld.all
      expect(messages.map(({ id, state }) => [id, state]).toSorted()).toEqual(
        handed.map((id) => [id, "dead"]).toSorted()
      )
    }).pipe(Effect.provide(campaignWorld.layer()), Effect.provide(TestContext.TestContext), Effect.runPromise))
})
