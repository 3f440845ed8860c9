import type { Bundle } from "./Bundle.ts"

/** The sizes of one module as the page tells them: thousands of bytes with one decimal, minified. */
export interface Size {
  readonly module: string
  /** By itself, `effect` left out. */
  readonly alone: number
  readonly aloneGzip: number
  /** With the parts of `effect` that it needs. */
  readonly whole: number
  readonly wholeGzip: number
}

const fields = ["alone", "aloneGzip", "whole", "wholeGzip"] as const

/** Sources change a little all the time: what a page tells holds until a size is off by more than a tenth. */
const driftShare = 0.1

/** The smallest step that the page can tell. */
const step = 0.1

const thousands = (bytes: number): number => Math.round(bytes / 100) / 10

/** @param whole the bundle of the same module with `effect` inside. */
export const of = (alone: Bundle, whole: Bundle): Size => ({
  module: alone.entry.module,
  // A module of types has no code: what gzip makes of nothing is no size.
  alone: thousands(alone.bytes),
  aloneGzip: alone.bytes === 0 ? 0 : thousands(alone.gzipBytes),
  whole: thousands(whole.bytes),
  wholeGzip: whole.bytes === 0 ? 0 : thousands(whole.gzipBytes)
})

const isOff = (told: number, now: number): boolean =>
  // Sums of decimals are not exact: half a step more decides nothing.
  Math.abs(now - told) > told * driftShare + step * 1.5

/** Whether a told size still holds. */
export const holds = (told: Size, now: Size): boolean => fields.every((field) => !isOff(told[field], now[field]))

/** A size, or what was told before where that still holds, so that a page changes only where it has something to say. */
export const settled = (told: ReadonlyMap<string, Size>, now: Size): Size => {
  const before = told.get(now.module)
  return before !== undefined && holds(before, now) ? before : now
}
