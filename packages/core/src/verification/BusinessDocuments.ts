import { Data, Either, Schema } from "effect"

/**
 * The documents that verify a business number, tracked on its sender: the registration certificate and the proof of ownership (SPEC NV-02).
 *
 * Each document by itself:
 * - `Missing` -- handed in --> `InReview`
 * - `InReview` -- accepted --> `Accepted`; refused --> `Refused`; handed in again --> `InReview`, which replaces what was there
 * - `Refused` -- handed in again --> `InReview`
 * - `Accepted` -- handed in again --> `InReview`; its validity ends --> counted as expired
 *
 * A submission has a number and its review carries it, so that a review which comes late says nothing about a newer paper. The papers
 * themselves are kept elsewhere: `reference` is where, and nothing personal is in here.
 */
export const Kind = Schema.Literal("registration-certificate", "proof-of-ownership")
export type Kind = typeof Kind.Type

const Document = Schema.Union(
  Schema.TaggedStruct("Missing", { number: Schema.Literal(0) }),
  Schema.TaggedStruct("InReview", { number: Schema.Int, reference: Schema.String, sinceMillis: Schema.Number }),
  /** `untilMillis` is where the paper's validity ends; null when it names no end. */
  Schema.TaggedStruct("Accepted", {
    number: Schema.Int,
    reference: Schema.String,
    atMillis: Schema.Number,
    untilMillis: Schema.NullOr(Schema.Number)
  }),
  Schema.TaggedStruct("Refused", {
    number: Schema.Int,
    reference: Schema.String,
    atMillis: Schema.Number,
    reason: Schema.String
  })
)
/** Where one paper stands: the newest submission alone, by its number. */
export type Document = typeof Document.Type

/** Both documents of a sender (SPEC NV-02); as it is stored. */
export const State = Schema.Struct({ "registration-certificate": Document, "proof-of-ownership": Document })
export type State = typeof State.Type

const missing: Document = { _tag: "Missing", number: 0 }

/** Neither paper was handed in. */
export const initial: State = { "registration-certificate": missing, "proof-of-ownership": missing }

/** What a reviewer says. */
export type Review =
  | { readonly _tag: "Accepts"; readonly untilMillis: number | null }
  | { readonly _tag: "Refuses"; readonly reason: string }

/** The review belongs to another submission than the one in review: it changes nothing. `inReview` is null when none is. */
export class StaleReview extends Data.TaggedError("StaleReview")<{
  readonly kind: Kind
  readonly given: number
  readonly inReview: number | null
}> {
  override get message(): string {
    const standing = this.inReview === null ? "none" : `submission ${this.inReview}`
    return `this reviews submission ${this.given} of the ${this.kind}, and ${standing} is in review`
  }
}

/** A paper is handed in, for the first time or instead of the one before. */
export const handedIn = (state: State, kind: Kind, reference: string, nowMillis: number): State => {
  const number = state[kind].number + 1
  const after: Document = { _tag: "InReview", number, reference, sinceMillis: nowMillis }
  return { ...state, [kind]: after }
}

/** Submission `number` of `kind` was reviewed. */
export const reviewed = (
  state: State,
  kind: Kind,
  number: number,
  review: Review,
  nowMillis: number
): Either.Either<State, StaleReview> => {
  const document = state[kind]
  if (document._tag !== "InReview" || document.number !== number) {
    const inReview = document._tag === "InReview" ? document.number : null
    return Either.left(new StaleReview({ kind, given: number, inReview }))
  }
  const { reference } = document
  const after: Document =
    review._tag === "Accepts"
      ? { _tag: "Accepted", number, reference, atMillis: nowMillis, untilMillis: review.untilMillis }
      : { _tag: "Refused", number, reference, atMillis: nowMillis, reason: review.reason }
  return Either.right({ ...state, [kind]: after })
}

/** Why a document does not count, and what the business or the reviewer has to do about it. */
export type Lack =
  | { readonly _tag: "Missing"; readonly kind: Kind }
  | { readonly _tag: "InReview"; readonly kind: Kind; readonly sinceMillis: number }
  | { readonly _tag: "Refused"; readonly kind: Kind; readonly reason: string }
  | { readonly _tag: "Expired"; readonly kind: Kind; readonly sinceMillis: number }

/** `Verified` names the moment at which the first of the papers expires; null when none does. */
export type Decision =
  | { readonly _tag: "Verified"; readonly untilMillis: number | null }
  | { readonly _tag: "Lacks"; readonly lacks: readonly [Lack, ...Array<Lack>] }

const lackOf = (kind: Kind, document: Document, nowMillis: number): Lack | null => {
  switch (document._tag) {
    case "Missing":
      return { _tag: "Missing", kind }
    case "InReview":
      return { _tag: "InReview", kind, sinceMillis: document.sinceMillis }
    case "Refused":
      return { _tag: "Refused", kind, reason: document.reason }
    case "Accepted":
      return document.untilMillis !== null && nowMillis >= document.untilMillis
        ? { _tag: "Expired", kind, sinceMillis: document.untilMillis }
        : null
  }
}

/** Is the business number verified at `nowMillis`? It takes both papers. */
export const decide = (state: State, nowMillis: number): Decision => {
  const [first, ...others] = Kind.literals
    .map((kind) => lackOf(kind, state[kind], nowMillis))
    .filter((lack) => lack !== null)
  if (first !== undefined) return { _tag: "Lacks", lacks: [first, ...others] }
  const ends = Kind.literals.flatMap((kind) => {
    const document = state[kind]
    return document._tag === "Accepted" && document.untilMillis !== null ? [document.untilMillis] : []
  })
  return { _tag: "Verified", untilMillis: ends.length === 0 ? null : Math.min(...ends) }
}
