import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Catalogue from "@sluice/core/failure/Catalogue"
import { classify } from "@sluice/core/failure/Classification"
import * as Failure from "@sluice/core/failure/Failure"
import * as ForeignCatalogue from "@sluice/core/failure/ForeignCatalogue"
import type { ForeignEntry } from "@sluice/core/failure/ForeignEntry"
import * as Provider from "@sluice/core/failure/Provider"

const foreign = Provider.Provider.literals.filter((provider) => provider !== "cloud-api")
const nameOf = ({ by, code, provider }: ForeignEntry): string => `${provider} ${by === "status" ? "HTTP " : ""}${code}`

/** What an answer or a callback with this entry's code shows. */
const evidenceOf = ({ by, code, httpStatus, provider }: ForeignEntry) => ({
  provider,
  httpStatus: by === "status" ? Number(code) : (httpStatus[0] ?? null),
  code: by === "code" && typeof code === "number" ? code : null,
  codeText: by === "code" && typeof code === "string" ? code : null
})

describe("ForeignCatalogue", () => {
  it("SF-01: every row of every provider is there, and no code has two", () => {
    for (const provider of foreign) {
      const rows = ForeignCatalogue.tables[provider]
      const names = rows.map(({ by, code, codeMax }) => `${by ?? "code"} ${code} ${codeMax ?? ""}`)
      expect([provider, ForeignCatalogue.entries.filter((entry) => entry.provider === provider).length]).toEqual([
        provider,
        rows.length
      ])
      expect(names).toEqual([...new Set(names)])
    }
    expect(ForeignCatalogue.entries.length).toBeGreaterThan(110)
  })

  it.each(ForeignCatalogue.entries.map((entry) => [nameOf(entry), entry] as const))(
    "SF-01: %s explains itself",
    (_name, entry) => {
      expect(entry.title).toMatch(/^[A-Z].*[^.]$/)
      expect(entry.remedy).toMatch(/^(?:[A-Z]|360dialog ).*[.]$/)
      expect(entry.remedy.split(/[.] /).length).toBeLessThanOrEqual(2)
      expect(entry.remedy.length).toBeLessThanOrEqual(200)
      expect(entry.source.page).toMatch(/^[a-z0-9.-]+\/[a-z0-9/-]+$/)
      expect(entry.seen.length).toBeGreaterThan(0)
      expect(entry.wait._tag !== "None").toBe(!["after_fix", "never", "never_as_is"].includes(entry.retry))
    }
  )

  it.each(ForeignCatalogue.entries.map((entry) => [nameOf(entry), entry] as const))(
    "SF-01: %s is classified by its entry",
    (_name, entry) => {
      const { cause, reaction, remedy, retry, scope, title, wait } = entry
      expect(classify(evidenceOf(entry))).toMatchObject({
        provider: entry.provider,
        known: true,
        cause,
        reaction,
        remedy,
        retry,
        scope,
        title,
        wait
      })
    }
  )

  it("SF-01: what is like a code of the platform is judged as that one", () => {
    for (const entry of ForeignCatalogue.entries) {
      if (entry.like === null) continue
      const { cause, reaction, retry, scope, wait } = Catalogue.lookup(entry.like) ?? entry
      expect([nameOf(entry), Catalogue.lookup(entry.like)]).not.toEqual([nameOf(entry), null])
      expect([nameOf(entry), entry]).toMatchObject([nameOf(entry), { cause, reaction, retry, scope, wait }])
    }
  })

  it("SF-04: what waits for a fix names a scope whose lanes can be held, or it would be sent over and over", () => {
    const held: ReadonlyArray<Failure.Scope> = ["token", "app", "waba", "phone_number", "template"]
    const all = ForeignCatalogue.entries.flatMap(({ retry, scope, variants = [] }) => [
      { retry, scope },
      ...variants.map((variant) => ({ retry: variant.retry, scope: variant.scope ?? scope }))
    ])
    const fixes = all.filter(({ retry }) => retry === "after_fix").map(({ scope }) => scope)
    expect(fixes.length).toBeGreaterThan(10)
    expect(fixes.filter((scope) => !held.includes(scope))).toEqual([])
  })

  it("a range answers for the codes that have no entry of their own, and only for its own provider", () => {
    expect(ForeignCatalogue.lookup("bird", 15_005)?.title).toBe("Unknown subscriber")
    expect(ForeignCatalogue.lookup("bird", 15_001)).toMatchObject({ code: 15_000, codeMax: 15_999 })
    expect(ForeignCatalogue.lookup("bird", 12_005)?.title).toBe("Unknown product or route")
    expect(ForeignCatalogue.lookup("twilio", 15_001)).toBeNull()
    expect(ForeignCatalogue.lookup("bird", 16_000)).toBeNull()
  })

  it("a code is found without its provider, once for each that uses it", () => {
    expect(ForeignCatalogue.find(63_016).map(({ provider }) => provider)).toEqual(["twilio"])
    expect(ForeignCatalogue.find("NOT_FOUND").map(({ provider }) => provider)).toEqual(["bird", "zendesk"])
    expect(ForeignCatalogue.find(401)).toEqual([])
    expect(ForeignCatalogue.nearest("twilio", 6_316, 3).map(({ code }) => code)).toContain(63_016)
  })
})

