/** A command line of a help text, as a shell would take it apart. */
export interface Line {
  readonly variables: Readonly<Record<string, string>>
  /** Behind `sluice`. */
  readonly args: ReadonlyArray<string>
  /** The file that standard input comes from; null where it is not redirected. */
  readonly stdin: string | null
}

/** Words, with quotes taken off and what is redirected out left aside. */
export const line = (text: string): Line => {
  const words = [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? ""
  )
  const at = words.indexOf("sluice")
  const variables = Object.fromEntries(
    words.slice(0, at).map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)])
  )
  const rest = words.slice(at + 1)
  const out = rest.indexOf(">")
  const shown = out < 0 ? rest : [...rest.slice(0, out), ...rest.slice(out + 2)]
  const input = shown.indexOf("<")
  return input < 0
    ? { variables, args: shown, stdin: null }
    : { variables, args: [...shown.slice(0, input), ...shown.slice(input + 2)], stdin: shown[input + 1] ?? null }
}
