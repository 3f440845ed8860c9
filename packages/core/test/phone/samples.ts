import * as fc from "fast-check"
import { getCountries, getExampleNumber } from "libphonenumber-js/max"
import examples from "libphonenumber-js/mobile/examples"
import * as Metadata from "../../src/phone/internal/Metadata.ts"

/** The library's own example mobile number of each region that has one, as E.164, with its region. */
export const examplesByRegion: ReadonlyArray<{ readonly region: string; readonly e164: string }> =
  getCountries().flatMap((region) => {
    const example = getExampleNumber(region, examples)
    return example === undefined ? [] : [{ region, e164: example.number }]
  })

/** Digits that match each pattern of each plan, so that every type of every plan is met. Same seed, same numbers. */
const generated = (raw: Metadata.RawPlan, seed: number): ReadonlyArray<string> =>
  [
    raw.nationalPattern,
    ...raw.types.flatMap((type) => (type === null || type.pattern === "" ? [] : [type.pattern]))
  ].flatMap((pattern) => fc.sample(fc.stringMatching(new RegExp(`^(?:${pattern})$`)), { numRuns: 4, seed }))

/** E.164 texts of every region and every worldwide code: library examples, and numbers generated from every pattern. */
export const seeds: ReadonlyArray<string> = [
  ...examplesByRegion.map(({ e164 }) => e164),
  ...[
    ...Metadata.regions.map((region) => Metadata.ofRegion(region)),
    ...Metadata.worldwideCallingCodes.map((code) => Metadata.ofWorldwide(code))
  ].flatMap((raw, index) =>
    raw === null ? [] : generated(raw, index).map((national) => `+${raw.callingCode}${national}`)
  )
]

const digit = fc.integer({ min: 0, max: 9 }).map(String)
const spot = fc.nat({ max: 30 })

/** Digits of other scripts; all of them read as decimal digits. */
const scripts = ["\uFF10", "\u0660", "\u06F0", "\u0966", "\u09E6", "\u0E50", "\u{1D7CE}"].map(
  (first) => first.codePointAt(0) ?? 0
)

const change =
  (index: number, f: (character: string) => string) =>
  (text: string): string => {
    const at = text.length === 0 ? 0 : index % text.length
    return text.slice(0, at) + f(text[at] ?? "") + text.slice(at + 1)
  }

/** One thing that goes wrong with a number on its way into a list. */
const mutation: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.tuple(spot, digit).map(([at, other]) => change(at, (old) => old + other)),
  fc.tuple(spot, digit).map(([at, other]) => change(at, () => other)),
  spot.map((at) => change(at, () => "")),
  spot.map((at) => (text: string) => {
    const index = text.length < 2 ? 0 : at % (text.length - 1)
    return text.slice(0, index) + (text[index + 1] ?? "") + (text[index] ?? "") + text.slice(index + 2)
  }),
  fc
    .tuple(spot, fc.constantFrom(" ", "-", "(", ")", ".", "/", "\u00A0", "\u200E", "x", "O", "+", "\uFF0B", ";ext=1"))
    .map(([at, put]) => change(at, (old) => old + put)),
  fc.constant((text: string) => text.replace("+", "")),
  fc.constant((text: string) => text.replace("+", "00")),
  fc.constantFrom("+86", "+1", "+886", "+999", "+0", "+44").map((code) => (text: string) => code + text.slice(3)),
  fc.constantFrom(2, 3, 4).map((at) => (text: string) => `${text.slice(0, at)}0${text.slice(at)}`),
  fc
    .constantFrom(...scripts)
    .map((zero) => (text: string) => text.replace(/[0-9]/g, (old) => String.fromCodePoint(zero + Number(old)))),
  fc.constantFrom("", " ", "+", "tel:", "\u0000").map((put) => (text: string) => put + text),
  fc.constant(() => ""),
  fc.constantFrom(20, 260, 5_000).map((times) => (text: string) => text.slice(1, 20).repeat(times)),
  fc.fullUnicodeString({ maxLength: 12 }).map((text) => () => text),
  fc.string16bits({ maxLength: 4 }).map((put) => (text: string) => text + put)
)

/** Any seed number with one or two things wrong with it. */
export const mutated: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 2 }))
  .map(([seed, mutations]) => mutations.reduce((text, mutate) => mutate(text), seed))
