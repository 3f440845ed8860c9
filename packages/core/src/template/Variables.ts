/**
 * The variables of a template's text: `{{1}}` by position, `{{first_name}}` by name (CLOUD_API 3.7).
 *
 * `Malformed` is what stands in double braces and is neither, and double braces that do not close. Positions in the text are UTF-16
 * units, as string methods count.
 */
export type Variable = {
  readonly start: number
  readonly end: number
  /** With its braces, as written. */
  readonly text: string
} & (
  | { readonly _tag: "Positional"; readonly number: number }
  | { readonly _tag: "Named"; readonly name: string }
  | { readonly _tag: "Malformed"; readonly inside: string }
)

/** In double braces; or braces left over. What stands inside has no braces, so that the search is linear. */
const pattern = /\{\{([^{}]*)\}\}|\{{2,}|\}{2,}/g

/** At most four digits: no template has ten thousand variables, and the number stays exact. */
const positional = /^[1-9]\d{0,3}$/

const named = /^[a-z_]+$/

/** Every variable of a text, in order. */
export const parse = (text: string): ReadonlyArray<Variable> =>
  [...text.matchAll(pattern)].map((match): Variable => {
    const [whole, inside = ""] = match
    const place = { start: match.index, end: match.index + whole.length, text: whole }
    if (positional.test(inside)) return { ...place, _tag: "Positional", number: Number(inside) }
    return named.test(inside) ? { ...place, _tag: "Named", name: inside } : { ...place, _tag: "Malformed", inside }
  })

/** What tells one variable from another: its number or its name; null where it is malformed. */
const key = (variable: Variable): string | null => {
  switch (variable._tag) {
    case "Positional":
      return String(variable.number)
    case "Named":
      return variable.name
    case "Malformed":
      return null
  }
}

/** The different variables of a text, by their keys, in the order in which values are given: positions rise, names as they appear. */
export const keys = (text: string): ReadonlyArray<string> => {
  const found = [...new Set(parse(text).flatMap((variable) => key(variable) ?? []))]
  return found.every((one) => positional.test(one)) ? found.toSorted((a, b) => Number(a) - Number(b)) : found
}

/** The text with its variables replaced by what `value` gives for them; null leaves one as it is. */
export const hydrate = (text: string, value: (key: string) => string | null): string =>
  text.replace(pattern, (whole: string, inside: string | undefined) =>
    inside !== undefined && (positional.test(inside) || named.test(inside)) ? (value(inside) ?? whole) : whole
  )
