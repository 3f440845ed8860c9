import { it } from "@effect/vitest"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as Simulator from "@sluice/simulator/Simulator"
import * as World from "@sluice/simulator/config/World"
import { Effect, Logger, LogLevel } from "effect"
import { describe, expect } from "vitest"
import * as Gateway from "./gateway.ts"
import { frontOf, receiver } from "./world.ts"

const businesses = (senders: ReadonlyArray<object>) => [{ id: "acme-business", timeZone: "UTC", senders }]
const policy = { policy: "cloud-api", policyOverrides: { certainty: { answerMillisMax: 500 } } }

/** The accounts file while the sender is at the platform itself (`cloud-api`), and once it has been moved to Twilio. */
const accounts = (at: "cloud-api" | "twilio", urls: { readonly old: string; readonly next: string }, told: string) => ({
  accounts: [
    {
      ...policy,
      id: "acme-cloud",
      provider: "cloud-api",
      baseUrls: [urls.old],
      version: "v25.0",
      accessToken: "sample-token",
      appSecrets: ["sample-app-secret"],
      verifyToken: "verify",
      businesses: at === "cloud-api" ? businesses([{ ...Gateway.sender, phoneNumberId: "100200300400500" }]) : []
    },
    {
      ...policy,
      id: "acme",
      provider: "twilio",
      baseUrls: [urls.next],
      accountSid: "AC1",
      authTokens: ["twilio-token"],
      callbackUrl: told,
      businesses: at === "twilio" ? businesses([Gateway.sender]) : []
    }
  ]
})

const world = {
  ...World.sample,
  senders: [{ ...World.sample.senders[0], displayPhoneNumber: Gateway.sender.number }]
} satisfies typeof World.World.Encoded

/** Statuses come long after the sender has been moved. */
const late = { minMillis: 2_500, maxMillis: 3_000 }
const fates = { failureShare: 0, sent: late, delivered: late, deliveredAbroad: late, deliveredOmittedShare: 0 }
const latency = { latencyRealMillisMin: 1, latencyRealMillisMax: 2 }

describe("A sender that is moved from one provider to another", { timeout: 120_000 }, () => {
  it.scopedLive(
    "RT-03, RT-04: loses nothing and doubles nothing: what waits goes by the new one, what was in flight is settled by the old one",
    () =>
      Effect.gen(function* () {
        const all = Gateway.messages("acme-cloud", 200)
        const store = yield* Gateway.store
        const cloud = yield* receiver("cloud-api")
        const twilio = yield* receiver("twilio")
        // The old platform takes a part of its messages without ever answering.
        const faults = { ...latency, timeoutAfterAcceptShare: 0.3 }
        const old = yield* Simulator.make({ policy: "cloud-api", fates, faults })
        yield* old.subscribe("700100200300400", cloud.url)
        const next = yield* Simulator.make({
          policy: "cloud-api",
          fates,
          faults: latency,
          world: { ...world, fronts: frontOf("twilio", twilio.url) }
        })
        const urls = { old: old.url, next: next.url }

        const uncertain = yield* Gateway.under(
          store,
          accounts("cloud-api", urls, twilio.url),
          Effect.gen(function* () {
            yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue(all))
            const taken = Effect.map(old.stats, (stats) => stats.messages.accepted)
            yield* Effect.repeat(taken, { ...Gateway.patience, until: (accepted) => accepted >= all.length / 5 })
            // At once, while most of them wait: of forty, a dozen will never be answered.
            return (yield* Gateway.states(all)).filter(([state]) => state === "uncertain" || state === "sending").length
          })
        )
        expect(uncertain).toBeGreaterThan(0)

        const round = Effect.gen(function* () {
          expect(yield* Gateway.takeIn(cloud.deliveries, "acme-cloud")).toEqual([])
          expect(yield* Gateway.takeIn(twilio.deliveries, "acme")).toEqual([])
          return yield* Gateway.states(all)
        })
        const settled = yield* Gateway.under(
          store,
          accounts("twilio", urls, twilio.url),
          Effect.zipRight(
            Effect.repeat(round, { ...Gateway.patience, until: (found) => found.every(Gateway.isThere) }),
            Gateway.states(all)
          )
        )
        expect(settled.filter((one) => !Gateway.isThere(one))).toEqual([])

        const before = yield* old.messages({ after: -1, limit: 1_000 })
        const after = yield* next.messages({ after: -1, limit: 1_000 })
        expect([before.length > 0, after.length > 0]).toEqual([true, true])
        expect(before.length + after.length).toBe(all.length)
        expect(new Set([...before, ...after].map(({ subject }) => subject)).size).toBe(all.length)
        expect([(yield* old.stats).violations.total, (yield* next.stats).violations.total]).toEqual([0, 0])
      }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
  )
})
