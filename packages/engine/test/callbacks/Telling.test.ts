import { it } from "@effect/vitest"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as Processing from "@sluice/engine/callbacks/Processing"
import * as ToldDirectory from "@sluice/engine/directory/ToldDirectory"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Directory } from "@sluice/engine/ports/Directory"
import type { Sender } from "@sluice/engine/ports/Directory"
import { Holds } from "@sluice/engine/ports/Holds"
import { PlatformWords } from "@sluice/engine/ports/PlatformWords"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Bodies from "../callbackBodies.ts"
import * as World from "../world.ts"

const seconds = 1_700_000_000
const atMillis = seconds * 1_000

const first = World.sender("cloud-api", { messagingTier: "TIER_250" })
const second = World.sender("cloud-api", { id: "second", phoneNumberId: "200000000000002", number: "+15550100002" })
const elsewhere = World.sender("cloud-api", {
  id: "third",
  businessId: "elsewhere",
  phoneNumberId: "300000000000003",
  number: "+15550100003"
})

const worldOf = (...senders: ReadonlyArray<Sender>) =>
  Layer.mergeAll(Consent.layer, TemplateRegistry.layer).pipe(
    Layer.provideMerge(ToldDirectory.layer({ pollMillis: 100 })),
    Layer.provideMerge(Layer.merge(World.store, World.directory(...senders)))
  )

/** One change of the platform's account `waba`. */
const change = (field: string, value: object, waba = "100", time = seconds) =>
  Bodies.callback(
    { object: "whatsapp_business_account", entry: [{ id: waba, time, changes: [{ field, value }] }] },
    { receivedMillis: atMillis + 3_600_000 }
  )

const quality = (event: string, more: object = {}, time = seconds) =>
  change("phone_number_quality_update", { display_phone_number: "15550100001", event, ...more }, "100", time)

const capability = (limit: string, waba: string, time = seconds) =>
  change("business_capability_update", { max_daily_conversations_per_business: limit }, waba, time)

const account = (event: string, more: object, time = seconds) =>
  change("account_update", { event, ...more }, "100", time)

/** A status that came to a number, which tells whose account it belongs to. */
const seenAt = (phoneNumberId: string, waba: string) =>
  change(
    "messages",
    {
      messaging_product: "whatsapp",
      metadata: { display_phone_number: "1", phone_number_id: phoneNumberId },
      statuses: [{ id: "wamid.1", status: "sent", timestamp: String(seconds), recipient_id: "15550200001" }]
    },
    waba
  )

const process = (...callbacks: ReadonlyArray<ReturnType<typeof change>>) =>
  Effect.gen(function* () {
    const log = yield* CallbackLog
    for (const one of callbacks) yield* log.append([one])
    const fiber = yield* Effect.fork(Processing.run({ pollMillis: 25, batchMax: 100, unparkMillis: 1_000 }))
    yield* TestClock.adjust("1 second")
    yield* Fiber.interrupt(fiber)
  })

const senderOf = (id: string) => Effect.flatMap(Directory, (directory) => directory.sender(id))

const tiers = Effect.flatMap(Directory, (directory) => directory.senders).pipe(
  Effect.map((senders) => senders.map(({ messagingTier }) => messagingTier ?? null))
)

const holds = Effect.gen(function* () {
  const active = yield* (yield* Holds).active(atMillis)
  return active.map(({ hold: { key, scope } }) => `${scope} ${key}`)
})