describe("Classification of foreign codes", () => {
  it.each([
    ["twilio", 63_016, "never_as_is", "recipient"],
    ["twilio", 63_018, "throttle", "phone_number"],
    ["twilio", 63_024, "never", "recipient"],
    ["twilio", 63_049, "defer", "recipient"],
    ["twilio", 20_003, "after_fix", "token"],
    ["twilio", 20_429, "throttle", "app"],
    ["twilio", 21_211, "never", "message"],
    ["twilio", 21_408, "never", "country"],
    ["twilio", 21_610, "never", "recipient"],
    ["twilio", 21_614, "never", "message"],
    ["twilio", 30_410, "never", "message"],
    ["messagebird", 2, "after_fix", "token"],
    ["messagebird", 9, "never", "message"],
    ["messagebird", 20, "never", "message"],
    ["messagebird", 25, "after_fix", "app"],
    ["messagebird", 101, "never", "message"],
    ["messagebird", 470, "never_as_is", "recipient"],
    ["bird", 12_001, "transient_limited", "message"]
  ] as const)("SF-01: %s %d is %s for the %s", (provider, code, retry, scope) => {
    expect(classify({ provider, httpStatus: null, code })).toMatchObject({ known: true, retry, scope })
  })

  it("SF-01: the same number means another thing to another provider", () => {
    expect(classify({ provider: "cloud-api", httpStatus: 403, code: 10 }).cause).toBe("auth")
    expect(classify({ provider: "messagebird", httpStatus: 422, code: 10 }).cause).toBe("malformed")
  })

  it("SF-01: words are codes, whatever their case, and are kept", () => {
    const failure = classify({ provider: "zendesk", httpStatus: 401, code: null, codeText: "Unauthorized" })
    expect(failure).toMatchObject({ known: true, code: null, codeText: "Unauthorized", retry: "after_fix" })
    expect(failure.scope).toBe("token")
    expect(classify({ provider: "bird", httpStatus: 429, code: null, codeText: "rate_limited" }).retry).toBe("throttle")
  })

  it.each([
    ["twilio", { code: 63_024 }],
    ["bird", { code: 15_000 }],
    ["zendesk", { code: null, codeText: "uncategorized_error" }]
  ] as const)("SF-01: the platform's own code, passed on by %s, decides", (provider, code) => {
    const failure = classify({ provider, httpStatus: null, ...code, underlyingCode: 131049 })
    expect(failure).toMatchObject({ retry: "defer", scope: "recipient", underlyingCode: 131049, provider })
    expect(classify({ provider, httpStatus: null, ...code, underlyingCode: 999 }).known).toBe(true)
  })

  it("SF-01: 360dialog passes the platform's codes on, and has sentences of its own", () => {
    const provider = "360dialog"
    const own = (httpStatus: number, details: string) => classify({ provider, httpStatus, code: null, details })
    expect(classify({ provider, httpStatus: 400, code: 131056 })).toMatchObject({ retry: "throttle", scope: "pair" })
    expect(classify({ provider, httpStatus: 400, code: 100, subcode: 2388299 }).scope).toBe("template_create")
    const limit = own(400, "You have exceeded the limit of 1 request every 5 seconds. Try again later.")
    expect(limit).toMatchObject({
      retry: "throttle",
      scope: "phone_number",
      cause: "rate-limited",
      statedMillis: 5_000
    })
    expect(own(400, "Could not send message due to lack of payment.")).toMatchObject({
      retry: "after_fix",
      scope: "waba",
      cause: "account"
    })
    expect(own(400, "Your WhatsApp for Business API has been disabled")).toMatchObject({ scope: "phone_number" })
    expect(own(400, "something else")).toMatchObject({ retry: "never", cause: "malformed" })
    expect(own(401, "Invalid API key")).toMatchObject({ retry: "after_fix", scope: "token" })
    expect(own(555, "")).toMatchObject({ retry: "transient", scope: "platform" })
  })

  it.each(foreign)("SF-01: an unknown code of %s is judged by its status, and named once", (provider) => {
    const unknown = (httpStatus: number | null) => classify({ provider, httpStatus, code: 999_999 })
    expect(unknown(503)).toMatchObject({ known: false, retry: "transient", scope: "platform" })
    expect(unknown(429)).toMatchObject({ known: false, retry: "transient", cause: "rate-limited" })
    expect(unknown(400)).toMatchObject({ known: false, retry: "never", cause: "unknown" })
    expect(unknown(null)).toMatchObject({ known: false, retry: "never" })
    expect(Failure.unknownKey(unknown(400))).toBe(`${provider}:999999`)
    expect(Failure.unknownKey(unknown(503))).toBe(Failure.unknownKey(unknown(400)))
  })

  it("SF-01: an unknown word, and a status without a code, are named as such; what is known is not", () => {
    const word = classify({ provider: "bird", httpStatus: 418, code: null, codeText: "teapot" })
    expect([word.title, Failure.unknownKey(word)]).toEqual(["Unknown code teapot", "bird:teapot"])
    const bare = classify({ provider: "twilio", httpStatus: 404, code: null })
    expect(Failure.unknownKey(bare)).toBe("twilio:http-404")
    expect(Failure.unknownKey(classify({ provider: "twilio", httpStatus: 400, code: 63_016 }))).toBeNull()
  })

  it("SF-01: is total over every provider, and answers with a value that can be stored", () => {
    const store = Schema.decodeUnknownSync(Failure.Failure, { onExcessProperty: "error" })
    const codes = ForeignCatalogue.entries.map(({ code }) => code)
    const number = fc.oneof(fc.integer(), fc.constantFrom(...codes.filter((code) => typeof code === "number")))
    const word = fc.oneof(fc.string(), fc.constantFrom(...codes.filter((code) => typeof code === "string")))
    fc.assert(
      fc.property(
        fc.record({
          provider: fc.constantFrom(...Provider.Provider.literals),
          httpStatus: fc.option(fc.integer({ min: 100, max: 599 })),
          code: fc.option(number),
          codeText: fc.option(word),
          underlyingCode: fc.option(fc.oneof(fc.integer(), fc.constantFrom(131049, 130429))),
          details: fc.option(fc.oneof(fc.string(), fc.constant("exceeded the limit of 1 request every 5 seconds")))
        }),
        (evidence) => {
          const failure = classify(evidence)
          expect(classify(evidence)).toEqual(failure)
          expect(store(JSON.parse(JSON.stringify(failure)))).toEqual(failure)
          expect(Failure.unknownKey(failure) === null).toBe(failure.known)
        }
      ),
      { numRuns: 2_000 }
    )
  })
})
