import * as Forecast from "@sluice/core/plan/Forecast"
import type * as Hold from "@sluice/core/throttle/Hold"
import * as LaneLook from "@sluice/core/routing/LaneLook"
import * as Policy from "@sluice/core/policy/Policy"
import * as Throttle from "@sluice/core/throttle/Throttle"
import { describe, expect, it } from "vitest"
import { campaign, contextOf, midnight, plan, sender, text, texts } from "./campaigns.ts"

const { guide, "cloud-api": cloudApi } = Policy.shipped

const hold = (more: Partial<Hold.Hold>): Hold.Hold => ({
  scope: "sender",
  key: "a",
  level: "fix",
  number: 1,
  sinceMillis: midnight,
  untilMillis: null,
  needsReview: true,
  reason: "a fault",
  reviewFromMillis: null,
  ...more
})

/** A sender of the guide under a hold that was placed before the start. */
const held = (more: Partial<Hold.Hold>, name = "a") => {
  const context = contextOf("guide", { sender: name })
  const state = Throttle.evolve(context, Throttle.initial(context), { _tag: "HoldPlaced", hold: hold(more) })
  return { context, state, templates: null }
}

describe("Forecast", () => {
  it("RL-12, RL-05: the texts of a new sender leave twelve seconds apart, and the plan says what they waited for", () => {
    const { departures, summary } = plan(campaign({ messages: texts(5) }))
    expect(departures.map(({ atMillis }) => atMillis - midnight)).toEqual([0, 12_000, 24_000, 36_000, 48_000])
    expect(departures.map(({ waitedFor }) => waitedFor?.limit ?? null)).toEqual([
      null,
      "spacing",
      "spacing",
      "spacing",
      "spacing"
    ])
    expect(summary).toMatchObject({
      startMillis: midnight,
      firstMillis: midnight,
      finishMillis: midnight + 48_000,
      departures: 5,
      units: 5,
      holds: 0,
      stays: { count: 0, byObstacle: {}, first: [] },
      senders: [{ sender: "a", departures: 5, perMinute: 5, rests: 0, binding: [{ limit: "spacing", share: 1 }] }]
    })
  })

  it("RL-12, RL-08: rests before the tenth minute are counted, and show among what binds", () => {
    const { summary } = plan(campaign({ messages: texts(100) }))
    const [only] = summary.senders
    expect(only?.rests).toBe(2)
    expect(only?.binding.map(({ limit }) => limit)).toContain("rest")
    expect(only?.binding.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6)
  })

  it("RL-12, RL-04: warnings are counted once for steady sending", () => {
    expect(plan(campaign({ messages: texts(30) })).summary.senders[0]?.warnings).toBe(1)
  })

  it("RL-12, RL-10: order within a conversation is kept, and others go past one that waits for its pair", () => {
    const messages = [text("x"), text("x"), text("y")]
    const { departures } = plan(campaign({ senders: [sender("cloud-api")], messages, roundTripMillis: 5_000 }))
    expect(departures.map(({ index }) => index)).toEqual([0, 2, 1])
    expect(departures[2]?.atMillis).toBeGreaterThanOrEqual(midnight + 5_000)
  })

  it("RL-12: the list is read only as far as the plan has come", () => {
    let read = 0
    const messages = (function* () {
      for (;;) yield text(`r${read++}`)
    })()
    const steps = Forecast.steps(campaign({ messages }))
    for (let n = 0; n < 1_000; n++) steps.next()
    expect(read).toBeLessThanOrEqual(1_000 + LaneLook.defaults.peekMax)
  })

  it("RL-12: a list is planned as it stands in memory or as it is made on the way", () => {
    const made = (function* () {
      yield* texts(50)
    })()
    expect(plan(campaign({ messages: made }))).toEqual(plan(campaign({ messages: texts(50) })))
  })

  it("RL-11: a bulk start at the top of an hour is moved by its own unit, others are not", () => {
    const starts = (startMillis: number, startUnit: number | null) =>
      Forecast.summarize(campaign({ startMillis, startUnit })).firstMillis
    expect(starts(midnight, null)).toBe(midnight)
    expect(starts(midnight, 0)).toBe(midnight + 5 * 60_000)
    expect(starts(midnight, 0.5)).toBe(midnight + 10 * 60_000)
    expect(starts(midnight + 1_200_000, 0.5)).toBe(midnight + 1_200_000)
  })

  it("RL-12: nothing leaves before it is due, and what is due first goes first", () => {
    const messages = [
      text("a", { dueMillis: midnight + 90_000 }),
      text("b", { dueMillis: midnight + 60_000 }),
      text("c")
    ]
    const { departures } = plan(campaign({ messages }))
    expect(departures.map(({ index }) => index)).toEqual([2, 1, 0])
    expect(departures[1]?.atMillis).toBeGreaterThanOrEqual(midnight + 60_000)
    expect(departures[1]?.atMillis).toBeLessThanOrEqual(midnight + 60_200)
  })

  it("RL-12, RL-06: what is held until some time leaves then", () => {
    const untilMillis = midnight + 300_000
    const light = held({ level: "light", needsReview: false, untilMillis })
    const { departures } = plan(campaign({ senders: [light], messages: texts(2) }))
    expect(departures[0]).toMatchObject({ atMillis: untilMillis, waitedFor: { limit: "hold", scope: "sender" } })
  })

  it("RL-12, RL-10: a sender that is held takes no turns, and takes them again afterwards", () => {
    const untilMillis = midnight + 120_000
    const light = held({ level: "light", needsReview: false, untilMillis })
    const { departures } = plan(campaign({ senders: [light, sender("guide", { sender: "b" })], messages: texts(40) }))
    const own = departures.filter((departure) => departure.sender === "a")
    // The lane looks for what was dealt to it meanwhile.
    expect((own[0]?.atMillis ?? 0) - untilMillis).toBeLessThanOrEqual(200)
    expect(own[0]?.atMillis).toBeGreaterThanOrEqual(untilMillis)
    expect(own.length).toBeGreaterThan(5)
  })

  it("RL-12, RL-10: equal senders get equal parts, each at its own limit's pace", () => {
    const senders = ["a", "b", "c", "d", "e"].map((name) => sender("guide", { sender: name }))
    const { summary } = plan(campaign({ senders, messages: texts(100) }))
    expect(summary.senders.map(({ departures }) => departures)).toEqual([20, 20, 20, 20, 20])
    expect(summary.departures).toBe(100)
  })

  it("RL-10: a conversation stays with its sender while that one is free", () => {
    const senders = ["a", "b", "c"].map((name) => sender("guide", { sender: name }))
    const messages = [
      ...texts(6),
      text("known", { conversationSender: "c" }),
      ...Array.from({ length: 3 }, () => text("known"))
    ]
    const { departures } = plan(campaign({ senders, messages }))
    expect(new Set(departures.filter(({ index }) => index >= 6).map((departure) => departure.sender))).toEqual(
      new Set(["c"])
    )
  })

  it("RL-10: a message goes only to senders that have its template", () => {
    const senders = [
      sender("guide", { sender: "a" }, new Set(["offer"])),
      sender("guide", { sender: "b" }, new Set(["order", "offer"]))
    ]
    const messages = Array.from({ length: 20 }, (_, n) => text(`r${n}`, { template: n % 2 === 0 ? "order" : "offer" }))
    const { departures } = plan(campaign({ senders, messages }))
    expect(departures).toHaveLength(20)
    expect(departures.filter(({ index }) => index % 2 === 0).every((departure) => departure.sender === "b")).toBe(true)
  })

  describe("messages that never leave are named with the reason, and all others leave", () => {
    const malformed: ReadonlyArray<readonly [string, Parameters<typeof text>[1]]> = [
      ["units that are no number", { units: Number.NaN }],
      ["endless units", { units: Number.POSITIVE_INFINITY }],
      ["no units", { units: 0 }],
      ["less than none", { units: -1 }],
      ["a due time that is no number", { dueMillis: Number.NaN }],
      ["a due time after the end of time", { dueMillis: 9e15 }]
    ]
    it.each(malformed)("RL-12: %s", (_, more) => {
      const { departures, stays } = plan(campaign({ messages: [text("x", more), text("y")] }))
      expect(stays).toMatchObject([{ index: 0, obstacle: { _tag: "Malformed" } }])
      expect(departures.map(({ index }) => index)).toEqual([1])
    })

    it("RL-12: without senders, or with a name that none has", () => {
      expect(plan(campaign({ senders: [] })).summary.stays).toMatchObject({ count: 20, byObstacle: { NoSender: 20 } })
      const { departures, stays } = plan(
        campaign({ messages: [text("x", { sender: "nobody" }), text("y", { sender: "a" })] })
      )
      expect(stays).toEqual([{ _tag: "Stays", index: 0, obstacle: { _tag: "NoSender" } }])
      expect(departures.map(({ index }) => index)).toEqual([1])
    })

    it.each([1, 2])("RL-12: a template that none of %i senders has", (count) => {
      const senders = Array.from({ length: count }, (_, n) => sender("guide", { sender: `s${n}` }, new Set(["order"])))
      const messages = [text("x", { template: "offer" }), text("y", { template: "order" })]
      const { departures, stays } = plan(campaign({ senders, messages }))
      expect(stays).toEqual([{ _tag: "Stays", index: 0, obstacle: { _tag: "NoTemplate" } }])
      expect(departures.map(({ index }) => index)).toEqual([1])
    })

    it.each([1, 2])("RL-12, RL-07: a hold on all of %i senders that somebody has to end", (count) => {
      const senders = Array.from({ length: count }, (_, n) => held({ key: `s${n}` }, `s${n}`))
      const { departures, stays, summary } = plan(campaign({ senders, messages: texts(500) }))
      expect(departures).toEqual([])
      expect(stays.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 500 }, (_, n) => n)
      )
      expect(stays.every(({ obstacle }) => obstacle._tag === "Held" && obstacle.hold.reason === "a fault")).toBe(true)
      expect(summary).toMatchObject({ finishMillis: null, firstMillis: null, stays: { count: 500 } })
      expect(summary.stays.first).toHaveLength(100)
    })

    it("RL-12: a hold on one template, and what stands behind in its conversations", () => {
      const senders = [held({ scope: "template", key: "offer" })]
      const messages = Array.from({ length: 300 }, (_, n) =>
        text(`r${n % 150}`, { template: n < 150 && n % 2 === 0 ? "offer" : "order" })
      )
      const { departures, stays } = plan(campaign({ senders, messages }))
      expect(stays.filter(({ obstacle }) => obstacle._tag === "Held")).toHaveLength(75)
      expect(stays.filter(({ obstacle }) => obstacle._tag === "Behind")).toHaveLength(75)
      expect(departures).toHaveLength(150)
    })

    it.each([1, 3])("RL-12: a limit that admits nothing, at %i senders", (count) => {
      const pacing = { ...cloudApi.pacing, throughput: { perSecond: 0, upgradedPerSecond: 0, coexistencePerSecond: 0 } }
      const senders = Array.from({ length: count }, (_, n) => sender("cloud-api", { sender: `s${n}`, pacing }))
      const { summary } = plan(campaign({ senders, messages: texts(30) }))
      expect(summary.stays).toMatchObject({ count: 30, byObstacle: { NeverAdmitted: 30 } })
    })
  })

  it("RL-12: a message larger than the whole limit leaves when nothing else is in use", () => {
    const senders = [sender("guide", { sender: "a" }), sender("guide", { sender: "b" })]
    const messages = [text("x"), text("y"), text("z", { units: 50 }), text("w")]
    expect(plan(campaign({ senders, messages })).departures).toHaveLength(4)
    expect(plan(campaign({ messages })).departures).toHaveLength(4)
  })

  it("RL-12: a policy without any limit lets everything leave at once", () => {
    const pacing = { ...cloudApi.pacing, throughput: null }
    const { summary } = plan(campaign({ senders: [sender("cloud-api", { pacing })], messages: texts(1_000) }))
    expect((summary.finishMillis ?? 0) - midnight).toBeLessThan(1_000)
    expect(summary.departures).toBe(1_000)
  })

  it.each([Number.NaN, -5, Number.NEGATIVE_INFINITY, 0])("RL-12: a round trip of %s counts as none", (millis) => {
    const { departures } = plan(campaign({ messages: texts(10), roundTripMillis: () => millis }))
    expect(departures).toEqual(plan(campaign({ messages: texts(10), roundTripMillis: 0 })).departures)
  })

  it("RL-12, RL-01: a raised sender is planned with its peak hours in the business's own time zone", () => {
    const at = (timeZone: string) =>
      Forecast.summarize(
        campaign({
          senders: [sender("guide", { standing: { tier: "raised", throughput: "standard" }, timeZone })],
          messages: texts(400),
          startMillis: midnight + 2 * 3_600_000
        })
      ).finishMillis ?? 0
    // Two in the morning in UTC is ten in Taipei.
    expect(at("Asia/Taipei")).toBeLessThan(at("Etc/UTC"))
  })

  it("RL-12: a policy's own figures are what is planned by", () => {
    const { senderWindow } = guide.pacing
    if (senderWindow === null) throw new Error("the guide has a window")
    const pacing = { ...guide.pacing, senderWindow: { ...senderWindow, windowMillis: 30_000 }, ladder: null }
    const faster = Forecast.summarize(campaign({ senders: [sender("guide", { pacing })] }))
    expect(faster.finishMillis).toBeLessThan(Forecast.summarize(campaign()).finishMillis ?? 0)
  })
})
