import * as MessageState from "@sluice/core/delivery/MessageState"
import { DeliveryStatus } from "@sluice/core/delivery/Delivery"
import * as Address from "@sluice/core/subscription/Address"
import * as DeliveryPlan from "@sluice/core/subscription/DeliveryPlan"
import * as EventType from "@sluice/core/subscription/EventType"
import * as Secrets from "@sluice/core/subscription/Secrets"
import * as Selection from "@sluice/core/subscription/Selection"
import * as Standing from "@sluice/core/subscription/Standing"
import { Either, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const untaken = (askedMillis: number | null = null): DeliveryPlan.Reply => ({
  _tag: "Untaken",
  status: 500,
  detail: "it answered 500",
  askedMillis
})
const taken: DeliveryPlan.Reply = { _tag: "Taken", status: 200 }

describe("DeliveryPlan", () => {
  it("an event is tried at once, after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h, and no more", () => {
    const verdicts = Array.from({ length: 9 }, (_, index) =>
      DeliveryPlan.after(DeliveryPlan.standard, index + 1, untaken(), 0, 0)
    )
    const waits = verdicts.map((verdict) => (verdict._tag === "Again" ? verdict.atMillis / 1_000 : verdict._tag))
    expect(waits).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 36_000, "Abandoned", "Abandoned"])
    expect(DeliveryPlan.waitMillis(DeliveryPlan.standard, 1, 1)).toBe(0)
  })

  it("jitter only adds, and at most a tenth", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.double({ min: 0, max: 1, noNaN: true }), (number, unit) => {
        const wait = DeliveryPlan.standard.waitsMillis[number - 1] ?? 0
        const drawn = DeliveryPlan.waitMillis(DeliveryPlan.standard, number, unit) ?? -1
        expect(drawn).toBeGreaterThanOrEqual(wait)
        expect(drawn).toBeLessThanOrEqual(wait * 1.1 + 1)
      })
    )
  })

  it("a subscriber that asks for more time gets it, up to ten hours, and never a shorter wait than the plan's", () => {
    const again = (asked: number) => DeliveryPlan.after(DeliveryPlan.standard, 1, untaken(asked), 0, 1_000)
    expect(again(60_000)).toEqual({ _tag: "Again", atMillis: 61_000 })
    expect(again(1)).toEqual({ _tag: "Again", atMillis: 6_000 })
    expect(again(-5)).toEqual({ _tag: "Again", atMillis: 6_000 })
    expect(again(1e12)).toEqual({ _tag: "Again", atMillis: 36_001_000 })
  })

  it("what was taken is done, and a subscriber that is gone is asked no more", () => {
    expect(DeliveryPlan.after(DeliveryPlan.standard, 3, taken, 0, 0)._tag).toBe("Done")
    expect(DeliveryPlan.after(DeliveryPlan.standard, 1, { _tag: "Gone" }, 0, 0)._tag).toBe("Abandoned")
  })

  it("of a try is kept what was answered, why it was not taken, and when the next one is", () => {
    const tried = (number: number, reply: DeliveryPlan.Reply) =>
      DeliveryPlan.tried(DeliveryPlan.standard, number, reply, 0, 1_000)
    const over = { atMillis: 1_000, dueMillis: 1_000 }
    expect(tried(1, taken)).toEqual({ state: "delivered", status: 200, detail: null, ...over })
    const refused = { status: 500, detail: "it answered 500" }
    expect(tried(1, untaken())).toEqual({ state: "pending", ...refused, atMillis: 1_000, dueMillis: 6_000 })
    expect(tried(8, untaken())).toEqual({ state: "abandoned", ...refused, ...over })
    expect(tried(1, { _tag: "Gone" })).toMatchObject({ state: "abandoned", status: 410, ...over })
  })
})

describe("Standing", () => {
  const day = 86_400_000

  it("five days in which nothing was taken disable it; one event taken in between starts them anew", () => {
    let standing = Standing.initial
    standing = Standing.evolve(standing, "failing", 0)
    standing = Standing.evolve(standing, "failing", 5 * day - 1)
    expect(standing).toEqual({ _tag: "Enabled", failingSinceMillis: 0 })
    expect(Standing.evolve(standing, "failing", 5 * day)).toEqual({
      _tag: "Disabled",
      sinceMillis: 5 * day,
      because: "failing"
    })
    standing = Standing.evolve(standing, "alive", 5 * day)
    expect(standing).toEqual(Standing.initial)
    standing = Standing.evolve(standing, "failing", 6 * day)
    expect(Standing.evolve(standing, "failing", 10 * day)._tag).toBe("Enabled")
  })

  it("an answer of 410 disables it at once", () => {
    expect(Standing.evolve(Standing.initial, Standing.toldBy([taken, { _tag: "Gone" }]), 7)).toEqual({
      _tag: "Disabled",
      sinceMillis: 7,
      because: "gone"
    })
  })

  it("nothing that comes late enables it again, and what changes nothing is the same value", () => {
    const disabled: Standing.Standing = { _tag: "Disabled", sinceMillis: 1, because: "failing" }
    for (const told of ["alive", "failing", "gone", "nothing"] as const) {
      expect(Standing.evolve(disabled, told, 9)).toBe(disabled)
    }
    expect(Standing.evolve(Standing.initial, "alive", 9)).toBe(Standing.initial)
    expect(Standing.evolve(Standing.initial, "nothing", 9)).toBe(Standing.initial)
  })

  it("among tries that end together, one that was taken shows that the subscriber lives", () => {
    expect(Standing.toldBy([untaken(), taken, untaken()])).toBe("alive")
    expect(Standing.toldBy([untaken()])).toBe("failing")
    expect(Standing.toldBy([])).toBe("nothing")
  })
})

