import { Either, Schema } from "effect"
import type { Body } from "../providers/Body.ts"
import { Provider } from "../providers/Provider.ts"
import * as Comparison from "./Comparison.ts"
import * as Decoder from "./Decoder.ts"

/** One kind of difference at one place, over many callbacks. */
const Finding = Schema.Struct({
  provider: Provider,
  kind: Schema.String,
  /** The place in the format (`drift/Place`). */
  path: Schema.String,
  count: Schema.Int,
  /** A stored callback that shows it; null where it is not stored. */
  example: Schema.NullOr(Schema.Int)
})
/** What a tally lists: counts and places, no values. */
export type Finding = typeof Finding.Type

/** What a candidate makes of many callbacks (SPEC WH-10). */
export const Tally = Schema.Struct({
  callbacks: Schema.Int,
  /** Callbacks that the candidate reads differently. */
  differing: Schema.Int,
  /** The most frequent first. */
  findings: Schema.Array(Finding),
  /** Differences beyond the first `findingsMax` places. */
  findingsOmitted: Schema.Int,
  /**
   * Callbacks that were read without the files that came in them, with a reference in the place of each: the files are gone, or not at hand where it was
   * read (WH-06).
   */
  reduced: Schema.optionalWith(Schema.Int, { default: () => 0 })
})
export type Tally = typeof Tally.Type

/** Places that a tally lists; a candidate that differs in more is not a candidate. */
export const findingsMax = 200

/** A tally of no callback, from which others are counted on. */
export const initial: Tally = { callbacks: 0, differing: 0, findings: [], findingsOmitted: 0, reduced: 0 }

/** A callback to read twice. */
export interface Subject {
  readonly id: number | null
  readonly provider: Provider
  readonly body: Body
  /** Files that came in it are missing from `body`; left out, none is. */
  readonly isReduced?: boolean
}

/** How a candidate reads one callback, beside the current decoder; a candidate that breaks is a difference. Total. */
export const differences = (
  candidate: Decoder.Decoder,
  { body, provider }: Subject
): ReadonlyArray<Comparison.Difference> =>
  Either.getOrElse(
    Either.try(() => Comparison.of(Decoder.current.decode(provider, body), candidate.decode(provider, body))),
    () => [{ kind: "broke" as const, path: "" }]
  )

const ofOne = (candidate: Decoder.Decoder, subject: Subject): Tally => {
  const found = new Map<string, Finding>()
  for (const { kind, path } of differences(candidate, subject)) {
    const key = `${kind} ${path}`
    const before = found.get(key) ?? { provider: subject.provider, kind, path, count: 0, example: subject.id }
    found.set(key, { ...before, count: before.count + 1 })
  }
  return {
    callbacks: 1,
    differing: Number(found.size > 0),
    findings: [...found.values()],
    findingsOmitted: 0,
    reduced: Number(subject.isReduced === true)
  }
}

const keyOf = ({ kind, path, provider }: Finding): string => `${provider} ${kind} ${path}`

/** Two tallies as one; the example is the first's. */
export const merge = (one: Tally, other: Tally): Tally => {
  const found = new Map(one.findings.map((finding) => [keyOf(finding), finding]))
  for (const finding of other.findings) {
    const before = found.get(keyOf(finding))
    found.set(keyOf(finding), before === undefined ? finding : { ...before, count: before.count + finding.count })
  }
  const findings = [...found.values()].sort((a, b) => b.count - a.count)
  const omitted = findings.slice(findingsMax).reduce((sum, { count }) => sum + count, 0)
  return {
    callbacks: one.callbacks + other.callbacks,
    differing: one.differing + other.differing,
    findings: findings.slice(0, findingsMax),
    findingsOmitted: one.findingsOmitted + other.findingsOmitted + omitted,
    reduced: one.reduced + other.reduced
  }
}

/** What a candidate makes of these callbacks. */
export const of = (candidate: Decoder.Decoder, subjects: ReadonlyArray<Subject>): Tally =>
  subjects.reduce((tally, subject) => {
    const one = ofOne(candidate, subject)
    return one.differing === 0
      ? { ...tally, callbacks: tally.callbacks + 1, reduced: tally.reduced + one.reduced }
      : merge(tally, one)
  }, initial)

/**
 * Whether a callback is among the share of traffic that a candidate reads beside the current decoder (grey release): by its digest, so that a repeat
 * or another process decides alike.
 *
 * @param share 0 to 1.
 */
export const isGrey = (digest: Uint8Array, share: number): boolean => {
  const [a = 0, b = 0, c = 0, d = 0] = digest
  return (((a * 256 + b) * 256 + c) * 256 + d) / 2 ** 32 < share
}
