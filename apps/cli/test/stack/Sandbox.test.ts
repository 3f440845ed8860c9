import { cloudApi } from "@sluice/core/policy/cloudApi"
import * as AccountsConfig from "@sluice/engine/directory/AccountsConfig"
import * as SimulatorConfig from "@sluice/simulator/config/SimulatorConfig"
import { Either, Redacted, Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Sandbox from "../../src/stack/Sandbox.ts"

const sandbox: Sandbox.Sandbox = {
  accountId: "local",
  policy: "guide",
  policyOverrides: { pacing: { pair: { burst: 2 } } },
  senders: [
    { id: "shop", number: "+886912000001", callingCode: "886", tier: "raised" },
    { id: "support", number: "+886912000002", callingCode: "886", tier: "initial", throughput: "coexistence" }
  ]
}
const secrets = { accessToken: "token", appSecret: "secret", verifyToken: "verify" }
const simulatorUrl = "http://127.0.0.1:8090"
const serverUrl = "http://127.0.0.1:8080"

const [account] = Either.getOrThrow(AccountsConfig.decode(Sandbox.accountsFile(sandbox, secrets, simulatorUrl)))
const platform = Schema.decodeSync(SimulatorConfig.SimulatorConfig, { onExcessProperty: "error" })(
  Sandbox.simulatorFile(sandbox, secrets, {
    port: 8090,
    seed: "seed",
    clock: { originMillis: 1_000, speed: 10 },
    serverUrl,
    besides: { fates: { failureShare: 0.5 } }
  })
)

describe("Sandbox", () => {
  it("tells gateway and platform the same senders, under the same ids, tiers, throughput and time zone", () => {
    const ours = account?.businesses[0]?.senders.map(({ number, phoneNumberId, throughput, tier }) => [
      phoneNumberId,
      number,
      tier,
      throughput
    ])
    const theirs = platform.world.senders.map(({ displayPhoneNumber, phoneNumberId, throughput, tier }) => [
      phoneNumberId,
      displayPhoneNumber,
      tier,
      throughput
    ])
    expect(ours?.map(([, , , throughput]) => throughput)).toEqual(["standard", "coexistence"])
    expect(ours).toEqual(theirs)
    expect(platform.world.businesses[0].timeZone.id).toBe(account?.businesses[0]?.timeZone)
    expect(new Set(platform.world.senders.map(({ phoneNumberId }) => phoneNumberId)).size).toBe(2)
  })

  it("tells both the same reach, which holds a list of more people than the lowest tier allows in a day", () => {
    const ours = account?.businesses[0]?.messagingTier ?? ""
    expect(platform.world.businesses[0].messagingLimit).toBe(ours)
    expect(cloudApi.pacing.uniqueRecipients?.tiers[ours]).toBeGreaterThan(1_000)
  })

  it("WH-02: gives both the secrets that the other one checks", () => {
    const [app] = platform.world.apps
    expect(app).toMatchObject({ appSecret: "secret", verifyToken: "verify" })
    expect(app.callbackUrl).toBe(`${serverUrl}/callbacks/cloud-api/local`)
    expect(platform.world.tokens.map(({ value }) => value)).toEqual(["token"])
    expect(account).toMatchObject({ accessToken: Redacted.make("token") })
    expect(account?.baseUrls).toEqual([simulatorUrl])
  })

  it("has the platform judge by the shipped policy, whatever the gateway keeps itself", () => {
    expect(platform.policy).toBe("guide")
    expect(account?.effectivePolicy.pacing.pair.burst).toBe(2)
    expect(platform.clock).toEqual({ originMillis: 1_000, speed: 10 })
    expect(platform.fates.failureShare).toBe(0.5)
  })
})
