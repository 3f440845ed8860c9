import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Catalogue from "@sluice/core/failure/Catalogue"
import { classify } from "@sluice/core/failure/Classification"
import * as Failure from "@sluice/core/failure/Failure"
import * as Policy from "@sluice/core/policy/Policy"
import * as RetryPlan from "@sluice/core/retry/RetryPlan"

const provider = "cloud-api" as const

describe("Classification: the code decides, not the status", () => {
  it.each([3, 131045, 134102, 133000])("SF-01: %d comes with status 500 and is not transient", (code) => {
    const failure = classify({ provider, httpStatus: 500, code })
    expect(failure.retry).toBe("after_fix")
  })

  it("SF-01: 404 with 132001 is a missing template, not a missing endpoint", () => {
    expect(classify({ provider, httpStatus: 404, code: 132001 })).toMatchObject({ cause: "template", retry: "never" })
  })

  it.each([131026, 131047, 131049])(
    "SF-01: %d is the same as a failed status, where there is no HTTP status",
    (code) => {
      const status = classify({ provider, httpStatus: null, code })
      const answer = classify({ provider, httpStatus: 400, code })
      expect({ ...status, httpStatus: 400 }).toEqual(answer)
      expect(status.scope).toBe("recipient")
    }
  )

  it("SF-01: a subcode of two or three digits means something only with its code", () => {
    const wrongId = classify({ provider, httpStatus: 400, code: 100, subcode: 33 })
    expect(wrongId).toMatchObject({ cause: "malformed", scope: "message", known: true })
    expect(wrongId.remedy).toContain("phone number id")
    expect(classify({ provider, httpStatus: 400, code: 33 }).scope).toBe("phone_number")
  })

  it("SF-01: a refusal of a template comes as subcode of 100 and is read by it", () => {
    expect(classify({ provider, httpStatus: 400, code: 100, subcode: 2388299 })).toMatchObject({
      cause: "template",
      scope: "template_create",
      code: 100,
      subcode: 2388299
    })
  })

  it.each([460, 463, 467, 492])("SF-04: subcode %d of an invalid token has its own remedy", (subcode) => {
    const general = classify({ provider, httpStatus: 401, code: 190 })
    const exact = classify({ provider, httpStatus: 401, code: 190, subcode })
    expect(exact).toEqual({ ...general, subcode, remedy: exact.remedy })
    expect(exact.remedy).not.toBe(general.remedy)
  })
})

describe("Classification: details and direction", () => {
  it.each([
    "Downloading media from weblink failed with http code 404, status message Not Found",
    "Failed to fetch the file: connection timed out",
    "The link did not answer"
  ])("SF-01: 131053 because of a fetch is tried again: %s", (details) => {
    expect(classify({ provider, httpStatus: 400, code: 131053, details }).retry).toBe("transient_limited")
  })

  it.each([
    "Unsupported Image mime type application/octet-stream",
    "Downloaded file has an audio codec that is not supported",
    "Media file size too big"
  ])("SF-01: 131053 because of the file itself is never tried again: %s", (details) => {
    expect(classify({ provider, httpStatus: 400, code: 131053, details })).toMatchObject({
      retry: "never",
      wait: { _tag: "None" },
      cause: "media"
    })
  })

  it("SF-01: 131053 without details is tried a few times", () => {
    expect(classify({ provider, httpStatus: null, code: 131053 }).retry).toBe("transient_limited")
  })

  it("SF-01: 131009 of a template that is being synchronised waits ten minutes", () => {
    const failure = classify({ provider, httpStatus: 400, code: 131009, details: "Ad sync is not complete" })
    expect(Failure.leastWaitMillis(failure, 0)).toBe(600_000)
  })

  it.each([131051, 131052])("SF-01: %d on a received message says nothing against what we send", (code) => {
    expect(classify({ provider, httpStatus: null, code, inbound: true })).toMatchObject({
      scope: "inbound",
      retry: "never",
      reaction: "operator"
    })
    expect(classify({ provider, httpStatus: 400, code: 131051 }).scope).toBe("message")
  })
})

