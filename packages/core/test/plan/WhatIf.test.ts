import * as WhatIf from "@sluice/core/plan/WhatIf"
import * as Policy from "@sluice/core/policy/Policy"
import { describe, expect, it } from "vitest"
import { campaign, sender, texts } from "./campaigns.ts"

const given = campaign({ messages: texts(120) })

describe("WhatIf", () => {
  it("RL-12: tells what more senders, a raise, a reputation, another policy and other answers would change", () => {
    const rows = WhatIf.table(given, [
      { name: "five senders", senders: 5 },
      { name: "raised", tier: "raised" },
      { name: "a bad reputation", reputation: 0.7 },
      { name: "slow answers", roundTripMillis: 3_000 },
      { name: "the Cloud API's limits", pacing: Policy.shipped["cloud-api"].pacing }
    ])
    const saved = new Map(rows.map(({ name, savedMillis }) => [name, savedMillis ?? Number.NaN]))
    expect(rows.map(({ name }) => name)[0]).toBe("as it stands")
    expect(saved.get("as it stands")).toBe(0)
    expect(saved.get("five senders")).toBeGreaterThan(0)
    expect(saved.get("raised")).toBeGreaterThan(0)
    expect(saved.get("a bad reputation")).toBeLessThan(0)
    expect(saved.get("slow answers")).toBeLessThan(0)
    expect(saved.get("the Cloud API's limits")).toBeGreaterThan(saved.get("raised") ?? Number.NaN)
    expect(rows.every(({ summary }) => summary.departures === 120)).toBe(true)
    expect(rows.at(-1)?.binding).toEqual({ limit: "throughput", scope: "sender" })
  })

  it("RL-10: added senders have names of their own and nothing sent yet; fewer are the first ones", () => {
    const senders = [sender("guide", { sender: "a" }), sender("guide", { sender: "a-2" })]
    const names = (count: number) =>
      WhatIf.changed(campaign({ senders }), { name: "", senders: count }).senders.map(({ context }) => context.sender)
    expect(names(1)).toEqual(["a"])
    expect(names(4)).toEqual(["a", "a-2", "a-2-2", "a-2-3"])
    expect(WhatIf.changed(campaign({ senders: [] }), { name: "", senders: 3 }).senders).toEqual([])
  })

  it("RL-12: a plan without departures has no span and nothing saved", () => {
    const [row] = WhatIf.table(campaign({ messages: [] }), [])
    expect(row).toMatchObject({ spanMillis: null, savedMillis: null, binding: null })
  })
})
