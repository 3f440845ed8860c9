import { describe, expect, it } from "vitest"
import * as RuleId from "../src/RuleId.ts"

describe("RuleId", () => {
  it.each([
    ["a name", "RL-05: sends are spread", ["RL-05"]],
    ["a list", "SPEC RL-06, RL-07; CLOUD_API 3.4", ["RL-06", "RL-07"]],
    ["a span", "PH-01 to PH-04: all of them", ["PH-01", "PH-02", "PH-03", "PH-04"]],
    ["a span and a single one", "RL-01 to RL-03, RL-06", ["RL-01", "RL-02", "RL-03", "RL-06"]],
    ["a span that has no inside", "RL-01 to WH-02", ["RL-01", "WH-02"]],
    ["an id twice", "GD-02 and GD-02", ["GD-02"]]
  ])("finds the ids of %s", (_, text, ids) => {
    expect([...RuleId.cited(text)]).toEqual(ids)
  })

  it.each(["HTTP-01", "XRL-01", "RL-1", "RL-123", "rl-01", "RL 01"])("%s is none", (text) => {
    expect([...RuleId.cited(text)]).toEqual([])
  })
})
