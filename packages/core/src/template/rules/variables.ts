import * as Finding from "../Finding.ts"
import * as Part from "../Part.ts"
import type { Language } from "../words/Language.ts"
import * as Variables from "../Variables.ts"
import type { Context, Rule } from "./Context.ts"

type Check = (text: Text) => ReadonlyArray<Finding.Finding>

interface Text {
  readonly field: Finding.Field
  readonly variables: ReadonlyArray<Variables.Variable>
  readonly language: Language
  readonly named: boolean
}

/** The name that was probably meant; a position stays one. */
const mended = (inside: string): string | null => {
  const name = inside.trim().toLowerCase()
  if (/^[1-9]\d{0,3}$/.test(name)) return `{{${name}}}`
  const letters = name.replaceAll(/[^a-z]+/g, "_").replaceAll(/^_+|_+$/g, "")
  return letters === "" ? null : `{{${letters}}}`
}

const malformed: Check = ({ field, variables }) =>
  variables.flatMap((variable) =>
    variable._tag === "Malformed"
      ? [
          Finding.stretch(
            "variable-malformed",
            field,
            variable,
            "a variable is a number from 1 or a name of small letters and underscores, in double braces",
            mended(variable.inside)
          )
        ]
      : []
  )

/** All by position or all by name, and as `parameter_format` says. */
const kind: Check = ({ field, named, variables }) => {
  const tags = new Set(variables.map(({ _tag }) => _tag))
  if (tags.has("Positional") && tags.has("Named"))
    return [Finding.whole("variable-mixed", field, "variables are all numbers or all names")]
  const odd = variables.find(({ _tag }) => _tag === (named ? "Positional" : "Named"))
  return odd === undefined
    ? []
    : [
        Finding.stretch(
          "variable-kind",
          field,
          odd,
          named ? "parameter_format is NAMED, and this is a number" : "names need parameter_format NAMED"
        )
      ]
}

/** Numbers begin at 1 and leave none out. Their order is free: a translation may name the order before the customer. */
const numbering: Check = ({ field, variables }) => {
  const numbers = variables.flatMap((variable) => (variable._tag === "Positional" ? [variable.number] : []))
  const ranks = new Map([...new Set(numbers)].toSorted((a, b) => a - b).map((number, index) => [number, index + 1]))
  return variables.flatMap((variable) => {
    const due = variable._tag === "Positional" ? (ranks.get(variable.number) ?? variable.number) : null
    return variable._tag !== "Positional" || due === null || due === variable.number
      ? []
      : [
          Finding.stretch(
            "variable-numbering",
            field,
            variable,
            `variables count from {{1}} without a gap; this one is {{${due}}}`,
            `{{${due}}}`
          )
        ]
  })
}

const repeated: Check = ({ field, variables }) => {
  const seen = new Set<string>()
  return variables.flatMap((variable) => {
    if (variable._tag !== "Named") return []
    const again = seen.has(variable.name)
    seen.add(variable.name)
    return again ? [Finding.stretch("variable-repeated", field, variable, "a name stands for one variable alone")] : []
  })
}

/** Words or punctuation have to stand between two variables; blanks alone do not part them. */
const adjacent: Check = ({ field, variables }) =>
  variables.flatMap((variable, index) => {
    const before = variables[index - 1]
    if (before === undefined || field.text.slice(before.end, variable.start).trim() !== "") return []
    const place = { start: before.start, end: variable.end }
    return [
      Finding.stretch(
        "variable-adjacent",
        field,
        place,
        "words must part two variables",
        `${before.text}, ${variable.text}`
      )
    ]
  })

const atEdge: Check = ({ field, language, variables }) => {
  const first = variables[0]
  const last = variables.at(-1)
  return [
    ...(first !== undefined && field.text.slice(0, first.start).trim() === ""
      ? [
          Finding.stretch(
            "variable-at-edge",
            field,
            first,
            "a body may not begin with a variable",
            `${language.suggestion.opening}${first.text}`
          )
        ]
      : []),
    ...(last !== undefined && field.text.slice(last.end).trim() === ""
      ? [
          Finding.stretch(
            "variable-at-edge",
            field,
            last,
            "a body may not end with a variable",
            `${last.text}${language.suggestion.closing}`
          )
        ]
      : [])
  ]
}

/** Scripts without blanks between words: two characters are taken for one word there. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Khmer}\p{sc=Lao}]/gu

const words = (text: string): number => {
  const without = text.replaceAll(unspaced, " ")
  const characters = text.match(unspaced)?.length ?? 0
  return (without.match(/[\p{L}\p{N}\p{M}]+/gu)?.length ?? 0) + Math.floor(characters / 2)
}

/**
 * Twice as many words as variables and one more: the platform does not document its ratio, and this is what providers advise and what
 * its own samples keep to.
 */
const wordsMin = (variables: number): number => 2 * variables + 1

const ratio: Check = ({ field, variables }) => {
  const count = variables.length
  if (count === 0) return []
  const around = variables.reduceRight(
    (text, { end, start }) => `${text.slice(0, start)} ${text.slice(end)}`,
    field.text
  )
  const wanted = wordsMin(count)
  const found = words(around)
  return found >= wanted
    ? []
    : [
        Finding.whole(
          "variable-ratio",
          field,
          `${count} ${count === 1 ? "variable" : "variables"} among ${found} words, where ${wanted} are needed`
        )
      ]
}

const everywhere: ReadonlyArray<Check> = [malformed, kind, numbering, repeated]
const inBodies: ReadonlyArray<Check> = [adjacent, atEdge, ratio]

/** More variables than any text can carry are not judged one by one: the text is far too long already. */
const variablesJudgedMax = 256

const judge = ({ draft, language }: Context, field: ReturnType<typeof Part.variableTexts>[number]) => {
  const text: Text = {
    field,
    variables: Variables.parse(field.text).slice(0, variablesJudgedMax),
    language,
    named: draft.parameter_format === "NAMED"
  }
  const checks = field.kind === "body" ? [...everywhere, ...inBodies] : everywhere
  return checks.flatMap((check) => check(text))
}

/** How variables are written, numbered and placed (TP-05). */
export const variables: Rule = (context) => Part.variableTexts(context.draft).flatMap((field) => judge(context, field))
