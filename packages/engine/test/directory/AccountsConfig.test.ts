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
  it("an account whose senders have been moved elsewhere stays, and takes callbacks still", () => {
    expect(issues(file({ ...account, id: "left", businesses: [] }, account))).toEqual([])
  })

  it("CLOUD_API 3.9: what providers call templates, and where they report, is read or told what is wrong with it", () => {
    const twilio = {
      id: "acme-twilio",
      provider: "twilio",
      policy: "guide",
      baseUrls: ["https://api.twilio.com"],
      accountSid: "AC1",
      authTokens: ["token"],
      callbackUrl: "https://hooks.example.com/callbacks/twilio/acme-twilio",
      contentSids: { order_update: `HX${"0a".repeat(16)}` },
      businesses: []
    }
    expect(issues(file(twilio))).toEqual([])
    const wrong = { ...twilio, callbackUrl: "hooks.example.com", contentSids: { order_update: "order_update" } }
    expect(issues(file(wrong)).map(({ path }) => path)).toEqual([
      "accounts[0].callbackUrl",
      "accounts[0].contentSids.order_update"
    ])
  })

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
      expect(owner).toEqual({
        id: "acme",
        provider: "cloud-api",
        baseUrls: ["https://graph.facebook.com"],
        version: "v25.0",
        accessToken: Redacted.make("env TOKEN"),
        appSecrets: [Redacted.make("first secret"), Redacted.make("file /run/secrets/app")],
        verifyToken: Redacted.make("verify me")
      })
    }).pipe(Effect.provide(DirectoryLayer.layer(file(account), resolve)))
  )

  it.effect("a number that was moved is found by the id that callers know it by too, which is nobody else's", () =>
    Effect.gen(function* () {
      const moved = { ...sender, phoneNumberId: "2002", knownAs: sender.phoneNumberId }
      const other = { id: "acme-hk", number: "+85251234567", phoneNumberId: sender.phoneNumberId }
      const directory = yield* Effect.provide(
        Directory,
        DirectoryLayer.layer(file({ ...account, businesses: business({ senders: [moved] }) }), resolve)
      )
      for (const id of ["2002", sender.phoneNumberId]) {
        expect(yield* directory.senderByPhoneNumberId(id)).toMatchObject({ id: "acme-tw", phoneNumberId: "2002" })
      }
      expect(issues(file({ ...account, businesses: business({ senders: [moved, other] }) }))).toMatchObject([
        {
          path: "accounts[0].businesses[0].senders[1].phoneNumberId",
          message: expect.stringContaining("already used at accounts[0].businesses[0].senders[0].knownAs")
        }
      ])
      // Back at the platform, it is known as what it is.
      const back = { ...sender, knownAs: sender.phoneNumberId }
      expect(issues(file({ ...account, businesses: business({ senders: [back] }) }))).toEqual([])
    })
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

  const business0 = { id: "acme-asia", timeZone: "Asia/Taipei" }
  const at = (provider: string, own: object, senders: ReadonlyArray<object>) => ({
    id: "acme",
    provider,
    policy: "guide",
    baseUrls: ["https://api.example.com"],
    ...own,
    businesses: [{ ...business0, senders }]
  })
  const { phoneNumberId: _, ...unnamed } = sender
  const channel = [{ ...sender, phoneNumberId: "a1b2-c3" }]

  for (const [provider, own, senders] of [
    ["twilio", { accountSid: "AC1", authTokens: ["a", "b"] }, [unnamed]],
    ["messagebird", { accessKey: "k", signingKeys: ["a"] }, channel],
    ["bird", { workspaceId: "w", accessKey: "k", signingKeys: ["a", { env: "OLD" }] }, channel],
    ["zendesk", { appId: "1", keyId: "2", keySecret: "s", webhookSecrets: ["a"] }, channel],
    ["360dialog", { apiKey: "k", callbackHeader: "x-key", callbackKeys: ["a"] }, [sender]]
  ] as const) {
    it.effect(`CLOUD_API 3.9: an account at ${provider} has that provider's own ids and secrets`, () =>
      Effect.gen(function* () {
        const directory = yield* Directory
        const secret = (given: string | { readonly env: string }) =>
          Redacted.make(typeof given === "string" ? given : `env ${given.env}`)
        const expected = Object.entries(own).map(([key, value]: readonly [string, unknown]) => [
          key,
          Array.isArray(value)
            ? value.map(secret)
            : key === "accessKey" || key === "keySecret" || key === "apiKey"
              ? secret(String(value))
              : value
        ])
        expect(yield* directory.account("acme")).toEqual({
          id: "acme",
          provider,
          baseUrls: ["https://api.example.com"],
          ...Object.fromEntries(expected)
        })
        // Twilio has no id of a number: its digits are taken for one.
        const { phoneNumberId = "886912345678" } = "phoneNumberId" in senders[0] ? senders[0] : {}
        expect((yield* directory.sender("acme-tw")).phoneNumberId).toBe(phoneNumberId)
      }).pipe(Effect.provide(DirectoryLayer.layer(file(at(provider, own, senders)), resolve)))
    )
  }

  it("a provider that is not known, a field of another's, and a third secret are told where they stand", () => {
    expect(issues(file(at("nexmo", {}, [sender])))).toMatchObject([{ path: "accounts[0].provider" }])
    const mixed = at("twilio", { accountSid: "AC1", authTokens: ["a"], appSecrets: ["b"] }, [unnamed])
    expect(issues(file(mixed)).map(({ path }) => path)).toEqual(["accounts[0].appSecrets"])
    const [third] = issues(file({ ...account, appSecrets: ["a", "b", "c"] }))
    expect(third).toMatchObject({
      path: "accounts[0].appSecrets",
      message: "expected one secret, or two while one is replaced"
    })
  })

  const dialog = (callbackHeader: string) =>
    file(at("360dialog", { apiKey: "k", callbackHeader, callbackKeys: ["a"] }, [sender]))

  for (const written of ["x-our-key", "X-Our-Key", "X-OUR-KEY"]) {
    it.effect(`CLOUD_API 3.9: a callback header that is written ${written} is the header x-our-key`, () =>
      Effect.gen(function* () {
        const directory = yield* Directory
        expect(yield* directory.account("acme")).toMatchObject({ callbackHeader: "x-our-key" })
      }).pipe(Effect.provide(DirectoryLayer.layer(dialog(written), resolve)))
    )
  }

  it("CLOUD_API 3.9: a callback header that no request can carry a key in is told when the file is read, with what to give instead", () => {
    for (const impossible of ["", "X Our Key", "X-Our-Key:", "X-Our-Key: secret", "x-schlüssel", "x".repeat(65)]) {
      const found = issues(dialog(impossible))
      expect(found).toHaveLength(1)
      expect(found[0]).toMatchObject({ path: "accounts[0].callbackHeader" })
      expect(found[0]?.message).toContain("such as X-Our-Key")
      // Whoever wrote the value behind the name has written a secret.
      expect(found[0]?.message).not.toContain("secret")
    }
    for (const taken of ["Host", "content-length", "Set-Cookie"]) {
      expect(issues(dialog(taken))).toMatchObject([
        {
          path: "accounts[0].callbackHeader",
          message: expect.stringContaining(`${taken} is a header that has another use`)
        }
      ])
    }
  })

  it.effect("every secret that is missing is told at once, with its account and place", () => {
    const nowhere: Resolver = (place) => Effect.fail(new SecretMissing({ place, detail: "is not set" }))
    return Effect.gen(function* () {
      const failure = yield* Effect.flip(Effect.provide(Directory, DirectoryLayer.layer(file(account), nowhere)))
      expect(failure.issues.map(({ path }) => path)).toEqual(["accounts[0].accessToken", "accounts[0].appSecrets[1]"])
      expect(failure.message).toContain("the environment variable TOKEN is not set")
      expect(failure.message).toContain("the file /run/secrets/app is not set")
      expect(failure.issues.every(({ message }) => message.endsWith("account acme needs it"))).toBe(true)
    })
  })

  const three = [
    sender,
    { id: "acme-jp", phoneNumberId: "106540352242923", number: "+819012345678" },
    { id: "acme-kr", phoneNumberId: "106540352242924", number: "+821012345678" }
  ]
  const pooled = (changes: object) => ({ ...account, businesses: business({ senders: three }), ...changes })
  const orders = { id: "orders", senders: ["acme-tw", "acme-jp"] }
  const news = { id: "news", senders: ["acme-kr"] }
  const poolsOf = (changes: object) =>
    Effect.flatMap(Directory, (directory) => directory.account("acme")).pipe(
      Effect.map(({ defaultPool, pools }) => ({ defaultPool, pools })),
      Effect.provide(DirectoryLayer.layer(file(pooled(changes)), resolve))
    )

  it.effect("RL-10: an account has pools of its senders; the only one, or the one that is named, is its default", () =>
    Effect.gen(function* () {
      expect(yield* poolsOf({})).toEqual({})
      expect(yield* poolsOf({ pools: [orders] })).toEqual({
        pools: [{ id: "orders", senderIds: ["acme-tw", "acme-jp"] }],
        defaultPool: "orders"
      })
      expect((yield* poolsOf({ pools: [orders, news] })).defaultPool).toBeUndefined()
      expect((yield* poolsOf({ pools: [orders, news], defaultPool: "news" })).defaultPool).toBe("news")
    })
  )

  it("RL-10: a pool that names what the account does not have, or has twice, is told with its place", () => {
    const found = issues(
      file(
        pooled({
          pools: [
            { id: "orders", senders: ["acme-tw", "acme-de", "acme-tw"] },
            { ...news, id: "orders" }
          ],
          defaultPool: "offers"
        })
      )
    )
    expect(found.map(({ message, path }) => [path, message])).toEqual([
      ["accounts[0].pools[1].id", "the pool id orders is already used at accounts[0].pools[0].id"],
      ["accounts[0].pools[0].senders[1]", "the account has no sender acme-de"],
      ["accounts[0].pools[0].senders[2]", "acme-tw is in the pool already"],
      ["accounts[0].defaultPool", "the account has no pool offers"]
    ])
    expect(issues(file(pooled({ pools: [] })))[0]?.path).toMatch(/^accounts\[0\]\.pools/)
    expect(issues(file(pooled({ pools: [{ id: "orders", senders: [] }] })))[0]?.path).toMatch(/senders/)
  })
})
