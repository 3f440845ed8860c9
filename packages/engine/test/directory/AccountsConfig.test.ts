import { it } from "@effect/vitest"
import * as AccountsConfig from "@sluice/engine/directory/AccountsConfig"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import { type Resolver, SecretMissing } from "@sluice/engine/directory/SecretReference"
import { Directory } from "@sluice/engine/ports/Directory"
import { Effect, Either, Redacted } from "effect"
import { describe, expect } from "vitest"

const sender = { id: "acme-tw", phoneNumberId: "106540352242922", number: "+886912345678" }

const account = {
  id: "acme",
  provider: "cloud-api",
  policy: "guide",
  baseUrls: ["https://graph.facebook.com"],
  version: "v25.0",
  accessToken: { env: "TOKEN" },
  appSecrets: ["first secret", { file: "/run/secrets/app" }],
  verifyToken: "verify me",
  businesses: [{ id: "acme-asia", timeZone: "Asia/Taipei", senders: [sender] }]
}

const file = (...accounts: ReadonlyArray<object>) => ({ accounts })

const business = (changes: object) => [{ ...account.businesses[0], ...changes }]

const resolve: Resolver = (place) =>
  "env" in place
    ? Effect.succeed(Redacted.make(`env ${place.env}`))
    : Effect.succeed(Redacted.make(`file ${place.file}`))

const issues = (json: unknown) =>
  Either.match(AccountsConfig.decode(json), { onLeft: (found) => found, onRight: () => [] })

describe("the accounts file", () => {
  it.effect("becomes a directory of senders and accounts, secrets included", () =>
    Effect.gen(function* () {
      const directory = yield* Directory
      const found = yield* directory.sender("acme-tw")
      expect(found).toMatchObject({
        ...sender,
        accountId: "acme",
        businessId: "acme-asia",
        timeZone: "Asia/Taipei",
        tier: "initial",
        throughput: "standard"
      })
      expect(found.policy.name).toBe("guide")
      expect(yield* directory.senderByPhoneNumberId(sender.phoneNumberId)).toEqual(found)
      const owner = yield* directory.account("acme")
      expect(Redacted.value(owner.accessToken)).toBe("env TOKEN")
      expect(owner.appSecrets.map(Redacted.value)).toEqual(["first secret", "file /run/secrets/app"])
      expect(Redacted.value(owner.verifyToken)).toBe("verify me")
    }).pipe(Effect.provide(DirectoryLayer.layer(file(account), resolve)))
  )

  it.effect("names that are not in it are unknown, by type", () =>
    Effect.gen(function* () {
      const directory = yield* Directory
      expect(yield* Effect.flip(directory.sender("nope"))).toMatchObject({ _tag: "SenderUnknown", senderId: "nope" })
      expect(yield* Effect.flip(directory.senderByPhoneNumberId("1"))).toMatchObject({ _tag: "SenderUnknown" })
      expect(yield* Effect.flip(directory.account("nope"))).toMatchObject({ _tag: "AccountUnknown" })
    }).pipe(Effect.provide(DirectoryLayer.layer(file(account), resolve)))
  )

  it("an override replaces its part of the policy and leaves the rest", () => {
    const decoded = AccountsConfig.decode(
      file({ ...account, policyOverrides: { certainty: { uncertainThen: "fail" } } })
    )
    const [first] = Either.getOrThrow(decoded)
    expect(first?.effectivePolicy.certainty.uncertainThen).toBe("fail")
    expect(first?.effectivePolicy.pacing.senderWindow?.initialUnits).toBe(5)
  })

  it("an override that is wrong is told with its path in the file", () => {
    const wrong = file({ ...account, policyOverrides: { pacing: { pair: { burst: "many" } } } })
    expect(issues(wrong).map(({ path }) => path)).toEqual(["accounts[0].policyOverrides.pacing.pair.burst"])
  })

  it("every fault is told at once, with path and remedy", () => {
    const found = issues(
      file({
        ...account,
        version: "25",
        acessToken: "typo",
        accessToken: undefined,
        businesses: business({ timeZone: "Asia/Nowhere", senders: [{ ...sender, number: "0912345678" }] })
      })
    )
    expect(new Set(found.map(({ path }) => path))).toEqual(
      new Set([
        "accounts[0].version",
        "accounts[0].acessToken",
        "accounts[0].accessToken",
        "accounts[0].businesses[0].timeZone",
        "accounts[0].businesses[0].senders[0].number"
      ])
    )
    expect(found.every(({ message, remedy }) => message !== "" && remedy !== "")).toBe(true)
  })

  it("no secret is repeated in an issue", () => {
    const found = issues(
      file({ ...account, accessToken: "EAAG-very-secret", verifyToken: 17, appSecrets: ["", "other-secret"] })
    )
    expect(found.length).toBeGreaterThan(0)
    expect(JSON.stringify(found)).not.toMatch(/very-secret|other-secret/)
  })

  it("ids, phone number ids and numbers are used once over all accounts", () => {
    const again = { ...account, businesses: business({ senders: [sender, { ...sender, id: "other" }] }) }
    expect(issues(file(account, again)).map(({ path }) => path)).toEqual([
      "accounts[1].id",
      "accounts[1].businesses[0].id",
      "accounts[1].businesses[0].senders[0].id",
      "accounts[1].businesses[0].senders[0].phoneNumberId",
      "accounts[1].businesses[0].senders[0].number",
      "accounts[1].businesses[0].senders[1].phoneNumberId",
      "accounts[1].businesses[0].senders[1].number"
    ])
  })

  it("what is no accounts file at all is told so", () => {
    for (const json of [null, [], "accounts", {}, { accounts: [] }, { accounts: [{}] }]) {
      expect(issues(json).length).toBeGreaterThan(0)
    }
  })

  it.effect("every secret that is missing is told at once, with its place", () => {
    const nowhere: Resolver = (place) => Effect.fail(new SecretMissing({ place, detail: "is not set" }))
    return Effect.gen(function* () {
      const failure = yield* Effect.flip(Effect.provide(Directory, DirectoryLayer.layer(file(account), nowhere)))
      expect(failure.issues.map(({ path }) => path)).toEqual(["accounts[0].accessToken", "accounts[0].appSecrets[1]"])
      expect(failure.message).toContain("the environment variable TOKEN is not set")
      expect(failure.message).toContain("the file /run/secrets/app is not set")
    })
  })
})