describe("EventType", () => {
  const point = fc.record({
    state: fc.constantFrom(...MessageState.State.literals),
    delivery: fc.constantFrom(null, ...DeliveryStatus.literals)
  })

  it("every step of the machine is told, but for a request on its way", () => {
    const silent = MessageState.State.literals.flatMap((from) =>
      Object.entries(MessageState.edges[from]).flatMap(([event, to]) =>
        EventType.ofStep({ state: from, delivery: null }, { state: to, delivery: null }) === null
          ? [`${from} ${event}`]
          : []
      )
    )
    expect(silent).toEqual(["queued begun", "accepted accepted"])
  })

  it("standing still is not told, and a status of a message that the platform has is told as it is", () => {
    fc.assert(fc.property(point, (same) => EventType.ofStep(same, { ...same }) === null))
    const names = DeliveryStatus.literals.map((delivery) =>
      EventType.ofStep({ state: "accepted", delivery: null }, { state: "accepted", delivery })
    )
    expect(names).toEqual([
      "message.sent",
      "message.delivered",
      "message.read",
      "message.played",
      "message.undelivered"
    ])
  })

  it("a status that also settles an uncertain send is told as the status, and a failure as what became of the message", () => {
    const uncertain = { state: "uncertain", delivery: null } as const
    expect(EventType.ofStep(uncertain, { state: "accepted", delivery: "read" })).toBe("message.read")
    expect(EventType.ofStep(uncertain, { state: "accepted", delivery: null })).toBe("message.accepted")
    const accepted = { state: "accepted", delivery: "sent" } as const
    expect(EventType.ofStep(accepted, { state: "failed", delivery: "failed" })).toBe("message.failed")
    expect(EventType.ofStep(accepted, { state: "queued", delivery: null })).toBe("message.deferred")
    expect(EventType.ofStep({ state: "dead", delivery: "failed" }, { state: "queued", delivery: null })).toBe(
      "message.replayed"
    )
  })
})

describe("Selection", () => {
  const isSelector = (text: string): boolean => Either.isRight(Schema.decodeUnknownEither(Selection.Selector)(text))

  it("types, their groups and everything can be asked for, and nothing else", () => {
    for (const type of EventType.all) expect(isSelector(type)).toBe(true)
    for (const text of ["*", "message.*", "template.*"]) expect(isSelector(text)).toBe(true)
    for (const text of ["", "message", "message.", "notice.*", "message.unknown", "*.*", "Message.*"]) {
      expect(isSelector(text)).toBe(false)
    }
  })

  it("a selector picks its type, its group, or all, of its account alone", () => {
    const event = { type: "message.read", accountId: "acme" } as const
    const picks = (types: ReadonlyArray<string>, accountId: string | null) =>
      Selection.picks({ types, accountId }, event)
    expect(picks(["message.read"], "acme")).toBe(true)
    expect(picks(["template.*", "message.*"], null)).toBe(true)
    expect(picks(["*"], "acme")).toBe(true)
    expect(picks(["message.sent", "template.*"], "acme")).toBe(false)
    expect(picks(["*"], "zenith")).toBe(false)
  })

  it("callbacks as they came are for those of the platform's own shape alone, whatever others ask for", () => {
    const event = { type: EventType.callback, accountId: "acme" } as const
    const picks = (types: ReadonlyArray<string>) => Selection.picks({ types, accountId: "acme" }, event)
    expect(picks(Selection.platform)).toBe(true)
    for (const types of [["*"], ["callback.*"], ["message.*"]]) expect(picks(types)).toBe(false)
    expect(isSelector(EventType.callback)).toBe(false)
    expect(isSelector("callback.*")).toBe(false)
  })
})

describe("Secrets", () => {
  it("two sign at once while one is replaced, and never three", () => {
    const first = [{ name: "a", untilMillis: null }]
    const second = Secrets.rotated(first, { name: "b", untilMillis: null }, 100, 1_000)
    expect(Secrets.inUse(second, 1_099).map(({ name }) => name)).toEqual(["b", "a"])
    expect(Secrets.inUse(second, 1_100).map(({ name }) => name)).toEqual(["b"])
    const third = Secrets.rotated(second, { name: "c", untilMillis: null }, 100, 1_050)
    expect(Secrets.inUse(third, 1_060).map(({ name }) => name)).toEqual(["c", "b"])
    expect(Secrets.rotated(third, { name: "d", untilMillis: null }, 0, 1_070)).toEqual([
      { name: "d", untilMillis: null }
    ])
  })
})

describe("Address", () => {
  it("https addresses can be subscribed; plain http to this machine in development alone", () => {
    expect(Address.refusal("https://hooks.example.com/a?b=c", false)).toBeNull()
    expect(Address.refusal("http://hooks.example.com/", true)).toBe("scheme")
    for (const local of ["http://127.0.0.1:9000/", "http://localhost/", "http://[::1]:1/", "http://a.localhost/"]) {
      expect(Address.refusal(local, true)).toBeNull()
      expect(Address.refusal(local, false)).toBe("scheme")
    }
  })

  it("what is no plain address is refused with its reason", () => {
    const cases = {
      hooks: "not-an-address",
      "https://": "not-an-address",
      "ftp://a.example/": "scheme",
      "file:///etc/passwd": "not-an-address",
      "https://user:secret@a.example/": "credentials",
      "https://a.example/#part": "fragment",
      [`https://a.example/${"x".repeat(2_048)}`]: "too-long"
    } as const
    const found = Object.keys(cases).map((text) => [text, Address.refusal(text, true)])
    expect(Object.fromEntries(found)).toEqual(cases)
  })
})
