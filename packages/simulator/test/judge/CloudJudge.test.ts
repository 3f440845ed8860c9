import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Policy from "@sluice/core/policy/Policy"
import * as CloudJudge from "@sluice/simulator/judge/CloudJudge"
import type * as Judge from "@sluice/simulator/judge/Judge"

const start = Date.UTC(2026, 0, 5, 8, 0, 0)
const second = 1_000
const hour = 3_600 * second

const { pair, throughput, uniqueRecipients } = Policy.shipped["cloud-api"].pacing

const senderOf = (phoneNumberId: string, change: Partial<CloudJudge.Sender> = {}): CloudJudge.Sender => ({
  phoneNumberId,
  businessId: "business",
  throughput: "standard",
  messagingLimit: "TIER_UNLIMITED",
  ...change
})

const judgeOf = (senders: ReadonlyArray<CloudJudge.Sender> = [senderOf("a")], slackMillis = 0): Judge.Judge => {
  if (throughput === null || uniqueRecipients === null) throw new Error("cloud-api has both limits")
  return CloudJudge.make({ throughput, pair, uniqueRecipients, slackMillis, senders })
}

let recipients = 0
const send = (judge: Judge.Judge, atMillis: number, change: Partial<Judge.Send> = {}): Judge.Verdict =>
  judge.judge({ phoneNumberId: "a", recipient: String(recipients++), type: "text", ...change }, start + atMillis)

const code = (verdict: Judge.Verdict): number | null =>
  verdict._tag === "Refused" && verdict.refusal.violation ? verdict.refusal.code : null

describe("CloudJudge: throughput", () => {
  it("CLOUD_API 3.4: a number passes 80 messages in any second, 20 in coexistence, 1000 upgraded", () => {
    for (const [level, most] of [
      ["standard", 80],
      ["coexistence", 20],
      ["upgraded", 1_000]
    ] as const) {
      const judge = judgeOf([senderOf("a", { throughput: level })])
      for (let nth = 0; nth < most; nth++) expect(code(send(judge, nth / 2))).toBeNull()
      expect(code(send(judge, 999))).toBe(130429)
      expect(code(send(judge, 1_000))).toBeNull()
    }
  })

  it("CLOUD_API 3.4: what comes in uses the same throughput", () => {
    const judge = judgeOf()
    for (let nth = 0; nth < 40; nth++) judge.inbound("a", "886900000000", start)
    for (let nth = 0; nth < 40; nth++) expect(code(send(judge, 1))).toBeNull()
    expect(code(send(judge, 2))).toBe(130429)
  })

  it("CLOUD_API 3.4: what is refused uses up nothing: a sender that hammers passes its 80 a second all the same", () => {
    const judge = judgeOf()
    let admitted = 0
    for (let at = 0; at < 5 * second; at += 2) if (code(send(judge, at)) === null) admitted++
    expect(admitted).toBe(5 * 80)
  })

  it("CLOUD_API 3.4: numbers do not share throughput", () => {
    const judge = judgeOf([senderOf("a"), senderOf("b")])
    for (let nth = 0; nth < 80; nth++) send(judge, 0)
    expect(code(send(judge, 1))).toBe(130429)
    expect(code(send(judge, 1, { phoneNumberId: "b" }))).toBeNull()
  })
})

describe("CloudJudge: pair", () => {
  const same = { recipient: "same" }

  it("CLOUD_API 3.4: one message every six seconds to one recipient is always in order", () => {
    const judge = judgeOf()
    for (let nth = 0; nth < 50; nth++) expect(code(send(judge, nth * 6 * second, same))).toBeNull()
  })

  it("CLOUD_API 3.4: up to 45 within six seconds borrow, and the 46th is refused", () => {
    const judge = judgeOf()
    for (let nth = 0; nth < 45; nth++) expect(code(send(judge, nth * 100, same))).toBeNull()
    expect(code(send(judge, 4_600, same))).toBe(131056)
  })

  it("CLOUD_API 3.4: twenty at once are paid back in two minutes, and nothing passes before", () => {
    const judge = judgeOf()
    for (let nth = 0; nth < 20; nth++) send(judge, 0, same)
    expect(code(send(judge, 6 * second, same))).toBe(131056)
    expect(code(send(judge, 120 * second - 1, same))).toBe(131056)
    expect(code(send(judge, 120 * second, same))).toBeNull()
  })

  it("CLOUD_API 3.4: over any long stretch no pair gets more than one message in six seconds and one burst", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9_000), { minLength: 1, maxLength: 300 }), (gaps) => {
        const judge = judgeOf()
        const admitted: Array<number> = []
        let at = 0
        for (const gap of gaps) {
          at += gap
          if (code(send(judge, at, same)) === null) admitted.push(at)
        }
        admitted.forEach((from, first) => {
          admitted.slice(first).forEach((to, count) => {
            expect(count + 1).toBeLessThanOrEqual((to - from) / 6_000 + 45 + 1)
          })
        })
      }),
      { numRuns: 50 }
    )
  })
})

describe("CloudJudge: unique recipients", () => {
  const tier = [senderOf("a", { messagingLimit: "TIER_250" }), senderOf("b", { messagingLimit: "TIER_250" })]
  const invite = (judge: Judge.Judge, atMillis: number, change: Partial<Judge.Send> = {}): Judge.Verdict =>
    send(judge, atMillis, { type: "template", ...change })
  const filled = (): Judge.Judge => {
    const judge = judgeOf(tier)
    for (let nth = 0; nth < 250; nth++) invite(judge, nth * 100, { recipient: `r${nth}` })
    return judge
  }

  it("CLOUD_API 3.4: a portfolio's numbers share 250 recipients a day; whoever was written to may be again", () => {
    const judge = filled()
    expect(code(invite(judge, 60 * second))).toBe(131048)
    expect(code(invite(judge, 60 * second, { phoneNumberId: "b" }))).toBe(131048)
    expect(code(invite(judge, 60 * second, { recipient: "r7" }))).toBeNull()
  })

  it("CLOUD_API 3.4: the day moves: a recipient makes room 24 h after the last message to it", () => {
    const judge = filled()
    expect(code(invite(judge, 24 * hour - 1))).toBe(131048)
    expect(code(invite(judge, 24 * hour))).toBeNull()
    expect(code(invite(judge, 24 * hour))).toBe(131048)
  })

  it("CLOUD_API 3.4: those who wrote within a day are not counted", () => {
    const judge = filled()
    judge.inbound("a", "writer", start + 50 * second)
    expect(code(invite(judge, 60 * second, { recipient: "writer" }))).toBeNull()
    expect(code(invite(judge, 50 * second + 24 * hour, { recipient: "writer" }))).toBeNull()
    const late = filled()
    late.inbound("a", "writer", start - 24 * hour + 60 * second)
    expect(code(invite(late, 60 * second, { recipient: "writer" }))).toBe(131048)
  })

  it("CLOUD_API 3.4: what is no template takes no slot and needs none, since outside a window it reaches nobody", () => {
    const judge = filled()
    expect(code(send(judge, 60 * second))).toBeNull()
    const texts = judgeOf(tier)
    for (let nth = 0; nth < 250; nth++) send(texts, nth * 100)
    expect(code(invite(texts, 60 * second))).toBeNull()
  })
})
