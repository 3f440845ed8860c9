import { expect, it } from "@effect/vitest"
import * as AlertWatch from "@sluice/engine/alerts/AlertWatch"
import * as Channels from "@sluice/engine/alerts/Channels"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as Lane from "@sluice/engine/test-kit/lanes/Lane"
import { accepted, becomes, byId, event, message } from "@sluice/engine/test-kit/Samples"
import { Clock, Effect, Layer } from "effect"
import { describe } from "vitest"
import * as Stores from "./Stores.ts"

const { layer } = Stores.ofFile()

const directory = DirectoryLayer.layer(
  {
    accounts: [
      {
        id: "acme",
        provider: "cloud-api",
        policy: "guide",
        baseUrls: ["https://graph.example"],
        version: "v25.0",
        accessToken: "token",
        appSecrets: ["secret"],
        verifyToken: "verify",
        businesses: [
          {
            id: "acme-asia",
            timeZone: "Asia/Taipei",
            senders: [{ id: "acme-1", phoneNumberId: "1001", number: "+886912345678" }]
          }
        ]
      }
    ]
  },
  () => Effect.dieMessage("every secret is inline")
)
const world = Layer.mergeAll(layer, directory, Channels.layer([{ kind: "log", name: "log", least: "info" }]))

const options = { ...AlertWatch.defaults, holder: "worker 1" }

describe("a look at the alerts, over PostgreSQL", () => {
  it.live("RT-02, CLOUD_API 3.3: what the store knows fires, is kept and told once, whoever looks next", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const book = yield* AlertBook
      const nowMillis = yield* Clock.currentTimeMillis
      yield* outbox.enqueue([message(1, { acceptedMillis: nowMillis, dueMillis: nowMillis }), message(2)])
      const { fence } = yield* Lane.take()
      yield* Lane.begin(fence, [1], { nowMillis })
      const refused = { outcome: "refused", code: 999_999, httpStatus: 400 } as const
      const change = { state: "failed", events: [event("failed", nowMillis)] } as const
      yield* Lane.finish(fence, [accepted(1, { ...refused, answeredMillis: nowMillis, change })])
      yield* outbox.modify([byId(2)], () => becomes("dead", nowMillis))
      expect(yield* AlertWatch.look(options)).toBe(true)
      expect(yield* AlertWatch.look({ ...options, holder: "worker 2" })).toBe(false)
      expect(yield* AlertWatch.look(options)).toBe(true)
      const alerts = yield* book.list({ accountId: "acme", limit: 10 })
      expect(alerts.map(({ number, ruleId }) => [ruleId, number]).toSorted()).toEqual([
        ["dead-letters", 1],
        ["unknown-code", 1]
      ])
      const told = yield* book.turn(null, ({ gathering }) => [gathering.map(({ lines }) => lines.length), null])
      expect(told).toMatchObject({ value: [1, 1] })
    }).pipe(Effect.provide(world))
  )
})
