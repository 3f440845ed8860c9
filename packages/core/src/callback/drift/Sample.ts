/**
 * What a value looks like, without the value: whoever reads about drift needs its shape, and nobody's number, name or words (SPEC WH-09).
 *
 * One kind of value is shown: a word of the format (`status`, `type` and the like), written as the platform writes its own words, since the new word is the
 * news. Field names are shown too, but for those that are values themselves.
 */

/** Fields whose value is a word of the format and never of a person. */
const wordFields: ReadonlySet<string> = new Set([
  "status",
  "type",
  "field",
  "event",
  "category",
  "decision",
  "reason",
  "object",
  "origin",
  "state"
])

/** A word of a format: letters, in one case, joined by `_`. */
const word = /^(?:[a-z]+(?:_[a-z]+)*|[A-Z]+(?:_[A-Z]+)*)$/

const wordCharactersMax = 40
const fieldsMax = 8
const depthMax = 3
const sampleCharactersMax = 240

/** A name that is one, and no value used as a name. */
const nameOf = (name: string): string => (/^[A-Za-z_][A-Za-z_.-]{0,39}\d{0,2}$/.test(name) ? name : "*")

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`

const shapeOf = (value: unknown, depth: number): string => {
  switch (typeof value) {
    case "string":
      return `text of ${value.length}`
    case "number":
      return Number.isInteger(value) ? "whole number" : "number"
    case "boolean":
      return "true or false"
    case "object": {
      if (value === null) return "null"
      if (Array.isArray(value)) {
        if (value.length === 0 || depth === 0) return `list of ${value.length}`
        return `list of ${value.length} [${shapeOf(value[0], depth - 1)}]`
      }
      const fields = Object.entries(value)
      if (depth === 0) return plural(fields.length, "field")
      const shown = fields.slice(0, fieldsMax).map(([name, inner]) => `${nameOf(name)}: ${shapeOf(inner, depth - 1)}`)
      const rest = fields.length > fieldsMax ? [`and ${fields.length - fieldsMax} more`] : []
      return `{${[...shown, ...rest].join(", ")}}`
    }
    default:
      return "nothing"
  }
}

/** The last field's name in a path. */
const lastOf = (path: string): string => path.slice(path.lastIndexOf(".") + 1).replaceAll(/\[\d*\]$/g, "")

/** The shape of the value at a path, at most 240 characters. Total over whatever JSON can hold. */
export const of = (path: string, value: unknown): string => {
  if (
    typeof value === "string" &&
    value.length <= wordCharactersMax &&
    word.test(value) &&
    wordFields.has(lastOf(path))
  ) {
    return `the word ${value}`
  }
  const shape = shapeOf(value, depthMax)
  return shape.length <= sampleCharactersMax ? shape : `${shape.slice(0, sampleCharactersMax - 1)}…`
}
