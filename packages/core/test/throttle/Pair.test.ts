import * as Policy from "@sluice/core/policy/Policy"
import * as Pair from "@sluice/core/throttle/Pair"
import { HashMap } from "effect"
import { describe, expect, it } from "vitest"

const limits = { guide: Policy.shipped.guide.pacing.pair, cloudApi: Policy.shipped["cloud-api"].pacing.pair }

const send = (limit: typeof limits.guide, state: Pair.State, recipient: string, atMillis: number): Pair.State =>
  Pair.answered(limit, Pair.departed(state, recipient, atMillis), { recipient, departedMillis: atMillis }, atMillis)

const free = (limit: typeof limits.guide, state: Pair.State, recipient: string): number => {
  const entry = Pair.entry(state, recipient)
  return entry === null ? 0 : Pair.freeMillis(limit, entry)
}

describe("Pair", () => {
  it("RL-05: with a burst of 1 a recipient has one message in flight, and the next 6 s after its answer", () => {
    const flying = Pair.departed(Pair.empty, "a", 1_000)
    expect(free(limits.guide, flying, "a")).toBe(Number.POSITIVE_INFINITY)
    const answered = Pair.answered(limits.guide, flying, { recipient: "a", departedMillis: 1_000 }, 1_400)
    expect(free(limits.guide, answered, "a")).toBe(7_400)
    expect(free(limits.guide, answered, "b")).toBe(0)
  })

  it("CLOUD_API 3.4: 45 may leave at once, the 46th 6 s later; 20 are paid back after two minutes", () => {
    const sent = (count: number): Pair.State =>
      Array.from({ length: count }).reduce<Pair.State>((state) => send(limits.cloudApi, state, "a", 0), Pair.empty)
    expect(free(limits.cloudApi, sent(44), "a")).toBeLessThanOrEqual(0)
    expect(free(limits.cloudApi, sent(45), "a")).toBe(6_000)
    expect(Pair.entry(sent(20), "a")?.tatMillis).toBe(120_000)
  })

  it("CLOUD_API 3.4: what is in flight is counted as arriving with the message that asks", () => {
    const flying = Array.from({ length: 45 }).reduce<Pair.State>((state) => Pair.departed(state, "a", 0), Pair.empty)
    expect(free(limits.cloudApi, flying, "a")).toBe(Number.POSITIVE_INFINITY)
  })

  it("CLOUD_API 3.3: a refused pair rests alone, and longer each time", () => {
    const backoff = Policy.shipped["cloud-api"].pacing.pairBackoff
    const refused = (state: Pair.State, atMillis: number): Pair.State =>
      Pair.refused(
        limits.cloudApi,
        backoff,
        Pair.departed(state, "a", atMillis),
        { recipient: "a", departedMillis: atMillis },
        0,
        atMillis
      )
    const once = refused(Pair.empty, 1_000)
    const twice = refused(once, 2_000)
    expect(Pair.entry(once, "a")?.backoff.untilMillis).toBe(2_000)
    expect(Pair.entry(twice, "a")?.backoff.untilMillis).toBe(6_000)
    expect(Pair.entry(twice, "b")).toBeNull()
  })

  it("bounded: recipients who owe nothing are forgotten, however many there were", () => {
    let state = Pair.empty
    for (let i = 0; i < 50_000; i++) state = send(limits.guide, state, `r${i}`, i * 100)
    expect(HashMap.size(state.entries)).toBeLessThanOrEqual(1_024)
    expect(HashMap.size(Pair.pruned(state, 50_000 * 100).entries)).toBeLessThanOrEqual(61)
  })

  it("bounded: an entry in flight, owing or resting is never forgotten", () => {
    let state = Pair.departed(Pair.empty, "flying", 0)
    for (let i = 0; i < 5_000; i++) state = send(limits.cloudApi, state, `r${i}`, i * 1_000)
    expect(Pair.entry(state, "flying")?.flying).toBe(1)
  })
})
