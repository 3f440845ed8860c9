import { describe, expect, it } from "vitest"
import * as Ledger from "@sluice/simulator/Ledger"

const facts = (nth: number, opaque: string | null = `m${nth}`): Parameters<Ledger.Ledger["add"]>[0] => ({
  wamid: `wamid.${nth}`,
  opaque,
  phoneNumberId: "a",
  to: "+886912345678",
  waId: "886912345678",
  type: "text",
  atMillis: nth,
  repeats: 0,
  planned: "read",
  errorCode: null
})

const filled = (count: number, entriesMax: number): Ledger.Ledger => {
  const ledger = Ledger.make(entriesMax)
  for (let nth = 0; nth < count; nth++) ledger.add(facts(nth))
  return ledger
}

describe("Ledger", () => {
  it("keeps the newest entries, and forgets the rest entirely", () => {
    const ledger = filled(10_000, 100)
    expect(ledger.page(-1, 1_000).map((entry) => entry.index)).toEqual(
      Array.from({ length: 100 }, (_, at) => 9_900 + at)
    )
    expect(ledger.get("wamid.9899")).toBeUndefined()
    expect(ledger.bySubject("m9899")).toEqual([])
    expect(ledger.get("wamid.9900")?.opaque).toBe("m9900")
    expect(ledger.bySubject("m9999").map((entry) => entry.wamid)).toEqual(["wamid.9999"])
  })

  it("pages follow one another without a gap or an overlap", () => {
    const ledger = filled(5_000, 4_500)
    const seen: Array<number> = []
    for (let after = -1; ;) {
      const page = ledger.page(after, 700)
      if (page.length === 0) break
      seen.push(...page.map((entry) => entry.index))
      after = page.at(-1)?.index ?? Number.POSITIVE_INFINITY
    }
    expect(seen).toEqual(Array.from({ length: 4_500 }, (_, at) => 500 + at))
  })

  it("entries with the same callback data are found together, oldest first, and forgotten one by one", () => {
    const ledger = Ledger.make(2)
    for (let nth = 0; nth < 3; nth++) ledger.add(facts(nth, "same"))
    expect(ledger.bySubject("same").map((entry) => entry.wamid)).toEqual(["wamid.1", "wamid.2"])
  })

  it("what was told never moves back, and a failure is kept", () => {
    const ledger = filled(1, 10)
    const told = () => ledger.get("wamid.0")?.told
    expect(told()).toBe("accepted")
    ledger.tell("wamid.0", "read")
    ledger.tell("wamid.0", "delivered")
    expect(told()).toBe("read")
    ledger.tell("wamid.0", "failed")
    ledger.tell("wamid.0", "read")
    expect(told()).toBe("failed")
    ledger.tell("wamid.unknown", "read")
  })

  it("RT-05: attempts at one message are one subject, whatever the number in their callback data", () => {
    const ledger = Ledger.make(10)
    const id = "01900000-0000-7000-8000-000000000001"
    ledger.add(facts(1, `${id}.1`))
    ledger.add(facts(2, `${id}.2`))
    ledger.add(facts(3, id))
    expect(ledger.bySubject(id).map((entry) => entry.opaque)).toEqual([`${id}.1`, `${id}.2`, id])
    // Data of other forms names itself: two orders are no two attempts.
    ledger.add(facts(4, "order.1"))
    ledger.add(facts(5, "order.2"))
    expect(ledger.bySubject("order.1")).toHaveLength(1)
    expect(ledger.bySubject("order")).toEqual([])
  })
})
