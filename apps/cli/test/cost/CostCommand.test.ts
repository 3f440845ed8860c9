import { Effect } from "effect"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import * as commandLine from "../commandLine.ts"
import * as Picture from "../plot/Picture.ts"

const folder = mkdtempSync(join(tmpdir(), "sluice-cost-"))
afterAll(() => rmSync(folder, { recursive: true }))

const cost = (...args: ReadonlyArray<string>) => Effect.runPromise(commandLine.run(["cost", "compare", ...args]))

describe("sluice cost compare", () => {
  it("CO-01: prints every plan with its bill, the cheapest first, as one JSON value", async () => {
    const { code, out } = await cost("--per-day", "100", "--json")
    expect(code).toBe(0)
    const { cheapest, rows } = JSON.parse(out)
    expect(cheapest).toMatchObject({ plan: "twilio", usdPerMonth: 15 })
    expect(rows[0]).toMatchObject({ plan: "twilio", kind: "per-message", bill: { _tag: "Exact", usdPerMonth: 15 } })
  })

  it("CO-01: above 5000 a day paying by message is advised", async () => {
    expect((await cost("--per-day", "5000")).out).not.toContain("CO-01")
    expect((await cost("--per-day", "5001")).out).toContain("At this volume pay by message")
  })

  it("CO-01: prices can be replaced with current ones; what is wrong with them is told by its place", async () => {
    const prices = join(folder, "prices.json")
    writeFileSync(prices, JSON.stringify({ plans: { twilio: { perMessageUsd: 0.01 } } }))
    const { out } = await cost("--per-day", "100", "--prices", prices, "--json")
    expect(JSON.parse(out).rows.find(({ plan }: { readonly plan: string }) => plan === "twilio").bill.usdPerMonth).toBe(
      30
    )
    writeFileSync(prices, JSON.stringify({ plans: { twilio: { perMessageUsd: "cheap" } } }))
    const wrong = await cost("--per-day", "100", "--prices", prices)
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("perMessageUsd") })
    expect((await cost("--per-day", "100", "--prices", join(folder, "none"))).code).toBe(2)
  })

  it("CO-01: the picture has a bar for every price that is known, as long as the bill, on an axis from 0", async () => {
    const path = join(folder, "cost.svg")
    const { out } = await cost("--per-day", "8000", "--plot", path, "--json")
    const { rows } = JSON.parse(out)
    const picture = Picture.parse(readFileSync(path, "utf8"))
    expect(picture.title).toBe("A month of 240,000 messages (8,000 a day), by plan")
    for (const { plan } of rows) expect(picture.texts).toContain(plan)
    const known = rows.filter(({ bill }: { readonly bill: { readonly _tag: string } }) => bill._tag !== "Unknown")
    const bars = picture.elements.filter(({ attributes, name }) => name === "rect" && attributes["rx"] === undefined)
    expect(bars).toHaveLength(known.length)
    const widths = bars.map(({ attributes }) => Number(attributes["width"]))
    const bills: ReadonlyArray<number> = known.map(
      (row: { readonly bill: { readonly usdPerMonth: number } }) => row.bill.usdPerMonth
    )
    const longest = Math.max(...widths)
    for (const [n, bill] of bills.entries()) {
      expect(widths[n]).toBeCloseTo(Math.max(1, (bill / Math.max(...bills)) * longest), 0)
    }
    expect(picture.texts).toContain("0 USD")
    expect(picture.isInside).toBe(true)
  })
})