describe("Classification: the unknown", () => {
  it.each([
    [429, "transient", "rate-limited"],
    [500, "transient", "provider-outage"],
    [503, "transient", "provider-outage"],
    [400, "never", "unknown"],
    [403, "never", "unknown"],
    [404, "never", "unknown"],
    [200, "never", "unknown"],
    [null, "never", "unknown"]
  ] as const)("SF-01: an unknown code with status %s is %s", (httpStatus, retry, cause) => {
    const failure = classify({ provider, httpStatus, code: 12455 })
    expect(failure).toMatchObject({ known: false, retry, cause, code: 12455, title: "Unknown code 12455" })
  })

  it("SF-01: an unknown code is transient where the platform says so", () => {
    expect(classify({ provider, httpStatus: 400, code: 12455, isTransient: true }).retry).toBe("transient")
    expect(classify({ provider, httpStatus: 400, code: 131026, isTransient: true }).retry).toBe("never")
  })

  it("SF-01, RL-07: an answer without a code is read by its status", () => {
    expect(classify({ provider, httpStatus: 429, code: null })).toMatchObject({
      known: true,
      retry: "throttle",
      scope: "phone_number",
      code: null
    })
    expect(classify({ provider, httpStatus: 401, code: null })).toMatchObject({ cause: "auth", retry: "after_fix" })
    expect(classify({ provider, httpStatus: 502, code: null })).toMatchObject({ known: false, retry: "transient" })
    expect(classify({ provider, httpStatus: 404, code: null })).toMatchObject({ known: false, retry: "never" })
  })
})

describe("Classification: waits", () => {
  const pair = (retryAfterMillis: number | null) =>
    classify({ provider, httpStatus: 400, code: 131056, retryAfterMillis })

  it("SF-01: the wait of a pair grows four times with every failure and stays at the last step", () => {
    const failure = pair(null)
    expect([0, 1, 2, 3, 4, 5, 99].map((before) => Failure.leastWaitMillis(failure, before))).toEqual([
      1_000, 4_000, 16_000, 64_000, 256_000, 256_000, 256_000
    ])
  })

  it("RL-07: Retry-After wins where it is longer, and only there", () => {
    expect(Failure.leastWaitMillis(pair(10_000), 0)).toBe(10_000)
    expect(Failure.leastWaitMillis(pair(10_000), 2)).toBe(16_000)
    const throttled = classify({ provider, httpStatus: 429, code: 130429, retryAfterMillis: 7_000 })
    expect(Failure.leastWaitMillis(throttled, 0)).toBe(7_000)
  })

  it.each([
    ["Please try again in 30 minutes", 1_800_000],
    ["Wait 45 seconds before the next try", 45_000],
    ["Try again after 2 hours", 7_200_000],
    ["Try again later", 3_600_000]
  ])("SF-01: 133008 waits as its details say: %s", (details, millis) => {
    expect(Failure.leastWaitMillis(classify({ provider, httpStatus: 400, code: 133008, details }), 0)).toBe(millis)
  })
})

describe("Classification: any evidence at all", () => {
  it("SF-01: is total, deterministic, and answers with a value that can be stored", () => {
    const store = Schema.decodeUnknownSync(Failure.Failure, { onExcessProperty: "error" })
    const code = fc.oneof(
      fc.integer(),
      fc.constantFrom(...Catalogue.entries.map((entry) => entry.code)),
      fc.constant(null)
    )
    fc.assert(
      fc.property(
        fc.record({
          provider: fc.constant(provider),
          httpStatus: fc.option(fc.integer({ min: 100, max: 599 })),
          code,
          subcode: fc.option(code),
          details: fc.option(fc.string()),
          retryAfterMillis: fc.option(fc.nat()),
          inbound: fc.boolean()
        }),
        (evidence) => {
          const failure = classify(evidence)
          expect(classify(evidence)).toEqual(failure)
          expect(store(JSON.parse(JSON.stringify(failure)))).toEqual(failure)
          expect(Failure.leastWaitMillis(failure, 3)).toBeGreaterThanOrEqual(evidence.retryAfterMillis ?? 0)
        }
      ),
      { numRuns: 2_000 }
    )
  })

  it("RT-04: a platform that answers that it failed is believed, and the message is tried again, a few times and not at once", () => {
    const failure = classify({ provider, httpStatus: 500, code: 131_000 })
    expect(failure).toMatchObject({ known: true, retry: "transient_limited", scope: "message" })
    const { certainty } = Policy.shipped.guide
    expect(RetryPlan.waitMillis(certainty, failure, 0, 0)).toBeGreaterThanOrEqual(1_000)
    expect(certainty.transientLimited.attemptsMax).toBeLessThanOrEqual(3)
  })
})