describe("What the platform tells of numbers and accounts", () => {
  it.effect("CLOUD_API 3.4: throughput and messaging limit follow it; what was configured stays visible", () =>
    Effect.gen(function* () {
      yield* process(quality("THROUGHPUT_UPGRADE", { max_daily_conversations_per_business: "TIER_100K" }))
      const sender = yield* senderOf("sender")
      expect(sender).toMatchObject({ throughput: "upgraded", messagingTier: "TIER_100K" })
      expect(sender.told?.configured).toEqual({ throughput: "standard", messagingTier: "TIER_250" })
      // The limit is the portfolio's; the upgrade was the number's alone.
      expect(yield* senderOf("second")).toMatchObject({ throughput: "standard", messagingTier: "TIER_100K" })
      const byNumber = yield* Effect.flatMap(Directory, (directory) =>
        directory.senderByPhoneNumberId("100000000000001")
      )
      expect(byNumber).toEqual(sender)
    }).pipe(Effect.provide(worldOf(first, second)))
  )

  it.effect("an older word never stands against a newer one, also in another callback and after it", () =>
    Effect.gen(function* () {
      yield* process(
        capability("TIER_10K", "100", seconds + 60),
        quality("FLAGGED", {}, seconds + 60),
        capability("TIER_100K", "100"),
        quality("UNFLAGGED", { max_daily_conversations_per_business: "TIER_UNLIMITED" })
      )
      yield* process(capability("TIER_2K", "100", seconds + 30))
      const sender = yield* senderOf("sender")
      expect(sender.messagingTier).toBe("TIER_10K")
      expect(sender.told?.number["quality"]).toEqual({ value: "RED", atMillis: atMillis + 60_000 })
    }).pipe(Effect.provide(worldOf(first)))
  )

  it.effect(
    "CLOUD_API 3.4: with several businesses an account's limit is theirs whose numbers are known to belong to it",
    () =>
      Effect.gen(function* () {
        yield* process(capability("TIER_10K", "100"))
        expect(yield* tiers).toEqual(["TIER_250", null, null])
        yield* process(seenAt("300000000000003", "900"), seenAt("200000000000002", "100"))
        expect(yield* tiers).toEqual(["TIER_10K", "TIER_10K", null])
        yield* process(capability("TIER_UNLIMITED", "900"))
        expect(yield* tiers).toEqual(["TIER_10K", "TIER_10K", "TIER_UNLIMITED"])
      }).pipe(Effect.provide(worldOf(first, second, elsewhere)))
  )

  it.effect("another account's signature is no word about our numbers", () =>
    Effect.gen(function* () {
      const log = yield* CallbackLog
      const forged = quality("FLAGGED", { max_daily_conversations_per_business: "TIER_250" })
      yield* log.append([{ ...forged, accountId: "stranger" }])
      yield* process()
      expect((yield* senderOf("sender")).told).toBeUndefined()
    }).pipe(Effect.provide(worldOf(first)))
  )

  it.effect(
    "RL-07: a disabled account holds its business until the platform reinstates it, however often each is told",
    () =>
      Effect.gen(function* () {
        const disabled = () => account("DISABLED_UPDATE", { ban_info: { waba_ban_state: "DISABLE" } })
        yield* process(disabled(), disabled())
        expect(yield* holds).toEqual(["business business"])
        yield* process(account("DISABLED_UPDATE", { ban_info: { waba_ban_state: "REINSTATE" } }, seconds + 60))
        expect(yield* holds).toEqual([])
        yield* process(disabled())
        expect(yield* holds).toEqual([])
      }).pipe(Effect.provide(worldOf(first)))
  )

  it.effect("CLOUD_API 3.6: what an account may not do is held, until the time that the platform states", () =>
    Effect.gen(function* () {
      const restriction_info = [{ restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING", expiration: seconds + 3_600 }]
      yield* process(account("ACCOUNT_RESTRICTION", { restriction_info }))
      expect(yield* holds).toEqual(["marketing business"])
      expect(yield* (yield* Holds).active(atMillis + 3_600_000)).toEqual([])
      expect((yield* senderOf("sender")).told?.account["restriction RESTRICTED_BIZ_INITIATED_MESSAGING"]).toEqual({
        value: (seconds + 3_600) * 1_000,
        atMillis
      })
    }).pipe(Effect.provide(worldOf(first)))
  )

  it.effect("what is known already is not written again", () =>
    Effect.gen(function* () {
      const words = yield* PlatformWords
      yield* process(seenAt("100000000000001", "100"), quality("FLAGGED"))
      const revision = yield* words.revision
      yield* process(seenAt("100000000000001", "100"), quality("FLAGGED"))
      expect(yield* words.revision).toBe(revision)
    }).pipe(Effect.provide(worldOf(first)))
  )

  it.effect("a process that starts later knows it from the start", () =>
    Effect.gen(function* () {
      yield* process(capability("TIER_10K", "100"))
      const later = yield* Layer.build(ToldDirectory.layer()).pipe(
        Effect.flatMap((context) => Effect.provide(tiers, context)),
        Effect.scoped,
        Effect.provide(World.directory(first))
      )
      expect(later).toEqual(["TIER_10K"])
    }).pipe(Effect.provide(worldOf(first)))
  )

  it.effect("a number in coexistence keeps its pace, whatever is told", () =>
    Effect.gen(function* () {
      yield* process(quality("THROUGHPUT_UPGRADE"))
      expect((yield* senderOf("sender")).throughput).toBe("coexistence")
    }).pipe(Effect.provide(worldOf(World.sender("cloud-api", { throughput: "coexistence" }))))
  )
})
