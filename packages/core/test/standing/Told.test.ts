import * as Callback from "@sluice/core/callback/Callback"
import * as Told from "@sluice/core/standing/Told"
import * as ToldHolds from "@sluice/core/standing/ToldHolds"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const seconds = 1_750_000_200
const atMillis = seconds * 1_000
const hourMillis = 3_600_000

/** What one change of a callback tells, as the platform writes it. */
const told = (field: string, value: unknown, timeSeconds: number | null = seconds, receivedMillis = atMillis + 500) => {
  const { events } = Callback.decode({
    object: "whatsapp_business_account",
    entry: [{ id: "100", ...(timeSeconds === null ? {} : { time: timeSeconds }), changes: [{ field, value }] }]
  })
  return events.flatMap((event) => Told.read(event, receivedMillis) ?? [])
}

const quality = (event: string, more: Record<string, unknown> = {}) =>
  told("phone_number_quality_update", { display_phone_number: "15550100001", event, ...more })

const account = (event: string, more: Record<string, unknown> = {}, timeSeconds = seconds) =>
  told("account_update", { event, ...more }, timeSeconds)

const stateOf = (all: ReadonlyArray<Told.Told>): Told.State =>
  all.reduce((known, { state }) => Told.merge(known, state), Told.initial)

describe("Told", () => {
  it("CLOUD_API 3.4: a number's quality, throughput and tier are read from its notices", () => {
    expect(quality("FLAGGED")).toEqual([{ about: "number", state: { quality: { value: "RED", atMillis } } }])
    expect(quality("UNFLAGGED")).toEqual([{ about: "number", state: { quality: { value: "YELLOW", atMillis } } }])
    expect(quality("THROUGHPUT_UPGRADE", { max_daily_conversations_per_business: "TIER_100K" })).toEqual([
      {
        about: "number",
        state: { throughput: { value: "upgraded", atMillis }, messagingTier: { value: "TIER_100K", atMillis } }
      }
    ])
    expect(quality("UPGRADE", { current_limit: "TIER_10K", old_limit: "TIER_2K" })).toEqual([
      { about: "number", state: { messagingTier: { value: "TIER_10K", atMillis } } }
    ])
  })

  it("CLOUD_API 3.4: a limit that is a number names the same tier as the word, and one that is none tells nothing", () => {
    const capability = (limit: unknown) =>
      told("business_capability_update", {
        max_daily_conversations_per_business: limit,
        max_phone_numbers_per_waba: 25
      })
    const read = (limit: unknown) =>
      capability(limit).map(({ about, state }) => [about, Told.text(state, "messagingTier")])
    expect(read(2_000)).toEqual([["account", "TIER_2K"]])
    expect(read("TIER_2K")).toEqual([["account", "TIER_2K"]])
    expect(read("UNLIMITED")).toEqual([["account", "TIER_UNLIMITED"]])
    expect(read("TIER_NOT_SET")).toEqual([["account", null]])
    expect(capability(250)[0]?.state["numbersMax"]).toEqual({ value: 25, atMillis })
  })

  it("CLOUD_API 3.6: an account is disabled and reinstated, restricted until a time or until somebody lifts it, and reviewed", () => {
    const disabled = account("DISABLED_UPDATE", { ban_info: { waba_ban_state: "DISABLE", waba_ban_date: "Today" } })
    expect(Told.accountStatus(stateOf(disabled), atMillis)).toBe("disabled")
    const reinstated = account("DISABLED_UPDATE", { ban_info: { waba_ban_state: "REINSTATE" } }, seconds + 60)
    expect(Told.accountStatus(stateOf([...disabled, ...reinstated]), atMillis)).toBe("good")
    expect(Told.accountStatus(stateOf(account("ACCOUNT_OFFBOARDED")), atMillis)).toBe("disabled")

    const restricted = stateOf(
      account("ACCOUNT_RESTRICTION", {
        restriction_info: [
          { restriction_type: "RESTRICTED_BIZ_INITIATED_MESSAGING", expiration: seconds + 3_600 },
          { restriction_type: "RESTRICTED_ADD_PHONE_NUMBER_ACTION" }
        ]
      })
    )
    expect(Told.restrictions(restricted, atMillis)).toEqual([
      { type: "RESTRICTED_BIZ_INITIATED_MESSAGING", untilMillis: atMillis + hourMillis, sinceMillis: atMillis },
      { type: "RESTRICTED_ADD_PHONE_NUMBER_ACTION", untilMillis: null, sinceMillis: atMillis }
    ])
    expect(Told.restrictions(restricted, atMillis + hourMillis)).toHaveLength(1)
    expect(Told.accountStatus(restricted, atMillis)).toBe("restricted")
    expect(stateOf(account("ACCOUNT_VIOLATION", { violation_info: { violation_type: "ADULT" } }))).toEqual({
      violation: { value: "ADULT", atMillis }
    })
    expect(stateOf(told("account_review_update", { decision: "APPROVED" }))).toEqual({
      review: { value: "APPROVED", atMillis }
    })
  })

  it("what says nothing that lasts changes nothing", () => {
    expect(account("PARTNER_ADDED", { waba_info: { waba_id: "1" } })).toEqual([])
    expect(quality("ONBOARDING")).toEqual([])
    expect(told("something_new", { event: "FLAGGED" })).toEqual([])
  })

  it("a word without a moment counts from its arrival, and so does one from the future", () => {
    const [none] = told("phone_number_quality_update", { display_phone_number: "1", event: "FLAGGED" }, null, 5_000)
    expect(none?.state["quality"]?.atMillis).toBe(5_000)
    const [future] = told(
      "phone_number_quality_update",
      { display_phone_number: "1", event: "FLAGGED" },
      seconds,
      5_000
    )
    expect(future?.state["quality"]?.atMillis).toBe(5_000)
  })

  const word = fc.record({ value: fc.constantFrom("a", "b", 1, null), atMillis: fc.integer({ min: 0, max: 5 }) })
  const state: fc.Arbitrary<Told.State> = fc.dictionary(fc.constantFrom("quality", "wabaId", "restriction X"), word)

  it("the newest word on each thing stands, whatever came in between", () => {
    fc.assert(
      fc.property(fc.array(state, { maxLength: 6 }), (states) => {
        const merged = states.reduce(Told.merge, Told.initial)
        for (const name of ["quality", "wabaId", "restriction X"]) {
          const moments = states.flatMap((one) => one[name]?.atMillis ?? [])
          expect(merged[name]?.atMillis).toBe(moments.length === 0 ? undefined : Math.max(...moments))
        }
      })
    )
  })

  it("a repeated callback changes nothing: the very same value is answered", () => {
    fc.assert(
      fc.property(state, state, (known, next) => {
        const once = Told.merge(known, next)
        expect(Told.merge(once, next)).toBe(once)
      })
    )
  })
})

