import * as Finding from "../Finding.ts"
import * as Limits from "../Limits.ts"
import type { Rule, Wording } from "./Context.ts"

/**
 * What a text may hold besides words (TP-05): headers, footers and labels are plain; a body may be marked up, and may not be torn apart by
 * empty lines.
 */

/** Marks of emphasis around words: `*bold*`, `_italic_`, `~struck~`, backticks. Variables' underscores are none. */
const marks = String.raw`\*[^\s*][^*\n]*\*|(?<![\p{L}\p{N}_\{])_[^\s_][^_\n]*_(?![\p{L}\p{N}_\}])|~[^\s~][^~\n]*~|${"`[^`\\n]+`"}`

const plainOnly = new RegExp(String.raw`${marks}|[\r\n]+|\p{RGI_Emoji}`, "gv")

/** A header is shown in bold by itself, and so may have no asterisk at all; under a body one marks a footnote. */
const headerOnly = new RegExp(String.raw`${marks}|\*+|[\r\n]+|\p{RGI_Emoji}`, "gv")

const emoji = new RegExp(String.raw`\p{RGI_Emoji}`, "gv")

/** What is left of a stretch when its marks are taken away: words, or a blank for a line break. */
const stripped = (text: string): string =>
  text
    .replaceAll(/^[*_~`]+|[*_~`]+$/g, "")
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll(emoji, "")

const found = (
  code: Finding.Code,
  { field, linkless }: Wording,
  pattern: RegExp,
  message: string,
  suggestion: (text: string) => string
): ReadonlyArray<Finding.Finding> =>
  [...linkless.matchAll(pattern)].map(({ 0: text, index: start }) => {
    const end = start + text.length
    return Finding.stretch(code, field, { start, end }, message, suggestion(field.text.slice(start, end)))
  })

const emptyLines = /(?:\r?\n[^\S\r\n]*){2,}\r?\n/g
const wideBlanks = /\t| {5,}/g

const body = (wording: Wording): ReadonlyArray<Finding.Finding> => {
  const surplus = found(
    "body-emoji",
    wording,
    emoji,
    `more than ${Limits.bodyEmojisMax} emojis: reviews reject such a body`,
    () => ""
  ).slice(Limits.bodyEmojisMax, Limits.bodyEmojisMax + 1)
  return [
    ...found("body-line-breaks", wording, emptyLines, "at most two line breaks in a row", () => "\n\n"),
    ...found("body-blanks", wording, wideBlanks, "no tabs, and at most four blanks in a row", () => " "),
    ...surplus
  ]
}

/** Formatting of every text that the customer reads. */
export const formatting: Rule = ({ wording }) =>
  wording.flatMap((one) => {
    const { component } = one.field
    if (component.endsWith("header"))
      return found("header-formatting", one, headerOnly, "a header has no formatting, emojis or line breaks", stripped)
    if (component.endsWith("footer"))
      return found("footer-formatting", one, plainOnly, "a footer has no formatting, emojis or line breaks", stripped)
    if (component.endsWith("].text"))
      return found(
        "button-label-formatting",
        one,
        plainOnly,
        "a label has no formatting, emojis or line breaks",
        stripped
      )
    return component.endsWith("body") ? body(one) : []
  })
