import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as Policy from "@sluice/core/policy/Policy"
import { Crypto } from "@sluice/engine/ports/Crypto"
import type { Account, Sender } from "@sluice/engine/ports/Directory"
import * as ProviderConformance from "@sluice/engine/test-kit/ProviderConformance"
import * as Simulator from "@sluice/simulator/Simulator"
import * as World from "@sluice/simulator/config/World"
import * as Providers from "@sluice/worker/Providers"
import { Effect, Layer } from "effect"
import { accountOf, frontOf, number, receiver } from "./world.ts"

const policy = Policy.shipped.guide

const sender: Sender = {
  id: "acme-1",
  accountId: "acme",
  businessId: "acme",
  phoneNumberId: "100200300400500",
  number,
  tier: "raised",
  throughput: "standard",
  timeZone: "UTC",
  policy: { ...policy, certainty: { ...policy.certainty, answerMillisMax: 1_500 } }
}

const stage = (provider: Account["provider"]): Layer.Layer<ProviderConformance.Stage, unknown> =>
  Layer.scoped(
    ProviderConformance.Stage,
    Effect.gen(function* () {
      const { deliveries, url } = yield* receiver(provider)
      const { digests } = yield* Crypto
      const simulator = yield* Simulator.make({
        policy: "guide",
        world: { ...World.sample, senders, fronts: frontOf(provider, url) },
        fates: { failureShare: 0, sent: quick, delivered: later, deliveredAbroad: later, deliveredOmittedShare: 0 },
        callbacks: { duplicateShare: 0, disorderShare: 0 },
        faults: { latencyRealMillisMin: 1, latencyRealMillisMax: 2 }
      })
      if (provider === "cloud-api") yield* simulator.subscribe("700100200300400", url)
      return {
        account: accountOf(provider, simulator.url, url),
        sender,
        digests,
        taken: Effect.map(simulator.messages({ after: -1, limit: 1_000 }), (all) =>
          all.map(({ opaque, type, wamid }) => ({ id: wamid, opaque, type }))
        ),
        refuse: (code) => Effect.asVoid(simulator.setFaults({ errors: code === null ? [] : [{ code, share: 1 }] })),
        silence: Effect.asVoid(simulator.setFaults({ timeoutAfterAcceptShare: 1 })),
        deliveries: Effect.sync(() => [...deliveries])
      }
    })
  ).pipe(Layer.provide(NodeCrypto.layer))

const senders: typeof World.sample.senders = [{ ...World.sample.senders[0], tier: "raised" }]
const quick = { minMillis: 10, maxMillis: 20 }
const later = { minMillis: 40, maxMillis: 60 }

for (const provider of ["cloud-api", "360dialog", "twilio", "messagebird", "bird", "zendesk"] as const) {
  ProviderConformance.suite(provider, Layer.merge(stage(provider), Providers.layer))
}
