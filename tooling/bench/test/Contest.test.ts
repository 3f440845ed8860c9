import { describe, expect, it, onTestFinished, vi } from "vitest"
import * as Contest from "../src/Contest.ts"
import * as Print from "../src/Print.ts"
import * as Suite from "../src/Suite.ts"

const effort: Contest.Effort = { rounds: 3, roundMillis: 1 }

const entry = (name: string): Contest.Entry => ({ name, operations: 10, run: () => 1 })

const contest = (...peers: ReadonlyArray<Contest.Peer>): Contest.Contest => ({
  title: "title",
  unit: "things/s",
  subject: entry("subject"),
  peers
})

describe("Contest", () => {
  it("reports the subject and each peer with a speed and the ratio in which the subject leads", async () => {
    const { peers, subject } = await Contest.hold(
      contest(entry("sync"), { ...entry("async"), run: async () => 1 }),
      effort
    )
    expect(subject.perSecond).toBeGreaterThan(0)
    expect(peers.map(({ name }) => name)).toEqual(["sync", "async"])
    expect(peers.filter(({ ratio, ratioHigh, ratioLow }) => !(ratioLow <= ratio && ratio <= ratioHigh))).toEqual([])
  })

  it("a floor that the ratio does not reach breaks the contest, one that it reaches does not, none is only reported", async () => {
    const result = await Contest.hold(
      contest({ ...entry("low"), floor: 0 }, { ...entry("high"), floor: Number.POSITIVE_INFINITY }, entry("none")),
      effort
    )
    expect(result.peers.map(({ holds }) => holds)).toEqual([true, false, true])
    expect(Contest.holds(result)).toBe(false)
    expect(Contest.holds({ ...result, peers: result.peers.filter(({ holds }) => holds) })).toBe(true)
    expect(Print.table(result)).toContain("floor Infinityx BROKEN")
  })

  it("a floor among the middle half of the rounds is decided by more of them, one that is clear of them by no more", async () => {
    let nowMillis = 0
    const clock = vi.spyOn(performance, "now").mockImplementation(() => nowMillis)
    onTestFinished(() => clock.mockRestore())
    /** Each call takes as long as is told, by the number of the call. */
    const timed = (name: string, millisOf: (call: number) => number) => {
      let calls = 0
      const run = (): number => (nowMillis += millisOf(calls++))
      return { calls: () => calls, entry: { name, operations: 1, run } }
    }
    const roundsOf = async (floor: number): Promise<number> => {
      const subject = timed("subject", (call) => (call % 2 === 0 ? 4 : 16))
      const peer = timed("peer", () => 8)
      await Contest.hold(
        { title: "title", unit: "things/s", subject: subject.entry, peers: [{ ...peer.entry, floor }] },
        { rounds: 4, roundMillis: 1 }
      )
      // One call warms up.
      return subject.calls() - 1
    }
    expect(await roundsOf(1)).toBe(12)
    expect(await roundsOf(0.01)).toBe(4)
    expect(await roundsOf(100)).toBe(4)
  })

  it("an entry that does nothing is refused, since its speed would mean nothing", async () => {
    await expect(Contest.hold(contest({ ...entry("idle"), run: () => 0 }), effort)).rejects.toThrow(
      "idle: nothing was done"
    )
  })

  it("quantiles interpolate", () => {
    expect(Contest.quantile([4, 1, 3, 2], 0.5)).toBe(2.5)
    expect(Contest.quantile([3, 1, 2], 0.25)).toBe(1.5)
    expect(Contest.quantile([7], 0.75)).toBe(7)
  })
})

describe("suites", () => {
  it("are found by their files, and the numbers still run", { timeout: 120_000 }, async () => {
    const report = await (await Suite.all()).get("numbers")?.run({ effort: { rounds: 1, roundMillis: 1 } })
    expect(report?.contests.map(({ peers }) => peers.length)).toEqual([2, 2, 2])
  })
})
