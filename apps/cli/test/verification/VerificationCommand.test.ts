import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

describe("sluice verification", () => {
  it.scopedLive("NV-01: writes down an attempt and how it ended, by its number", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      expect((yield* sluice(["verification", "ls"])).out).toMatch(/shop +\+\d+ +\S+ +not-needed +missing, missing/)
      yield* sluice(["verification", "begin", "shop"])
      const late = yield* sluice(["verification", "answer", "shop", "2", "passed"])
      expect([late.code, late.err]).toEqual([1, expect.stringContaining("attempt 1 is under way")])
      const json = JSON.parse((yield* sluice(["verification", "answer", "shop", "1", "passed"], "--json")).out)
      expect(json).toMatchObject({ senderId: "shop", attempt: 1 })
    })
  )

  it.scopedLive("NV-02: hands in papers and reviews them, each review of one submission", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const papers = ["shop", "registration-certificate"]
      const handed = yield* sluice(["verification", "hand-in", ...papers, "archive/2026/117"])
      expect(handed.out).toMatch(/registration-certificate +in-review +1 +\d{4}-/)
      const until = yield* sluice(["verification", "accept", ...papers], "--submission", "1", "--valid-until", "soon")
      expect([until.code, until.err]).toEqual([2, expect.stringContaining("--valid-until takes a date")])
      const accepted = yield* sluice(
        ["verification", "accept", ...papers],
        "--submission",
        "1",
        "--valid-until",
        "2999-12-31"
      )
      expect(accepted.out).toMatch(/registration-certificate +accepted +1 +\S+ +2999-12-31/)
      const refused = yield* sluice(["verification", "refuse", ...papers], "--submission", "1", "--reason", "late")
      expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("none is in review")])
    })
  )
})
