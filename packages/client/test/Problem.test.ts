import * as Problem from "@sluice/client/Problem"
import { Either, Schema, Struct } from "effect"
import { describe, expect, it } from "vitest"

const decode = Schema.decodeUnknownEither(Problem.ProblemJson)
const encode = Schema.encodeSync(Problem.ProblemJson)

const problem = (kind: Problem.Kind) =>
  new Problem.Problem({
    kind,
    detail: "d",
    instance: "urn:uuid:1",
    findings: [{ path: "recipient", code: "voip", rule: "PH-06", message: "m", suggestion: null }],
    retryAfterSeconds: 1
  })

describe("a problem", () => {
  it("RFC 9457: travels as type, title, status, detail and instance, and comes back as it was, for every kind", () => {
    for (const kind of Struct.keys(Problem.kinds)) {
      const wire = encode(problem(kind))
      expect(wire).toMatchObject({
        type: `urn:sluice:problem:${kind}`,
        ...Problem.kinds[kind],
        detail: "d",
        instance: "urn:uuid:1"
      })
      const back = Either.getOrThrow(decode(wire))
      expect(back).toBeInstanceOf(Problem.Problem)
      expect({ ...back }).toEqual({ ...problem(kind) })
      expect(back.status).toBe(Problem.kinds[kind].status)
    }
  })

  it("may leave out findings and the time to wait", () => {
    const wire = { type: "urn:sluice:problem:internal", title: "t", status: 500, detail: "d", instance: "i" }
    expect(Either.getOrThrow(decode(wire))).toMatchObject({ kind: "internal", findings: [], retryAfterSeconds: null })
  })

  it("of an unknown type, or of none, is no problem of this server", () => {
    const wire = { title: "t", status: 500, detail: "d", instance: "i" }
    expect(Either.isLeft(decode(wire))).toBe(true)
    expect(Either.isLeft(decode({ ...wire, type: "urn:sluice:problem:other" }))).toBe(true)
    expect(Either.isLeft(decode({ ...wire, type: "about:blank" }))).toBe(true)
  })
})
