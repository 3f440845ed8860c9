import { describe, expect, it } from "vitest"
import * as Suite from "../src/Suite.ts"

describe("the limiter's suite", () => {
  it(
    "still runs: one limit and all scopes, admitted and saturated, each against a peer",
    { timeout: 120_000 },
    async () => {
      const report = await (await Suite.all()).get("limiter")?.run({ effort: { rounds: 1, roundMillis: 1 } })
      expect(report?.contests.map(({ peers }) => peers.length)).toEqual(Array.from({ length: 10 }, () => 1))
      expect(report?.contests.filter(({ peers }) => peers.some(({ floor }) => floor !== null))).toHaveLength(8)
    }
  )
})
