import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { classify } from "@sluice/core/failure/Classification"
import * as ResponseError from "@sluice/core/failure/ResponseError"
import * as Samples from "../callback/Samples.ts"

describe("ResponseError", () => {
  it("CLOUD_API 3.2: reads an answer with details in an object", () => {
    expect(
      ResponseError.parse({
        error: {
          message: "(#130429) Rate limit hit",
          type: "OAuthException",
          code: 130429,
          error_data: { messaging_product: "whatsapp", details: "Throughput is spent." },
          error_subcode: 2494055,
          fbtrace_id: "trace-1"
        }
      })
    ).toEqual({
      code: 130429,
      subcode: 2494055,
      type: "OAuthException",
      title: null,
      message: "(#130429) Rate limit hit",
      details: "Throughput is spent.",
      isTransient: null,
      traceId: "trace-1"
    })
  })

  it("CLOUD_API 3.2: reads the other shapes: data as text, texts for the user, callbacks, lists, digits as text", () => {
    const { parse } = ResponseError
    expect(parse({ error: { code: 100, error_data: "body has no text" } }).details).toBe("body has no text")
    expect(
      parse({ error: { code: 2, is_transient: true, error_user_title: "Title", error_user_msg: "Text" } })
    ).toMatchObject({ isTransient: true, title: "Title", details: "Text" })
    expect(
      parse({ code: 131053, title: "Media upload error", error_data: { details: "mime" }, href: "/x" })
    ).toMatchObject({
      code: 131053,
      title: "Media upload error",
      details: "mime"
    })
    expect(parse({ errors: [{ code: "1006", title: "Gone", details: "Unknown contact" }] })).toMatchObject({
      code: 1006,
      details: "Unknown contact"
    })
    expect(parse({ error: "invalid_request", error_description: "No token" })).toMatchObject({
      message: "invalid_request",
      details: "No token"
    })
  })

  it("SF-06: a body that is not JSON is kept, cut to a bounded length", () => {
    expect(ResponseError.parse("Bad Gateway").message).toBe("Bad Gateway")
    expect(ResponseError.parse("x".repeat(100_000)).message).toHaveLength(500)
  })

  it("SF-01: is total over any JSON value, and so is the way on to a classified failure", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ error: fc.jsonValue() })), fc.integer(), (body, httpStatus) => {
        const failure = classify({ provider: "cloud-api", httpStatus, ...ResponseError.parse(body) })
        expect(failure.remedy).not.toBe("")
      }),
      { numRuns: 2_000 }
    )
  })
})

describe.skipIf(!Samples.present)("ResponseError against recorded answers", () => {
  const bodyOf = (sample: unknown): unknown =>
    typeof sample === "object" && sample !== null && "body" in sample ? sample.body : sample

  const errors = Samples.paths("responses").flatMap((path) => {
    const body = bodyOf(Samples.json(path))
    return typeof body === "object" && body !== null && "error" in body ? [{ path, body }] : []
  })

  it("SF-01: every recorded error has a code and a message", () => {
    expect(errors.length).toBeGreaterThan(100)
    for (const { body, path } of errors) {
      const error = ResponseError.parse(body)
      expect([path, error.code === null, error.message === null]).toEqual([path, false, false])
    }
  })

  it("SF-01: every recorded code is known, but those that the samples made up from the HTTP status", () => {
    const unknown = errors
      .map(({ body }) => classify({ provider: "cloud-api", httpStatus: 400, ...ResponseError.parse(body) }))
      .filter((failure) => !failure.known)
    expect(new Set(unknown.map((failure) => failure.code))).toEqual(new Set([400, 403]))
  })
})
