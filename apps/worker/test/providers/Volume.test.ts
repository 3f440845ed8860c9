import { it } from "@effect/vitest"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as Simulator from "@sluice/simulator/Simulator"
import * as World from "@sluice/simulator/config/World"
import { Effect, Logger, LogLevel } from "effect"
import { describe, expect } from "vitest"
import * as Gateway from "./gateway.ts"
import { frontOf, receiver } from "./world.ts"

const senders = [{ ...World.sample.senders[0], displayPhoneNumber: Gateway.sender.number }] as const

const soon = { minMillis: 20, maxMillis: 200 }

describe("Some hundred messages through each provider", { timeout: 120_000 }, () => {
  for (const provider of ["cloud-api", "360dialog", "twilio", "messagebird", "bird", "zendesk"] as const) {
    it.scopedLive(
      `RT-03, RT-04: none is lost, none doubled, and no limit broken through ${provider}, with answers and statuses astray`,
      () =>
        Effect.gen(function* () {
          const all = Gateway.messages("acme", 200)
          const { deliveries, url } = yield* receiver(provider)
          const platform = yield* Simulator.make({
            policy: "cloud-api",
            world: { ...World.sample, senders, fronts: frontOf(provider, url) },
            fates: { failureShare: 0, sent: soon, delivered: soon, deliveredAbroad: soon, deliveredOmittedShare: 0 },
            judging: { arrivalJitterRealMillis: 300 },
            callbacks: { duplicateShare: 0.1, disorderShare: 0.1, duplicateDelay: soon },
            faults: {
              latencyRealMillisMin: 1,
              latencyRealMillisMax: 5,
              timeoutAfterAcceptShare: 0.05,
              dropAfterAcceptShare: 0.05
            }
          })
          if (provider === "cloud-api") yield* platform.subscribe("700100200300400", url)
          const accounts = Gateway.accounts(provider, platform.url, url, {
            // Half of what the platform allows: a busy machine bunches what leaves it evenly.
            policyOverrides: { certainty: { answerMillisMax: 500 }, pacing: { throughput: { perSecond: 40 } } }
          })
          const found = yield* Gateway.under(
            yield* Gateway.store,
            accounts,
            Effect.gen(function* () {
              yield* Effect.flatMap(Outbox, (outbox) => outbox.enqueue(all))
              const round = Effect.zipRight(Gateway.takeIn(deliveries, "acme"), Gateway.states(all))
              yield* Effect.repeat(round, { ...Gateway.patience, until: (some) => some.every(Gateway.isThere) })
              return yield* Gateway.states(all)
            })
          )
          expect(found.filter((one) => !Gateway.isThere(one))).toEqual([])
          const { messages, violations } = yield* platform.stats
          expect([messages.accepted, messages.doubled, violations.total]).toEqual([all.length, 0, 0])
          expect(messages.unanswered).toBeGreaterThan(0)
        }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
    )
  }
})
