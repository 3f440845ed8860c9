import { cloudApi } from "@sluice/core/policy/cloudApi"
import * as AccountsConfig from "@sluice/engine/directory/AccountsConfig"
import * as SimulatorConfig from "@sluice/simulator/config/SimulatorConfig"
import { Either, Redacted, Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Sandbox from "../../src/stack/Sandbox.ts"
import * as Seat from "../../src/stack/Seat.ts"

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

const addresses = { serverUrl, platformUrl: simulatorUrl }
const running: Sandbox.Running = {
  port: 8090,
  seed: "seed",
  clock: { originMillis: 1_000, speed: 10 },
  serverUrl,
  besides: { fates: { failureShare: 0.5 } }
}

const accountsOf = (of: Sandbox.Sandbox, at?: Seat.Provider) =>
  Either.getOrThrow(AccountsConfig.decode(Sandbox.accountsFile(of, secrets, addresses, at)))
const platformOf = (of: Sandbox.Sandbox) =>
  Schema.decodeSync(SimulatorConfig.SimulatorConfig, { onExcessProperty: "error" })(
    Sandbox.simulatorFile(of, secrets, running)
  )

const [account] = accountsOf(sandbox)
const platform = platformOf(sandbox)

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

  it("CLOUD_API 3.9: is told to both at every provider, in its own terms: under the same ids, and with callbacks that come back to it", () => {
    for (const provider of Seat.providers) {
      const at: Sandbox.Sandbox = { ...sandbox, provider }
      const accounts = accountsOf(at)
      const { world } = platformOf(at)
      const senders = accounts.flatMap(({ businesses }) => businesses.flatMap((business) => business.senders))
      expect(senders.map(({ id }) => id)).toEqual(["shop", "support"])
      expect(accounts.every((one) => one.provider === provider)).toBe(true)
      const theirs = world.senders.map(({ displayPhoneNumber, phoneNumberId }) =>
        provider === "twilio" ? displayPhoneNumber.slice(1) : phoneNumberId
      )
      expect(senders.map(({ phoneNumberId }) => phoneNumberId)).toEqual(theirs)
      const urls = provider === "cloud-api" ? world.apps : world.fronts
      expect(urls.map(({ callbackUrl }) => callbackUrl)).toEqual(
        accounts.map(({ id }) => `${serverUrl}/callbacks/${provider}/${id}`)
      )
    }
  })

  it("RT-03: a moved sender keeps its id, its number and its business, and the account that it left keeps taking callbacks", () => {
    const both: Sandbox.Sandbox = { ...sandbox, others: ["twilio"] }
    const [before] = accountsOf(both)
    const [left, now] = accountsOf(both, "twilio")
    expect(left).toMatchObject({ id: before?.id, provider: "cloud-api", businesses: [] })
    expect(now?.provider).toBe("twilio")
    const named = (of: typeof now) =>
      of?.businesses.map(({ id, senders }) => [id, senders.map((sender) => [sender.id, sender.number])])
    expect(named(now)).toEqual(named(before))
    expect(platformOf(both).world.fronts.map(({ accountId }) => accountId)).toEqual([now?.id])
  })
})
