import { Data } from "effect"
import type { Fault } from "./Finding.ts"

/**
 * How a text is written, apart from what number it is (SPEC PH-02): its digits in ASCII, whether a plus stands before
 * them, and every character that no E.164 number has.
 */
export type Writing = Data.TaggedEnum<{
  Digits: { readonly plus: boolean; readonly digits: string; readonly faults: ReadonlyArray<Fault> }
  /** Nothing to judge: no digits, more text than any number, or digits that a spreadsheet has rounded away. */
  Unreadable: { readonly faults: ReadonlyArray<Fault> }
}>
const { Digits, Unreadable } = Data.taggedEnum<Writing>()

/** Longer texts are refused unread; the library draws the same line. In UTF-16 units. */
const lengthMax = 250

const schemes = /^\s*(?:tel|callto|sms|whatsapp):/i
const extension = /\s*(?:;ext=|ext(?:ension)?[.:]?|x|#)\s*\d{1,7}\s*$/i
const rounded = /^\s*[+]?\d+(?:[.,]\d+)?e[+-]?\d+\s*$/i
const decimal = /^(\s*[+]?\d{4,})\.0+(\s*)$/
const pluses = new Set(["+", "\uFF0B", "\uFE62"])
const asciiDigit = /^[0-9]$/
const anyDigit = /^\p{Nd}$/u
/** Blanks, dashes, brackets, dots, slashes, tildes, quotes: what people put between digits. */
const separator =
  /^[\p{Zs}\p{Pd}\p{Ps}\p{Pe}\t\r\n.\uFF0E\u00B7\u2022\u2027/\uFF0F_~\u2053\u223C\uFF5E'"`\u2018\u2019\u201C\u201D\u2212\u30FC]$/u
const invisible = /^[\p{Cf}\p{Cc}\p{Mn}\p{Me}]$/u

/**
 * The value of a decimal digit of any script.
 *
 * Unicode lays the ten digits of a script side by side from 0 to 9, so the value is the distance to the start of the
 * run, and no table of scripts is needed. (Runs that touch, as the mathematical digits do, are whole tens.)
 */
const digitValue = (character: string): number => {
  const point = character.codePointAt(0) ?? 0
  let before = 0
  while (anyDigit.test(String.fromCodePoint(point - before - 1))) before++
  return before % 10
}

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`

const printable = /^[!-~]$/

const name = (character: string): string => {
  if (character === " ") return "blank"
  if (printable.test(character)) return `"${character}"`
  return invisible.test(character) || separator.test(character)
    ? codePoint(character)
    : `"${character}" (${codePoint(character)})`
}

const namedMax = 5

const names = (characters: ReadonlySet<string>): string => {
  const all = [...characters]
  const more = all.length > namedMax ? ` and ${all.length - namedMax} more` : ""
  return all.slice(0, namedMax).map(name).join(", ") + more
}

/** What is cut from the text as a whole before its characters are looked at. */
const trim = (input: string): { readonly text: string; readonly faults: ReadonlyArray<Fault> } => {
  const faults: Array<Fault> = []
  let text = input
  const scheme = schemes.exec(text)
  if (scheme !== null) {
    faults.push({ code: "scheme", message: `begins with the scheme of a link: "${scheme[0].trim()}"` })
    text = text.slice(scheme[0].length)
  }
  const whole = decimal.exec(text)
  if (whole !== null) {
    faults.push({ code: "decimal-point", message: "ends in a decimal fraction, as a column of numbers does" })
    text = `${whole[1]}${whole[2]}`
  }
  if (extension.test(text)) {
    faults.push({ code: "extension", message: "ends in an extension, which WhatsApp cannot reach" })
    text = text.replace(extension, "")
  }
  return { text, faults }
}

/** Reads any text; total. */
export const read = (input: string): Writing => {
  if (input.length > lengthMax)
    return Unreadable({
      faults: [
        { code: "input-too-long", message: `${input.length} characters, where no number has more than ${lengthMax}` }
      ]
    })
  if (rounded.test(input))
    return Unreadable({
      faults: [
        { code: "digits-lost", message: "a spreadsheet's power of ten: digits are lost, export the column as text" }
      ]
    })

  const { text, faults } = trim(input)
  const found = {
    separators: new Set<string>(),
    invisible: new Set<string>(),
    foreign: new Set<string>(),
    forbidden: new Set<string>()
  }
  let digits = ""
  let plusCount = 0
  for (const character of text) {
    if (asciiDigit.test(character)) digits += character
    else if (pluses.has(character) && digits === "") {
      plusCount++
      if (character !== "+") found.foreign.add(character)
    } else if (anyDigit.test(character)) {
      digits += digitValue(character)
      found.foreign.add(character)
    } else if (separator.test(character)) found.separators.add(character)
    else if (invisible.test(character)) found.invisible.add(character)
    else found.forbidden.add(character)
  }

  const all: Array<Fault> = [...faults]
  if (plusCount > 1) all.push({ code: "plus-repeated", message: `${plusCount} plus signs` })
  if (found.separators.size > 0)
    all.push({ code: "separators", message: `separators, which E.164 does not have: ${names(found.separators)}` })
  if (found.invisible.size > 0)
    all.push({ code: "invisible-characters", message: `invisible characters: ${names(found.invisible)}` })
  if (found.foreign.size > 0)
    all.push({ code: "foreign-digits", message: `digits or signs that are not ASCII: ${names(found.foreign)}` })
  if (found.forbidden.size > 0)
    all.push({ code: "forbidden-characters", message: `characters that no number has: ${names(found.forbidden)}` })

  if (digits !== "") return Digits({ plus: plusCount > 0, digits, faults: all })
  return Unreadable({
    faults: [{ code: "empty", message: "no digits" }, ...all.filter(({ code }) => code === "forbidden-characters")]
  })
}
