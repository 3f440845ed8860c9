/**
 * How often sign-in may be tried: so often from one address, so often in all, within a span that slides by whole spans (SPEC, around it: staff).
 *
 * A key has 256 random bits, so nobody guesses one; the guard keeps the trying from costing the others their answers. Every try counts, good or
 * bad: whoever signs in that often is a program, and programs present their key to the API itself.
 *
 * One process counts for itself. Memory is bounded: beyond `sourcesMax` addresses in one span only the total is counted.
 */
export interface Terms {
  readonly spanMillis: number
  readonly triesOfSourceMax: number
  readonly triesMax: number
  readonly sourcesMax: number
}

/** Ten a minute from one address, two hundred in all. */
export const defaults: Terms = { spanMillis: 60_000, triesOfSourceMax: 10, triesMax: 200, sourcesMax: 10_000 }

/** The span that is counted, and what was tried in it. Immutable. */
export interface State {
  readonly sinceMillis: number
  readonly tries: number
  readonly bySource: ReadonlyMap<string, number>
}

/** Nobody has tried yet: the first try begins the first span. */
export const initial: State = { sinceMillis: Number.NEGATIVE_INFINITY, tries: 0, bySource: new Map() }

/** `Refused` until the span is over: epoch milliseconds. */
export type Decision = { readonly _tag: "Allowed" } | { readonly _tag: "Refused"; readonly untilMillis: number }

const current = (terms: Terms, state: State, nowMillis: number): State =>
  nowMillis - state.sinceMillis < terms.spanMillis ? state : { ...initial, sinceMillis: nowMillis }

/** May this address try now? */
export const decide = (terms: Terms, state: State, source: string, nowMillis: number): Decision => {
  const { bySource, sinceMillis, tries } = current(terms, state, nowMillis)
  return tries >= terms.triesMax || (bySource.get(source) ?? 0) >= terms.triesOfSourceMax
    ? { _tag: "Refused", untilMillis: sinceMillis + terms.spanMillis }
    : { _tag: "Allowed" }
}

/** It has tried. */
export const tried = (terms: Terms, state: State, source: string, nowMillis: number): State => {
  const { bySource, sinceMillis, tries } = current(terms, state, nowMillis)
  const known = bySource.has(source) || bySource.size < terms.sourcesMax
  return {
    sinceMillis,
    tries: tries + 1,
    bySource: known ? new Map(bySource).set(source, (bySource.get(source) ?? 0) + 1) : bySource
  }
}
