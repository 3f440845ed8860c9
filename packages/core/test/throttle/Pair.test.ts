import * as Policy from "@sluice/core/policy/Policy"
import * as Pair from "@sluice/core/throttle/Pair"
import * as Book from "../../src/throttle/internal/Book.ts"
import { describe, expect, it } from "vitest"

const limits = { guide: Policy.shipped.guide.pacing.pair, cloudApi: Policy.shipped["cloud-api"].pacing.pair }

const send = (limit: typeof limits.guide, state: Pair.State, recipient: string, atMillis: number): Pair.State =>
  Pair.answered(
    limit,
    Pair.departed(limit, state, recipient, atMillis),
    { recipient, departedMillis: atMillis },
    atMillis
  )

const free = (limit: typeof limits.guide, state: Pair.State, recipient: string, nowMillis: number): number => {
  const entry = Pair.entry(state, recipient)
  return entry === null ? nowMillis : Pair.freeMillis(limit, entry, nowMillis)
}

describe("Pair", () => {
  it("RL-05: with a burst of 1 a recipient has one message in flight, and the next 6 s after its answer", () => {
    const flying = Pair.departed(limits.guide, Pair.empty, "a", 1_000)
    expect(free(limits.guide, flying, "a", 1_000)).toBe(Number.POSITIVE_INFINITY)
    const answered = Pair.answered(limits.guide, flying, { recipient: "a", departedMillis: 1_000 }, 1_400)
    expect(free(limits.guide, answered, "a", 1_400)).toBe(7_400)
    expect(free(limits.guide, answered, "b", 1_400)).toBe(1_400)
  })

  const sent = (count: number): Pair.State =>
    Array.from({ length: count }).reduce<Pair.State>((state) => send(limits.cloudApi, state, "a", 0), Pair.empty)

  it("CLOUD_API 3.4: 45 may leave in one burst, and not one more", () => {
    expect(free(limits.cloudApi, sent(44), "a", 100)).toBe(100)
    expect(free(limits.cloudApi, sent(45), "a", 100)).toBe(45 * 6_000)
  })

  it("CLOUD_API 3.4: after a burst nothing until all of it is paid back: 20 take two minutes", () => {
    expect(free(limits.cloudApi, sent(20), "a", 3_000)).toBe(3_000)
    expect(free(limits.cloudApi, sent(20), "a", 3_001)).toBe(120_000)
    expect(free(limits.cloudApi, sent(20), "a", 120_000)).toBe(120_000)
  })

  it("CLOUD_API 3.4: what paid back may burst again", () => {
    const again = send(limits.cloudApi, sent(2), "a", 12_000)
    expect(free(limits.cloudApi, again, "a", 14_000)).toBe(14_000)
  })

  it("CLOUD_API 3.4: after a burst, only an answer tells when what is in flight is paid back", () => {
    const flying = Pair.departed(limits.cloudApi, sent(2), "a", 1_000)
    expect(free(limits.cloudApi, flying, "a", 2_000)).toBe(2_000)
    expect(free(limits.cloudApi, flying, "a", 20_000)).toBe(Number.POSITIVE_INFINITY)
  })

  it("RT-03: a recipient that is known by its answers only has no burst left until it has paid back", () => {
    const rebuilt = Pair.answered(limits.cloudApi, Pair.empty, { recipient: "a", departedMillis: 0 }, 500)
    expect(free(limits.cloudApi, rebuilt, "a", 600)).toBe(6_500)
  })

  it("CLOUD_API 3.3: a refused pair rests alone, and longer each time", () => {
    const backoff = Policy.shipped["cloud-api"].pacing.pairBackoff
    const refused = (state: Pair.State, atMillis: number): Pair.State =>
      Pair.refused(
        limits.cloudApi,
        backoff,
        Pair.departed(limits.cloudApi, state, "a", atMillis),
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
    expect(Book.size(state.entries)).toBeLessThanOrEqual(1_024)
    expect(Book.size(Pair.pruned(state, 50_000 * 100).entries)).toBeLessThanOrEqual(61)
  })

  it("bounded: an entry in flight, owing or resting is never forgotten", () => {
    let state = Pair.departed(limits.cloudApi, Pair.empty, "flying", 0)
    for (let i = 0; i < 5_000; i++) state = send(limits.cloudApi, state, `r${i}`, i * 1_000)
    expect(Pair.entry(state, "flying")?.flying).toBe(1)
  })
})
