import type * as Journey from "../policy/Journey.ts"

/**
 * What the providers' plans cost for a given volume, and which kind is advised (SPEC CO-01).
 *
 * Plans and prices are the policy's: an operator replaces them with current ones by an override (`policy/Policy`), and adds plans of
 * their own. What a plan does not state is not guessed: a bill says whether it is exact, a lower bound, or unknown. What the platform
 * itself charges comes on top of every plan alike and is not compared.
 */
export type Plan = Journey.Cost["plans"][string]

/** A month of the comparison; real ones differ by a tenth, for every plan alike. */
const daysPerMonth = 30

/**
 * A month's bill.
 *
 * `Exact`; `AtLeast`, where `unpricedMessages` go beyond what the plan includes and it states no price for them; `Unknown`, where the
 * plan states no price at all.
 */
export type Bill =
  | { readonly _tag: "Exact"; readonly usdPerMonth: number }
  | { readonly _tag: "AtLeast"; readonly usdPerMonth: number; readonly unpricedMessages: number }
  | { readonly _tag: "Unknown" }

/** Sums of prices leave binary dust; a millionth of a dollar is finer than any price. */
const tidy = (usd: number): number => Math.round(usd * 1e6) / 1e6

/**
 * The bill of `messages` in one month.
 *
 * A monthly price that names no included messages covers them all, unless the plan has a price by message beside it: then it covers none.
 */
export const billOf = (plan: Plan, messages: number): Bill => {
  const { messagesIncluded, perMessageUsd, perMonthUsd } = plan
  if (perMonthUsd === null && perMessageUsd === null) return { _tag: "Unknown" }
  const base = perMonthUsd ?? 0
  if (perMessageUsd !== null) {
    return { _tag: "Exact", usdPerMonth: tidy(base + perMessageUsd * Math.max(0, messages - (messagesIncluded ?? 0))) }
  }
  const unpricedMessages = messagesIncluded === null ? 0 : Math.max(0, messages - messagesIncluded)
  return unpricedMessages === 0
    ? { _tag: "Exact", usdPerMonth: tidy(base) }
    : { _tag: "AtLeast", usdPerMonth: tidy(base), unpricedMessages }
}

/** How a plan is paid: by each message, by the month (with or without a price for what goes beyond it), or nobody knows. */
export type Kind = "per-message" | "monthly" | "unpriced"

const kindOf = ({ perMessageUsd, perMonthUsd }: Plan): Kind => {
  if (perMonthUsd !== null) return "monthly"
  return perMessageUsd === null ? "unpriced" : "per-message"
}

/** A plan and what it costs at the volume asked about. */
export interface Row {
  readonly plan: string
  readonly kind: Kind
  readonly bill: Bill
}

/** The cheapest exact bill. `certain` when no other plan could be cheaper: none is unknown, and every lower bound is at least as high. */
export interface Cheapest {
  readonly plan: string
  readonly usdPerMonth: number
  readonly certain: boolean
}

/**
 * Which kind of plan is advised.
 *
 * - `ByPrice`: the volume is not above 5000 a day; the comparison alone decides.
 * - `PayPerMessage`: it is. `expectedSavesShare` is the guide's figure; `pricedSavesShare` what the exact bills say, null where they do
 *   not allow the comparison.
 * - `PricesDisagree`: it is, but by the exact bills a monthly plan is cheaper, by this share: prices outweigh the rule of thumb.
 *
 * Shares are of the dearer kind's bill, 0 to 1.
 */
export type Advice =
  | { readonly _tag: "ByPrice" }
  | {
      readonly _tag: "PayPerMessage"
      readonly expectedSavesShare: number
      readonly pricedSavesShare: number | null
    }
  | { readonly _tag: "PricesDisagree"; readonly monthlySavesShare: number }

/** The plans side by side (SPEC CO-01). A month is 30 days; amounts are US dollars. */
export interface Comparison {
  readonly perDay: number
  readonly messagesPerMonth: number
  /** Exact bills first and the cheapest of them foremost, then lower bounds, then the unknown; by name where they are equal. */
  readonly rows: ReadonlyArray<Row>
  /** Null when no bill is exact. */
  readonly cheapest: Cheapest | null
  readonly advice: Advice
}

const place: Readonly<Record<Bill["_tag"], number>> = { Exact: 0, AtLeast: 1, Unknown: 2 }

/** What a bill is at least: an unknown one could be nothing. */
const least = (bill: Bill): number => (bill._tag === "Unknown" ? 0 : bill.usdPerMonth)

const byBill = (a: Row, b: Row): number =>
  place[a.bill._tag] - place[b.bill._tag] || least(a.bill) - least(b.bill) || (a.plan < b.plan ? -1 : 1)

const cheapestOf = (rows: ReadonlyArray<Row>): Cheapest | null => {
  const [first, ...others] = rows
  if (first === undefined || first.bill._tag !== "Exact") return null
  const { usdPerMonth } = first.bill
  return { plan: first.plan, usdPerMonth, certain: others.every(({ bill }) => least(bill) >= usdPerMonth) }
}

/** @param rows in the order of a comparison. */
const adviceOf = (cost: Journey.Cost, perDay: number, rows: ReadonlyArray<Row>): Advice => {
  if (perDay <= cost.perMessageAdvisedPerDay) return { _tag: "ByPrice" }
  const exact = (kind: Kind): number | null => cheapestOf(rows.filter((row) => row.kind === kind))?.usdPerMonth ?? null
  const [perMessage, monthly] = [exact("per-message"), exact("monthly")]
  const expectedSavesShare = cost.perMessageSavesShare
  if (perMessage === null || monthly === null) {
    return { _tag: "PayPerMessage", expectedSavesShare, pricedSavesShare: null }
  }
  return perMessage <= monthly
    ? { _tag: "PayPerMessage", expectedSavesShare, pricedSavesShare: monthly === 0 ? 0 : 1 - perMessage / monthly }
    : { _tag: "PricesDisagree", monthlySavesShare: 1 - monthly / perMessage }
}

/** Every plan of the policy for `perDay` messages a day (not negative). */
export const compare = (cost: Journey.Cost, perDay: number): Comparison => {
  const messagesPerMonth = perDay * daysPerMonth
  const rows = Object.entries(cost.plans)
    .map(([plan, prices]): Row => ({ plan, kind: kindOf(prices), bill: billOf(prices, messagesPerMonth) }))
    .toSorted(byBill)
  return { perDay, messagesPerMonth, rows, cheapest: cheapestOf(rows), advice: adviceOf(cost, perDay, rows) }
}
