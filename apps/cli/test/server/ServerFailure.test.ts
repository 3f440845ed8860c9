import { HttpClientError, HttpClientRequest } from "@effect/platform"
import { kinds, Problem } from "@sluice/client/Problem"
import { Struct } from "effect"
import { describe, expect, it } from "vitest"
import * as ServerFailure from "../../src/server/ServerFailure.ts"

describe("ServerFailure", () => {
  it("says for every kind of refusal what it is, and never shows a stack", () => {
    for (const kind of Struct.keys(kinds)) {
      const problem = new Problem({
        kind,
        detail: "the detail",
        instance: "urn:x",
        findings: [],
        retryAfterSeconds: null
      })
      const words = ServerFailure.describe(problem)
      expect(words).toContain(`${kinds[kind].title}: the detail`)
      expect(words).not.toMatch(/\n\s+at /)
    }
  })

  it("does not say twice what title and detail say alike", () => {
    const { title } = kinds["vault-closed"]
    const problem = new Problem({
      kind: "vault-closed",
      detail: `${title.toLowerCase()}: set one`,
      instance: "urn:x",
      findings: [],
      retryAfterSeconds: null
    })
    expect(ServerFailure.describe(problem)).toContain(`${title.toLowerCase()}: set one (`)
    expect(ServerFailure.describe(problem)).not.toContain(title)
  })

  it("PH-02: gives every finding a line with its place and the value that would be right", () => {
    const words = ServerFailure.describe(
      new Problem({
        kind: "message-refused",
        detail: "2 findings",
        instance: "urn:x",
        findings: [
          { path: "recipient", code: "separators", rule: "PH-02", message: "blanks", suggestion: "+886912345678" },
          { path: "", code: "other", rule: null, message: "something else", suggestion: null }
        ],
        retryAfterSeconds: null
      })
    )
    expect(words.split("\n").slice(1)).toEqual(["  recipient: blanks; try +886912345678", "  something else"])
  })

  it("says where no server answers, without the path and the query", () => {
    const error = new HttpClientError.RequestError({
      request: HttpClientRequest.get("http://127.0.0.1:8080/v1/messages?recipient=%2B886912345678"),
      reason: "Transport"
    })
    expect(ServerFailure.describe(error)).toBe(
      "no server answers at http://127.0.0.1:8080: start one with `sluice up`, or name another with --url"
    )
  })
})
