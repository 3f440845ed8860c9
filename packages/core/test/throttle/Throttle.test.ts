import type { Hold } from "@sluice/core/throttle/Hold"
import * as Signal from "@sluice/core/throttle/Signal"
import * as Throttle from "@sluice/core/throttle/Throttle"
import * as Book from "../../src/throttle/internal/Book.ts"
import { describe, expect, it } from "vitest"
import { after, answered, cloudApi, departed, foreign, guide, hour, minute, text } from "./sender.ts"

const refused = (
  id: string,
  atMillis: number,
  scope: "pair" | "sender" = "sender",
  askedMillis = 0
): Throttle.Event => ({
  _tag: "Refused",
  id,
  scope,
  askedMillis,
  atMillis
})
const placed = (hold: Partial<Hold>): Throttle.Event => ({
  _tag: "HoldPlaced",
  hold: {
    scope: "business",
    key: "k",
    level: "fix",
    number: 1,
    sinceMillis: 0,
    untilMillis: null,
    needsReview: true,
    reason: "test",
    reviewFromMillis: null,
    ...hold
  }
})

const signalsOf = (context: Throttle.Context, events: ReadonlyArray<Throttle.Event>): ReadonlyArray<Signal.Signal> => {
  let state = Throttle.initial(context)
  return events.flatMap((event) => {
    const before = state
    state = Throttle.evolve(context, state, event)
    return Signal.between(context, before, state)
  })
}

