import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Story from "../../src/messages/Story.ts"

const start = Date.UTC(2026, 0, 5, 10, 1, 2)
const second = 1_000

const event = (afterMillis: number, kind: string, data: Story.Event["data"] = {}): Story.Event => ({
  atMillis: start + afterMillis,
  kind,
  data
})

const sentence = (events: ReadonlyArray<Story.Event>) => Story.sentence(events)

describe("Story", () => {
  it("tells a plain delivery with every wait", () => {
    expect(
      sentence([
        event(0, "accepted", { dueMillis: start }),
        event(12 * second, "attempted", { attempt: 1 }),
        event(12 * second + 45, "answered", { attempt: 1, wamid: "wamid.A", heldByPlatform: false }),
        event(13 * second, "status", { status: "sent" }),
        event(16 * second, "status", { status: "delivered" }),
        event(90 * second, "status", { status: "read" })
      ])
    ).toBe(
      "accepted 10:01:02, sent after waiting 12 s for the sender's window, platform accepted it after 45 ms (wamid.A), " +
        "passed on 955 ms later, delivered 4 s later, read 1 min 18 s later"
    )
  })

  it("RL-10: tells why a message has its sender, and that another took it", () => {
    const dealt = (because: string, leaves: string | null = null) =>
      sentence([event(0, "accepted", { dueMillis: start, pool: "orders", because, leaves })])
    expect(dealt("turn", "shop-2")).toBe(
      "accepted 10:01:02 and dealt out of orders (it was this sender's turn, and shop-2 of its conversation was not free)"
    )
    expect(dealt("conversation")).toBe("accepted 10:01:02 and dealt out of orders (the conversation's own sender)")
    expect(dealt("order")).toContain("(behind an earlier message to the same person)")
    expect(dealt("window")).toContain("(the person wrote to this sender)")
    expect(dealt("soonest")).toContain("(all were held, and this one is free first)")
    expect(dealt("a reason of a newer server")).toContain("(a reason of a newer server)")
    expect(
      sentence([
        event(0, "accepted", { dueMillis: start }),
        event(2_000, "dealt", { pool: "orders", because: "turn", leaves: "shop-1", senderId: "shop-3" })
      ])
    ).toBe("accepted 10:01:02, dealt to shop-3 of orders at 10:01:04, since shop-1 is held for long")
  })

  it("RL-09: tells what a message was stopped by, and when it went on", () => {
    expect(
      sentence([
        event(0, "accepted", { dueMillis: start }),
        event(0, "attempted", { attempt: 1 }),
        event(50, "refused", { attempt: 1, httpStatus: 429, code: 130429, title: "Rate limit hit" }),
        event(50, "deferred", { untilMillis: start + 10_050, why: "Rate limit hit" }),
        event(13_050, "attempted", { attempt: 2 })
      ])
    ).toBe(
      "accepted 10:01:02, sent at once, platform refused it: Rate limit hit (HTTP 429, code 130429), " +
        "waits until 10:01:12 (Rate limit hit), " +
        "sent again (attempt 2) after waiting 10 s for its time and waiting 3 s for the sender's window"
    )
  })

  it("RT-04: tells how an uncertain send was settled, by its callback or by the policy", () => {
    const begun = [event(0, "accepted", { dueMillis: start }), event(0, "attempted", { attempt: 1 })]
    expect(
      sentence([
        ...begun,
        event(900, "uncertain", { attempt: 1, why: "lane lost" }),
        event(4_000, "settled", { by: "callback", from: "uncertain" }),
        event(4_000, "status", { status: "delivered" })
      ])
    ).toBe(
      "accepted 10:01:02, sent at once, its worker was lost before the answer came, so its outcome was uncertain, " +
        "a callback showed that the platform has it, delivered at 10:01:06"
    )
    expect(
      sentence([
        ...begun,
        event(3_000, "uncertain", { attempt: 1, detail: "timeout" }),
        event(93_000, "settled", { by: "policy", then: "resend", silentMillis: 90_000 })
      ])
    ).toBe(
      "accepted 10:01:02, sent at once, no answer came, so its outcome was uncertain, " +
        "no callback came for 1 min 30 s: by the policy it is sent again"
    )
  })

  it("tells a failure with its cause and code, and what an operator did about it", () => {
    expect(
      sentence([
        event(0, "accepted", { dueMillis: start }),
        event(0, "failed", { cause: "number", code: 131026 }),
        event(60_000, "replayed", { by: "ops" }),
        event(61_000, "cancelled", { by: "ops" })
      ])
    ).toBe(
      "accepted 10:01:02, failed: number (code 131026), put back into the queue at 10:02:02, taken back at 10:02:03"
    )
  })

  it("RT-04: tells a status of an earlier attempt as that, and not as the message's", () => {
    const told = sentence([
      event(0, "accepted", { dueMillis: start }),
      event(0, "attempted", { attempt: 2 }),
      event(100, "answered", { attempt: 2, wamid: "wamid.B" }),
      event(1_100, "status", { status: "failed", earlierAttempt: true })
    ])
    expect(told).toContain("an earlier attempt was reported as failed 1 s later")
  })

  it("RT-01: tells a failure that came by a callback, and what the message waits for", () => {
    const told = sentence([
      event(0, "accepted", { dueMillis: start }),
      event(0, "attempted", { attempt: 1 }),
      event(100, "answered", { attempt: 1, wamid: "wamid.A" }),
      event(2_100, "status", { status: "failed", attempt: 1, title: "Kept from too many messages", code: 131049 }),
      event(2_100, "deferred", { untilMillis: start + 86_400_000, why: "Kept from too many messages" })
    ])
    expect(told).toContain("reported as failed 2 s later: Kept from too many messages (code 131049)")
    expect(told).toContain("waits until 10:01:02 (Kept from too many messages)")
  })

  it("WH-05, RT-04: tells each look for a status, and that the whole channel was silent", () => {
    const look = (number: number, more: object) => ({ number, status: "sent", source: "stored-callbacks", ...more })
    const told = sentence([
      event(0, "accepted", { dueMillis: start }),
      event(0, "attempted", { attempt: 1 }),
      event(3_000, "uncertain", { attempt: 1 }),
      event(15_000, "looked", look(1, { found: false, last: false })),
      event(75_000, "looked", look(3, { found: false, last: true })),
      event(80_000, "looked", look(1, { found: true, source: "provider" })),
      event(90_000, "settled", { by: "policy", then: "resend", silentMillis: 90_000, channel: "silent" })
    ])
    expect(told).toContain('looked through the stored callbacks for "sent" (look 1): nothing,')
    expect(told).toContain("(look 3): nothing, and it was the last look")
    expect(told).toContain('asked the provider for "sent" (look 1): found')
    expect(told).toContain(
      "no callback came for 1 min 30 s, nor any other of its account: by the policy it is sent again"
    )
  })

  it("tells any history, of kinds it has never heard of too, one step an event", () => {
    const kinds = fc.oneof(
      fc.constantFrom("accepted", "attempted", "answered", "refused", "deferred", "uncertain", "settled", "status"),
      fc.constantFrom("contradicted", "failed", "dead", "cancelled", "replayed", "constructor", "toString"),
      fc.string()
    )
    const any = fc.record({
      atMillis: fc.integer({ min: 0, max: 4e12 }),
      kind: kinds,
      data: fc.dictionary(fc.constantFrom("attempt", "status", "untilMillis", "why", "by", "code"), fc.jsonValue())
    })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (events) => {
        const told = Story.steps(events)
        expect(told.map(({ atMillis }) => atMillis)).toEqual(events.map(({ atMillis }) => atMillis))
        for (const { text } of told) expect(text).not.toMatch(/undefined|NaN|\[object/)
      })
    )
  })

  it.each([
    [-5, "0 ms"],
    [999, "999 ms"],
    [999.6, "1 s"],
    [59_499, "59 s"],
    [60_000, "1 min"],
    [125_000, "2 min 5 s"],
    [7_200_000, "2 h"],
    [12_000_000, "3 h 20 min"]
  ])("says %d ms as %s", (millis, words) => {
    expect(Story.span(millis)).toBe(words)
  })
})
