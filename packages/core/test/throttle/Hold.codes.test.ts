import { existsSync, readFileSync } from "node:fs"
import * as Catalogue from "@sluice/core/failure/Catalogue"
import * as Classification from "@sluice/core/failure/Classification"
import { cloudApi } from "@sluice/core/policy/cloudApi"
import * as Hold from "@sluice/core/throttle/Hold"
import * as Throttle from "@sluice/core/throttle/Throttle"
import { describe, expect, it } from "vitest"

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

const keys: Hold.Keys = {
  sender: "sender",
  business: "business",
  account: "account",
  app: "app",
  token: "token",
  recipient: "+886912345678",
  template: "template",
  recipientKey: "recipient-hash",
  country: "business/IN",
  flow: "flow",
  endpoint: "endpoint"
}

/**
 * What each code holds, read off CLOUD_API 3.3 by hand: a scope, and how long: milliseconds; `act`, until somebody has fixed or reviewed it;
 * `fact`, until the platform tells that it is over. `message` holds nothing beyond the one message, `own` is the throttle's own
 * rest of the sender or the pair.
 */
const holds: Readonly<Record<number, readonly [Hold.Scope | "message" | "own", number | "act" | "fact" | null]>> = {
  0: ["token", "act"],
  1: ["message", null],
  2: ["endpoint", second],
  3: ["app", "act"],
  4: ["app", minute],
  10: ["app", "act"],
  17: ["token", minute],
  33: ["sender", "act"],
  100: ["message", null],
  104: ["token", "act"],
  190: ["token", "act"],
  200: ["app", "act"],
  368: ["business", "act"],
  429: ["own", null],
  506: ["message", null],
  613: ["management", minute],
  803: ["message", null],
  1306: ["message", null],
  1310: ["message", null],
  1327: ["message", null],
  1351: ["own", null],
  80007: ["business", minute],
  80008: ["management", hour],
  130403: ["recipient", "act"],
  130429: ["own", null],
  130472: ["recipient-marketing", "act"],
  130497: ["country", "act"],
  131000: ["message", null],
  131005: ["app", "act"],
  131008: ["message", null],
  131009: ["message", null],
  131016: ["endpoint", second],
  131021: ["message", null],
  131026: ["message", null],
  131030: ["message", null],
  131031: ["business", "act"],
  131037: ["sender", "act"],
  131042: ["business", "act"],
  131045: ["sender", "act"],
  131047: ["message", null],
  131048: ["sender", hour],
  131049: ["recipient-marketing", 24 * hour],
  131050: ["recipient-marketing", "fact"],
  131051: ["message", null],
  131052: ["message", null],
  131053: ["message", null],
  131055: ["message", null],
  131056: ["own", null],
  131057: ["sender", minute],
  131063: ["marketing", "act"],
  131064: ["business", 24 * hour],
  132000: ["message", null],
  132001: ["message", null],
  132005: ["message", null],
  132007: ["message", null],
  132012: ["message", null],
  132015: ["template", 3 * hour],
  132016: ["template", "act"],
  132018: ["message", null],
  132068: ["flow", "act"],
  132069: ["flow", hour],
  133000: ["sender", "act"],
  133004: ["endpoint", second],
  133005: ["registration", "act"],
  133006: ["sender", "act"],
  133008: ["registration", hour],
  133009: ["registration", minute],
  133010: ["sender", "act"],
  133015: ["registration", 5 * minute],
  133016: ["registration", hour],
  134011: ["business", "act"],
  134100: ["message", null],
  134101: ["template", 10 * minute],
  134102: ["template", "act"],
  135000: ["message", null],
  1752041: ["message", null],
  2388019: ["message", null],
  2388039: ["message", null],
  2388040: ["message", null],
  2388047: ["message", null],
  2388072: ["message", null],
  2388073: ["message", null],
  2388293: ["message", null],
  2388299: ["message", null],
  2494100: ["sender", minute],
  2593107: ["message", null],
  2593108: ["message", null]
}

const fails = (code: number) => Classification.classify({ provider: "cloud-api", httpStatus: null, code })

const holdOf = (code: number, failuresBefore = 0, of: Hold.Keys = keys): Hold.Hold | null => {
  const failure = fails(code)
  // The longest delay that jitter allows, which is the one that the platform states.
  return Hold.fromFailure(failure, of, Hold.lengthMillis(cloudApi.certainty, failure, failuresBefore, 1), 7, 1_000)
}

/** What every request carries that the holds above could be about. */
const request: Throttle.Request = {
  id: "m",
  recipient: keys.recipient,
  recipientKey: "recipient-hash",
  units: 1,
  kind: "text",
  template: "template",
  category: "marketing",
  country: "business/IN",
  flow: "flow",
  endpoint: "endpoint",
  probeOf: null
}

/** One that shares sender, business, app and token with it, and nothing else. */
const bystander: Throttle.Request = {
  id: "n",
  recipient: "+85251234567",
  recipientKey: "other-hash",
  units: 1,
  kind: "text",
  template: "other",
  category: "utility",
  country: "business/HK",
  flow: "other",
  endpoint: "other",
  probeOf: null
}

const context: Throttle.Context = {
  sender: "sender",
  pacing: cloudApi.pacing,
  standing: { tier: "initial", throughput: "standard" },
  timeZone: "Etc/UTC"
}

const decided = (hold: Hold.Hold, of: Throttle.Request, nowMillis: number): Throttle.Decision["_tag"] =>
  Throttle.decide(
    context,
    Throttle.evolve(context, Throttle.initial(context), { _tag: "HoldPlaced", hold }),
    of,
    nowMillis
  )._tag

