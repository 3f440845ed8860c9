/**
 * Where a text stops being JSON. Parsers say so in words that differ from engine to engine, and often without the place, so this reads the
 * text once more by the grammar (RFC 8259); it is asked only about texts that a parser has refused.
 */

type Open = "{" | "["

/** What may come next: a value, the first item or key after a bracket, a key, a colon, or what ends an item. */
type Due = "value" | "first-item" | "first-key" | "key" | "colon" | "item-end"

const blank = /[ \t\n\r]*/y
const scalar =
  /"(?:[^"\\\p{Cc}]|[\u007F-\u009F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy

const lengthAt = (pattern: RegExp, text: string, index: number): number => {
  pattern.lastIndex = index
  return pattern.exec(text)?.[0].length ?? 0
}

const closes = (open: Open | undefined, sign: string): boolean =>
  open === "{" ? sign === "}" : open === "[" && sign === "]"

/** The sign itself where it is due; null where something else is. */
const stepSign = (due: Due, sign: string, open: Open | undefined): Due | "open" | "close" | null => {
  switch (due) {
    case "colon":
      return sign === ":" ? "value" : null
    case "item-end":
      if (sign === "," && open !== undefined) return open === "{" ? "key" : "value"
      return closes(open, sign) ? "close" : null
    case "first-key":
      return sign === "}" ? "close" : null
    case "first-item":
      if (sign === "]") return "close"
      return sign === "{" || sign === "[" ? "open" : null
    case "value":
      return sign === "{" || sign === "[" ? "open" : null
    case "key":
      return null
  }
}

/** What is due after a text, number or word; null where none may stand. */
const stepScalar = (due: Due, isText: boolean): Due | null => {
  switch (due) {
    case "value":
    case "first-item":
      return "item-end"
    case "key":
    case "first-key":
      return isText ? "colon" : null
    case "colon":
    case "item-end":
      return null
  }
}

/** The index of the first sign that is out of place: the length of the text where it ends too early. */
export const jsonFault = (text: string): number => {
  const stack: Array<Open> = []
  let due: Due = "value"
  let index = lengthAt(blank, text, 0)
  while (index < text.length) {
    const sign = text.charAt(index)
    const length = lengthAt(scalar, text, index)
    if (length > 0) {
      const next: Due | null = stepScalar(due, sign === '"')
      if (next === null) return index
      due = next
      index += length
    } else {
      const step = stepSign(due, sign, stack.at(-1))
      if (step === null) return index
      if (step === "open") {
        stack.push(sign === "{" ? "{" : "[")
        due = sign === "{" ? "first-key" : "first-item"
      } else if (step === "close") {
        stack.pop()
        due = "item-end"
      } else due = step
      index++
    }
    index += lengthAt(blank, text, index)
  }
  return index
}
