import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import * as Farewell from "../src/Farewell.ts"

/** A worker that ended as it should: what was on its way to the store when it was told still began, and everything was answered. */
const good: Farewell.Farewell = {
  worker: {
    number: 3,
    runner: "127.0.0.1:1",
    process: {
      name: "worker",
      pid: 1,
      output: Effect.succeed([]),
      line: () => Effect.never,
      exit: Effect.never,
      kill: () => Effect.never
    }
  },
  toldMillis: 1_000,
  tookMillis: 1_700,
  exitCode: 0,
  lanes: 2,
  sends: { begun: 3, lastAfterMillis: 40, unanswered: 0 }
}

describe("the end of a worker that was told to end", () => {
  it("is without fault where it answered for everything and went in time", () => {
    expect(Farewell.faults(good)).toEqual([])
    expect(Farewell.told(good)).toBe(
      "worker 3 had 2 lanes; it began 3 sends more, the last after 40 ms, and ended after 1700 ms"
    )
  })

  it.each([
    ["RT-03: went on sending", { sends: { ...good.sends, lastAfterMillis: 2_900 } }, "began a send 2900 ms after"],
    ["RT-04: left a send in doubt", { sends: { ...good.sends, unanswered: 2 } }, "left 2 sends without an answer"],
    ["took too long", { tookMillis: 15_000 }, "took 15000 ms to end"],
    ["failed", { exitCode: 1 }, "ended with code 1"],
    ["had to be killed", { exitCode: null }, "ended by a signal"]
  ])("is a fault where it %s", (_, change, what) => {
    expect(Farewell.faults({ ...good, ...change })).toEqual([expect.stringContaining(what)])
  })
})