describe("CLOUD_API 3.3: what each code of the catalogue holds", () => {
  it("CLOUD_API 3.3: every code is decided upon", () => {
    expect(
      Object.keys(holds)
        .map(Number)
        .toSorted((a, b) => a - b)
    ).toEqual(Catalogue.entries.map(({ code }) => code))
  })

  it.each(Object.entries(holds))("CLOUD_API 3.3: %s holds %j", (text, [scope, lasts]) => {
    const code = Number(text)
    const hold = holdOf(code)
    const own = Throttle.refusal(fails(code)) === null ? "message" : "own"
    expect(hold === null ? own : hold.scope).toBe(scope)
    expect(hold?.number ?? 7).toBe(7)
    expect(hold?.untilMillis ?? null).toBe(typeof lasts === "number" ? 1_000 + lasts : null)
    expect(hold?.needsReview ?? false).toBe(lasts === "act")
  })

  it.each(Catalogue.entries.map(({ code }) => code).filter((code) => holdOf(code) !== null))(
    "CLOUD_API 3.3: %i stops what it covers, until it is over; what it does not cover goes on",
    (code) => {
      const hold = holdOf(code)
      if (hold === null) throw new Error("filtered above")
      const reach = Hold.reach(hold.scope)
      expect(decided(hold, request, 1_000)).toBe(reach === "none" ? "Admitted" : "Held")
      expect(decided(hold, bystander, 1_000)).toBe(reach === "lane" ? "Held" : "Admitted")
      const ends = hold.untilMillis !== null || reach === "none"
      expect(decided(hold, request, hold.untilMillis ?? 1e15)).toBe(ends ? "Admitted" : "Held")
    }
  )

  it("CLOUD_API 3.3: no code holds more than what the message went through: never a global sleep", () => {
    const through = new Set<string>(
      Object.values({
        ...keys,
        country: "business/IN",
        flow: "flow",
        template: "template",
        recipientKey: "recipient-hash"
      })
    )
    for (const { code } of Catalogue.entries) {
      const hold = holdOf(code)
      expect(hold === null || through.has(hold.key)).toBe(true)
      expect(hold?.key).not.toBe(keys.recipient)
      expect(hold?.scope).not.toBe("account")
    }
  })

  it("CLOUD_API 3.3: a hold that comes again is longer: marketing caps 24 h, 48 h, 7 d; a paused template 3 h, 6 h", () => {
    const lasts = (code: number, before: number): number => (holdOf(code, before)?.untilMillis ?? 0) - 1_000
    expect([0, 1, 2, 3].map((before) => lasts(131049, before) / hour)).toEqual([24, 48, 168, 168])
    expect([0, 1, 2].map((before) => lasts(132015, before) / hour)).toEqual([3, 6, 6])
    expect([0, 1, 2, 3, 4].map((before) => lasts(80007, before) / minute)).toEqual([1, 5, 15, 60, 60])
  })

  it("RL-07: an answer that asks for longer than the catalogue gets it", () => {
    const failure = Classification.classify({
      provider: "cloud-api",
      httpStatus: 400,
      code: 80007,
      retryAfterMillis: 40 * minute
    })
    expect(Hold.lengthMillis(cloudApi.certainty, failure, 0, 1)).toBe(40 * minute)
  })

  it("a recipient, a country, a flow or an endpoint that has no key is not held, and no number stands in for it", () => {
    const { country: _, endpoint: __, flow: ___, recipientKey: ____, ...bare } = keys
    for (const code of [130403, 131049, 131050, 130472, 130497, 132068, 132069, 2, 131016]) {
      expect(holdOf(code, 0, bare)).toBeNull()
    }
    expect(holdOf(132015, 0, { ...keys, template: null })).toBeNull()
  })

  it("a number of another provider is not taken for the platform's; what it passes on is", () => {
    const failure = { retry: "never", scope: "message", title: "x", provider: "twilio" } as const
    expect(Hold.fromFailure({ ...failure, code: 130403 }, keys, 0, 1, 0)).toBeNull()
    expect(Hold.fromFailure({ ...failure, code: 63_001, underlyingCode: 130403 }, keys, 0, 1, 0)).toMatchObject({
      scope: "recipient"
    })
  })
})

const fixture = new URL("../../../../../shared/fixtures/error-codes.json", import.meta.url)

describe.skipIf(!existsSync(fixture))("CLOUD_API 3.3: the published table of codes", () => {
  const scopes: Readonly<Record<string, ReadonlyArray<Hold.Scope>>> = {
    pair: ["pair"],
    phone_number: ["sender", "registration"],
    waba: ["business", "management", "marketing"],
    app: ["app", "management"],
    token: ["token"],
    template: ["template"],
    recipient: ["recipient", "recipient-marketing"],
    country: ["country"],
    flow: ["flow"],
    platform: ["endpoint"]
  }

  it("CLOUD_API 3.3: no code holds another scope than the one the table gives it", () => {
    const { codes }: { readonly codes: ReadonlyArray<{ readonly code: number | string; readonly scope: string }> } =
      JSON.parse(readFileSync(fixture, "utf8"))
    expect(codes.length).toBeGreaterThan(70)
    for (const { code, scope } of codes) {
      const hold = holdOf(Number.parseInt(String(code), 10))
      expect(hold === null || (scopes[scope] ?? []).includes(hold.scope)).toBe(true)
    }
  })
})