describe("Throttle", () => {
  it("a new sender may send, and the decision carries the fact to evolve with", () => {
    const decision = Throttle.decide(guide, Throttle.initial(guide), text("a"), 5)
    expect(decision).toEqual({
      _tag: "Admitted",
      departure: { _tag: "Departed", id: "a", recipient: "a", units: 1, atMillis: 5 }
    })
  })

  it("RL-05: the next message waits for the spacing, its own recipient's for the answer", () => {
    const state = after(guide, [departed("a", 0)])
    expect(Throttle.decide(guide, state, text("b"), 1)).toEqual({
      _tag: "Waits",
      untilMillis: 12_000,
      limit: "spacing",
      scope: "sender"
    })
    expect(Throttle.decide(guide, state, text("a2", "a"), 12_000)).toEqual({
      _tag: "AwaitsAnswer",
      limit: "pair",
      scope: "pair"
    })
    const later = after(guide, [departed("a", 0), answered("a", 11_000)])
    expect(Throttle.decide(guide, later, text("a2", "a"), 12_000)).toEqual({
      _tag: "Waits",
      untilMillis: 17_001,
      limit: "pair",
      scope: "pair"
    })
  })

  it("facts told twice, and answers of sends that are not in flight, change nothing", () => {
    const state = after(guide, [departed("a", 0)])
    expect(Throttle.evolve(guide, state, departed("a", 50))).toBe(state)
    expect(Throttle.evolve(guide, state, answered("b", 50))).toBe(state)
    const done = Throttle.evolve(guide, state, answered("a", 50))
    expect(Throttle.evolve(guide, done, answered("a", 60))).toBe(done)
    expect(Throttle.evolve(guide, done, refused("a", 60))).toBe(done)
    expect(Book.size(done.flights)).toBe(0)
  })

  it("RL-06: six messages in a minute, by whomever, are a light; more than ten are handed up", () => {
    const light = signalsOf(guide, foreign(6, 0))
    expect(light.filter((signal) => signal._tag === "HoldBegan").map(({ hold }) => hold.level)).toEqual(["light"])
    const state = after(guide, foreign(6, 0))
    expect(Throttle.decide(guide, state, text("x"), 1)).toMatchObject({ _tag: "Held", untilMillis: 5 * minute })
    const flood = signalsOf(guide, [...foreign(6, 0), departed("g", 1), ...foreign(5, 1)])
    expect(flood.find((signal) => signal._tag === "Escalated")).toMatchObject({ escalation: { number: 1 } })
  })

  it("RL-06: three lights within an hour of one another are handed up to the business", () => {
    const signals = signalsOf(guide, [...foreign(6, 0), ...foreign(6, 30 * minute), ...foreign(6, 60 * minute)])
    expect(signals.filter((signal) => signal._tag === "Escalated")).toEqual([
      { _tag: "Escalated", escalation: { number: 1, reason: "lights in a row", atMillis: 60 * minute } }
    ])
  })

  it("RL-07: a 429 that our record explains is a light and no matter of reputation", () => {
    const burst = [...foreign(4, 0), departed("a", 1_000), departed("b", 1_000), refused("b", 1_300)]
    const state = after(guide, burst)
    expect(state.ladder).toMatchObject({ rung: "light", number: 1 })
    expect(state.reputation.factor).toBe(1)
  })

  it("RL-03, RL-07: a 429 that it does not explain holds for an hour and lowers the reputation, once for all in flight", () => {
    const signals = signalsOf(guide, [
      departed("a", 0),
      departed("b", 12_000),
      refused("a", 12_100),
      refused("b", 12_300)
    ])
    expect(signals).toEqual([
      { _tag: "HoldBegan", hold: expect.objectContaining({ level: "unexplained", key: "s1", number: 1 }) },
      { _tag: "ReputationMoved", from: 1, to: 0.9 }
    ])
    const state = after(guide, [departed("a", 0), refused("a", 100)])
    expect(Throttle.decide(guide, state, text("x"), 200)).toMatchObject({ _tag: "Held", untilMillis: 100 + hour })
  })

  it("RL-07: a hold that grows longer is told again under its number", () => {
    const signals = signalsOf(guide, [
      departed("a", 0),
      departed("b", 12_000),
      refused("a", 12_100),
      refused("b", 12_300, "sender", 3 * hour)
    ])
    const holds = signals
      .filter((signal) => signal._tag === "HoldBegan")
      .map(({ hold }) => [hold.number, hold.untilMillis])
    expect(holds).toEqual([
      [1, 12_100 + hour],
      [1, 12_300 + 3 * hour]
    ])
  })

  it("RL-07: a message that leaves during a light hold escalates it", () => {
    const signals = signalsOf(guide, [...foreign(6, 0), departed("x", 1_000)])
    expect(signals.findLast((signal) => signal._tag === "Escalated")).toMatchObject({
      escalation: { reason: "forced" }
    })
  })

  it("RL-08: ten minutes of another program's sending are answered with the cooldown", () => {
    const events = Array.from({ length: 49 }, (_, index) => [
      departed(`c${index}`, index * 12_500),
      answered(`c${index}`, index * 12_500)
    ]).flat()
    const signals = signalsOf(guide, events)
    expect(signals.at(-1)).toEqual({ _tag: "CooldownBegan", untilMillis: 70 * minute })
    expect(Throttle.decide(guide, after(guide, events), text("x"), 11 * minute)).toEqual({
      _tag: "Waits",
      untilMillis: 70 * minute,
      limit: "cooldown",
      scope: "sender"
    })
  })

  it("CLOUD_API 3.3: 130429 rests the sender for seconds and tells it, 131056 only the pair", () => {
    const sender = [departed("a", 0), refused("a", 100)]
    expect(Throttle.decide(cloudApi, after(cloudApi, sender), text("b"), 101)).toMatchObject({
      _tag: "Held",
      untilMillis: 1_100,
      hold: { scope: "sender", key: "s1", level: "throttle" }
    })
    expect(signalsOf(cloudApi, sender).map((signal) => signal._tag)).toEqual(["HoldBegan"])
    const pair = after(cloudApi, [departed("a", 0), refused("a", 100, "pair", 4_000)])
    expect(Throttle.decide(cloudApi, pair, text("a2", "a"), 101)).toMatchObject({
      _tag: "Held",
      untilMillis: 4_101,
      hold: { scope: "pair", key: "a" }
    })
    expect(Throttle.decide(cloudApi, pair, text("b"), 101)._tag).toBe("Admitted")
    // The refused message may have used its interval up.
    expect(Throttle.decide(cloudApi, pair, text("a2", "a"), 4_101)).toMatchObject({ _tag: "Waits", untilMillis: 6_101 })
    expect(Throttle.decide(cloudApi, pair, text("a2", "a"), 6_101)._tag).toBe("Admitted")
  })

  it("CLOUD_API 3.3: which throttle codes the throttle holds by itself", () => {
    expect(Throttle.refusal({ retry: "throttle", scope: "phone_number" })).toBe("sender")
    expect(Throttle.refusal({ retry: "throttle", scope: "pair" })).toBe("pair")
    expect(Throttle.refusal({ retry: "throttle", scope: "waba" })).toBeNull()
    expect(Throttle.refusal({ retry: "throttle_long", scope: "phone_number" })).toBeNull()
  })

  it("DESIGN: a hold on the lane binds before a hold on the message, the one that ends last before the others", () => {
    const state = after(cloudApi, [
      placed({ scope: "pair", key: "a", needsReview: false, untilMillis: 90 }),
      placed({ scope: "template", key: "promo", needsReview: true }),
      placed({ scope: "app", key: "p", needsReview: false, untilMillis: 10 }),
      placed({ scope: "token", key: "t", needsReview: false, untilMillis: 20 })
    ])
    const held = (request: Throttle.Request, nowMillis: number): string | null => {
      const decision = Throttle.decide(cloudApi, state, request, nowMillis)
      return decision._tag === "Held" ? decision.hold.key : null
    }
    expect(held(text("a"), 5)).toBe("t")
    expect(held(text("a"), 20)).toBe("a")
    expect(held(text("b"), 20)).toBeNull()
    expect(held({ ...text("b"), template: "promo" }, 1e12)).toBe("promo")
    expect(held({ ...text("b"), template: "other" }, 20)).toBeNull()
  })

  it("RL-06: a severe hold lets its own probe pass, if that is a text; no other, and no other hold", () => {
    const severe = placed({ scope: "account", key: "acc", level: "severe", number: 4 })
    const state = after(guide, [severe])
    const tag = (request: Throttle.Request, of = state) => Throttle.decide(guide, of, request, 1)._tag
    expect(tag({ ...text("a"), probeOf: 4 })).toBe("Admitted")
    expect(tag({ ...text("a"), probeOf: 3 })).toBe("Held")
    expect(tag({ ...text("a"), probeOf: 4, kind: "media", units: 1.8 })).toBe("Held")
    expect(tag(text("a"))).toBe("Held")
    expect(tag({ ...text("a"), probeOf: 4 }, after(guide, [severe, placed({})]))).toBe("Held")
  })

  it("holds are fenced by their numbers: late news of an older one changes nothing", () => {
    const second = after(guide, [placed({ number: 2 })])
    expect(Throttle.evolve(guide, second, placed({ number: 1, needsReview: false, untilMillis: 0 }))).toBe(second)
    const cleared = (number: number): Throttle.State =>
      Throttle.evolve(guide, second, { _tag: "HoldCleared", scope: "business", key: "k", number })
    expect(cleared(1)).toBe(second)
    expect(cleared(2).holds).toEqual([])
    const reviewed = Throttle.evolve(guide, second, placed({ number: 2, needsReview: false, untilMillis: 40 }))
    expect(reviewed.holds).toHaveLength(1)
    expect(Throttle.decide(guide, reviewed, text("a"), 40)._tag).toBe("Admitted")
  })

  it("bounded: holds that are over are forgotten as new ones come", () => {
    const events = Array.from({ length: 500 }, (_, index) =>
      placed({
        scope: "pair",
        key: `r${index}`,
        needsReview: false,
        sinceMillis: index * 1_000,
        untilMillis: index * 1_000 + 5_000
      })
    )
    expect(after(guide, events).holds.length).toBeLessThanOrEqual(6)
  })

  it("a step never writes into the state it came from", () => {
    const freeze = (value: unknown): void => {
      if (typeof value !== "object" || value === null || Object.isFrozen(value)) return
      // Books change inside so that they do not change as seen: Book.test.ts, and the property below about what-ifs.
      if ("entries" in value && "next" in value) return
      Object.freeze(value)
      for (const inner of Object.values(value)) freeze(inner)
    }
    let state = Throttle.initial(guide)
    for (const event of [...foreign(12, 0), departed("a", hour * 3), refused("a", hour * 3 + 9), placed({})]) {
      freeze(state)
      state = Throttle.evolve(guide, state, event)
    }
    expect(state.ladder.number).toBeGreaterThan(0)
  })
})
