import type * as Cost from "@sluice/core/cost/Cost"
import type { Style } from "../Output.ts"
import * as Percent from "../Percent.ts"
import * as Table from "../Table.ts"

/** `1,500.00 USD`: the same on every machine. */
const usd = (value: number): string =>
  `${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} USD`

const whole = (value: number): string => value.toLocaleString("en-US")

/** What a month costs under a plan, as far as the plan says. */
export const bill = (of: Cost.Bill): string => {
  switch (of._tag) {
    case "Exact":
      return usd(of.usdPerMonth)
    case "AtLeast":
      return `${usd(of.usdPerMonth)} and more`
    case "Unknown":
      return "unknown"
  }
}

const note = (of: Cost.Bill): string =>
  of._tag === "AtLeast"
    ? `no price is known for ${whole(of.unpricedMessages)} messages beyond those included`
    : of._tag === "Unknown"
      ? "no price is known"
      : ""

const kinds: Readonly<Record<Cost.Kind, string>> = { "per-message": "by message", monthly: "by month", unpriced: "" }

const advice = ({ advice: of, cheapest }: Cost.Comparison): string => {
  switch (of._tag) {
    case "ByPrice":
      if (cheapest === null) return "No plan has a price for this volume."
      return cheapest.certain
        ? `${cheapest.plan} is the cheapest.`
        : `${cheapest.plan} is the cheapest of those whose price is known.`
    case "PayPerMessage":
      return of.pricedSavesShare === null
        ? `At this volume pay by message: about ${Percent.of(of.expectedSavesShare)} cheaper by rule of thumb (CO-01).`
        : `At this volume pay by message: ${Percent.of(of.pricedSavesShare)} cheaper at these prices (CO-01).`
    case "PricesDisagree":
      return `At this volume paying by message is the rule of thumb, but at these prices a monthly plan is ${Percent.of(of.monthlySavesShare)} cheaper.`
  }
}

/** The comparison for people: a plan a line, the cheapest first, and what is advised. */
export const lines = (comparison: Cost.Comparison, style: Style): string =>
  [
    `${whole(comparison.perDay)} messages a day, ${whole(comparison.messagesPerMonth)} a month of 30 days; what the platform itself charges comes on top of each`,
    "",
    Table.render(
      ["plan", "paid", "a month", ""],
      comparison.rows.map((row) => [
        row.plan === comparison.cheapest?.plan ? style.good(row.plan) : row.plan,
        kinds[row.kind],
        bill(row.bill),
        style.quiet(note(row.bill))
      ]),
      new Set([2])
    ),
    "",
    advice(comparison)
  ].join("\n")
