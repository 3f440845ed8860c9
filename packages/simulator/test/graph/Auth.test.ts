import { Either, Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as World from "@sluice/simulator/config/World"
import * as Auth from "@sluice/simulator/graph/Auth"
import * as Directory from "@sluice/simulator/graph/Directory"

const base = World.sample.senders[0]
const world = Schema.decodeSync(World.World)({
  ...World.sample,
  apps: [...World.sample.apps, { appId: "other app", appSecret: "s", verifyToken: "v", accountId: "other account" }],
  senders: [base, { ...base, phoneNumberId: "second" }],
  tokens: [
    { value: "all", appId: "700100200300400" },
    { value: "expiring", appId: "700100200300400", expiresAtMillis: 1_000 },
    { value: "one", appId: "700100200300400", phoneNumberIds: ["second"] },
    { value: "reads", appId: "700100200300400", scopes: ["whatsapp_business_management"] },
    { value: "foreign", appId: "other app" }
  ]
})
const directory = Directory.make(world)

const asks = (authorization: string | undefined, phoneNumberId = base.phoneNumberId, nowMillis = 0) =>
  Auth.sender(
    directory,
    { authorization, phoneNumberId, method: "POST", scope: "whatsapp_business_messaging" },
    nowMillis
  )
const error = (...args: Parameters<typeof asks>) => {
  const result = asks(...args)
  return Either.isLeft(result) ? [result.left.code, result.left.subcode ?? null] : null
}

describe("Auth", () => {
  it("SF-04: a good token reaches its senders", () => {
    expect(error("Bearer all")).toBeNull()
    expect(error("bearer   all")).toBeNull()
    expect(error("OAuth all")).toBeNull()
    expect(error("Bearer one", "second")).toBeNull()
  })

  it("SF-04: no token is 104, one that nobody gave out is 190", () => {
    expect(error(undefined)).toEqual([104, null])
    expect(error("  ")).toEqual([104, null])
    for (const header of ["Bearer nobody's", "Bearer unknown", "all", "Basic all", "Bearer"]) {
      expect(error(header)).toEqual([190, null])
    }
  })

  it("SF-04: a token ends at its time: 190 with subcode 463", () => {
    expect(error("Bearer expiring", base.phoneNumberId, 999)).toBeNull()
    expect(error("Bearer expiring", base.phoneNumberId, 1_000)).toEqual([190, 463])
  })

  it("SF-04: a sender outside the token's list, of another account, or that is none, is 100 with subcode 33", () => {
    expect(error("Bearer one")).toEqual([100, 33])
    expect(error("Bearer foreign")).toEqual([100, 33])
    expect(error("Bearer all", "999")).toEqual([100, 33])
  })

  it("SF-04: a missing permission is 10 for messaging and 200 for management", () => {
    expect(error("Bearer reads")).toEqual([10, null])
    const holder = Either.getOrThrow(Auth.token(directory, "Bearer reads", 0))
    expect(Either.isRight(Auth.permits(holder, "whatsapp_business_management"))).toBe(true)
    const sends = { ...holder, scopes: ["whatsapp_business_messaging" as const] }
    const refused = Auth.permits(sends, "whatsapp_business_management")
    expect(Either.isLeft(refused) && refused.left.code).toBe(200)
  })

  it("SF-04: a token that is put again replaces the one before", () => {
    const own = Directory.make(world)
    const put = { value: "all", appId: "700100200300400", scopes: [], phoneNumberIds: null, expiresAtMillis: 5 }
    expect(own.putToken(put)).toBe(true)
    const after = Auth.token(own, "Bearer all", 6)
    expect(Either.isLeft(after) && after.left.subcode).toBe(463)
    expect(own.putToken({ ...put, appId: "no app" })).toBe(false)
  })
})
