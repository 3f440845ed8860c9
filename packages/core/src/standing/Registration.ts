import { Schema } from "effect"
import type { Standing } from "../policy/Standing.ts"

/**
 * What a registration is refused for, asked before it is handed in (SPEC ST-04): earlier blocks make a quarter of the refusals, and
 * business types that the platform does not serve two fifths.
 */
export const Blocks = Schema.Literal("none", "lifted", "standing")
export type Blocks = typeof Blocks.Type

/**
 * Kinds of business, as far as the platform's Business Messaging Policy (business.whatsapp.com/policy) tells them apart; `other` is every
 * trade that it does not name. That policy decides who may use the platform at all; its Commerce Policy, which bars more goods from
 * catalogues and payments, does not.
 *
 * - `animals` are live ones, other than livestock; `currency` is real, virtual and forged money, and binary options;
 * - `payday-loans` are short loans at high interest, paycheck advances, loans between private persons and bail bonds;
 * - `deceptive` is a model of business that misleads or exploits people.
 *
 * The platform changes its policy: the answer here is a warning before the work, its own decision counts.
 */
export const BusinessType = Schema.Literal(
  "other",
  "adult",
  "alcohol",
  "animals",
  "body-parts",
  "currency",
  "dating",
  "debt-collection",
  "deceptive",
  "drugs",
  "endangered-species",
  "gambling",
  "hazardous-goods",
  "medical-products",
  "multi-level-marketing",
  "over-the-counter-medicines",
  "payday-loans",
  "tobacco",
  "weapons"
)
export type BusinessType = typeof BusinessType.Type

/**
 * Trades that may write to people in the countries that the policy lists for them (since August 2024): never to anybody under 18, never to
 * sell in the chat, and for gambling only with the platform's written leave. All others that it names are not served.
 */
const byLeave: ReadonlySet<BusinessType> = new Set<BusinessType>(["alcohol", "gambling", "over-the-counter-medicines"])

/** `by-leave`: served under conditions, and in some countries alone. */
export type Suitability = "suitable" | "by-leave" | "unsuitable"

/** How a kind of business stands with the platform (SPEC ST-04). */
export const suitability = (type: BusinessType): Suitability =>
  type === "other" ? "suitable" : byLeave.has(type) ? "by-leave" : "unsuitable"

/** Answers of the business; null while a question is open. */
export const Answers = Schema.Struct({
  /** Has a number or an account of this business been blocked before, and does a block still stand? */
  blocks: Schema.NullOr(Blocks),
  businessType: Schema.NullOr(BusinessType)
})
export type Answers = typeof Answers.Type

/** A question that is put before a registration. */
export type Question = keyof Answers

/** Both questions, in the order in which they are put, each with the share of all refusals that it explains (0 to 1). */
export const questions = (
  policy: Standing
): ReadonlyArray<{ readonly question: Question; readonly text: string; readonly refusedShare: number }> => [
  {
    question: "businessType",
    text: "What does the business sell or do?",
    refusedShare: policy.refusedForBusinessTypeShare
  },
  {
    question: "blocks",
    text: "Has a number or an account of the business been blocked before, and is it still?",
    refusedShare: policy.refusedForBlocksShare
  }
]

/** A reason that speaks against handing in. `serious` is one that the platform refuses for as it stands; the others ask for a paper. */
export interface Obstacle {
  readonly question: Question
  readonly serious: boolean
  readonly remedy: string
}

/** `Open` names what has not been answered yet: nothing is said before both are. */
export type Verdict =
  | { readonly _tag: "Open"; readonly unanswered: readonly [Question, ...Array<Question>] }
  | { readonly _tag: "Hindered"; readonly obstacles: readonly [Obstacle, ...Array<Obstacle>] }
  | { readonly _tag: "Clear" }

const typeObstacle: Readonly<Record<Suitability, Obstacle | null>> = {
  suitable: null,
  "by-leave": {
    question: "businessType",
    serious: false,
    remedy:
      "This trade is served in some countries only, and only for adults: have the licence at hand, and for gambling the platform's written leave, before handing in."
  },
  unsuitable: {
    question: "businessType",
    serious: true,
    remedy: "The platform does not serve this trade: a registration would be refused."
  }
}

const blocksObstacle: Readonly<Record<Blocks, Obstacle | null>> = {
  none: null,
  lifted: {
    question: "blocks",
    serious: false,
    remedy: "Hand in what lifted the earlier block, and what has changed since."
  },
  standing: {
    question: "blocks",
    serious: true,
    remedy: "Have the block lifted first: a registration beside it would be refused."
  }
}

/** Whether to hand in. */
export const verdict = ({ blocks, businessType }: Answers): Verdict => {
  if (businessType === null)
    return { _tag: "Open", unanswered: ["businessType", ...(blocks === null ? ["blocks" as const] : [])] }
  if (blocks === null) return { _tag: "Open", unanswered: ["blocks"] }
  const [first, ...others] = [typeObstacle[suitability(businessType)], blocksObstacle[blocks]].filter(
    (obstacle) => obstacle !== null
  )
  return first === undefined ? { _tag: "Clear" } : { _tag: "Hindered", obstacles: [first, ...others] }
}