describe("ToldHolds", () => {
  const restriction = (...types: ReadonlyArray<readonly [type: string, expiration?: number]>) =>
    stateOf(
      account("ACCOUNT_RESTRICTION", {
        restriction_info: types.map(([type, expiration]) => ({
          restriction_type: type,
          ...(expiration === undefined ? {} : { expiration })
        }))
      })
    )

  it("RL-07: a disabled account holds its business until it is reinstated or somebody has looked", () => {
    const disabled = stateOf(account("DISABLED_UPDATE", { ban_info: { waba_ban_state: "DISABLE" } }))
    const holds = ToldHolds.of(disabled, "acme", atMillis)
    expect(holds).toMatchObject([
      { scope: "business", key: "acme", level: "restriction", untilMillis: null, needsReview: true }
    ])
    const again = stateOf(account("DISABLED_UPDATE", { ban_info: { waba_ban_state: "REINSTATE" } }, seconds + 1))
    const lifted = Told.merge(disabled, again)
    expect(holds.map((hold) => ToldHolds.isLifted(hold, lifted))).toEqual([true])
    expect(holds.map((hold) => ToldHolds.isLifted(hold, disabled))).toEqual([false])
    expect(holds.map((hold) => ToldHolds.isLifted({ ...hold, reason: "refused" }, lifted))).toEqual([false])
  })

  it("CLOUD_API 3.6: who may not begin conversations sends no marketing; who may not answer either sends nothing", () => {
    const begins = ["RESTRICTED_BIZ_INITIATED_MESSAGING", seconds + 3_600] as const
    const answers = ["RESTRICTED_CUSTOMER_INITIATED_MESSAGING", seconds + 60] as const
    const untilMillis = atMillis + hourMillis
    expect(ToldHolds.of(restriction(begins), "acme", atMillis)).toMatchObject([
      { scope: "marketing", untilMillis, needsReview: false }
    ])
    expect(ToldHolds.of(restriction(begins, answers), "acme", atMillis)).toMatchObject([
      { scope: "marketing", untilMillis },
      { scope: "business", untilMillis: atMillis + 60_000, needsReview: false }
    ])
    expect(ToldHolds.of(restriction(["RESTRICTED_ADD_PHONE_NUMBER_ACTION"]), "acme", atMillis)).toEqual([])
    expect(ToldHolds.of(restriction(begins), "acme", untilMillis)).toEqual([])
  })
})
