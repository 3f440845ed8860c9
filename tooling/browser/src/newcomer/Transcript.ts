/**
 * Whether a program printed what a page says that it prints.
 *
 * What differs from run to run is written in a page as it was once: ids, numbers of alerts, addresses on this machine, times and spans. Those that name
 * something stand for it throughout, so what is typed later with one of them is typed with the real one. `…` is any rest of a line, and any lines where it
 * stands alone. How far apart words stand is not compared: columns are as wide as what is in them.
 */

/** What each id, number and address of the page is in this run. */
export type Names = ReadonlyMap<string, string>

/** What varies: how it is found in the page, and what it may be in the run. */
interface Varying {
  readonly found: string
  readonly may: string
  /** Whether it names something, which it then stands for throughout. */
  readonly names: boolean
}

const naming = (may: string): Varying => ({ found: may, may, names: true })
const passing = (may: string): Varying => ({ found: may, may, names: false })

const varying: ReadonlyArray<Varying> = [
  naming("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
  // The public part of an API key.
  naming("\\b[0-9a-f]{16}\\b"),
  naming("127\\.0\\.0\\.1:\\d+"),
  // An alert, in the first column of a row, in its heading and in a command about it.
  { found: "^\\d+(?= (?:critical|warning|info) )|(?<=\\balerts? (?:\\w+ )?)\\d+", may: "\\d+", names: true },
  passing("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{3})?Z"),
  passing("\\d{2}:\\d{2}:\\d{2}"),
  { found: "\\b[\\d.,]+ (?:ms|s|min|h)\\b", may: "[\\d.,]+ \\w+", names: false },
  { found: "…", may: ".*", names: false }
]

/** Each in a group of its own, so that the group tells which it is. */
const any = (of: ReadonlyArray<Varying>) => new RegExp(of.map(({ found }) => `(${found})`).join("|"), "g")
const inLine = any(varying)
const inCommand = any(varying.filter(({ names }) => names))

/** The same news, told later: a message may have gone on before it is looked at. */
const later: ReadonlyMap<string, string> = new Map([
  ["delivered: it is on the recipient's phone", "read: the recipient has read it"]
])

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

const spaced = (text: string): string => text.trim().replace(/\s+/g, " ")

/** A line of the page as a pattern, and the names in it that are not known yet, in the order of the pattern's groups. */
const patternOf = (line: string, names: Names): { readonly pattern: RegExp; readonly free: ReadonlyArray<string> } => {
  const free: Array<string> = []
  let source = ""
  let at = 0
  for (const match of line.matchAll(inLine)) {
    const [token, ...groups] = match
    source += quoted(line.slice(at, match.index))
    at = match.index + token.length
    const kind = varying[groups.findIndex((group) => group !== undefined)]
    const known = names.get(token)
    if (kind === undefined) source += quoted(token)
    else if (!kind.names) source += kind.may
    else if (known !== undefined) source += quoted(known)
    else {
      free.push(token)
      source += `(${kind.may})`
    }
  }
  return { pattern: new RegExp(`^${source}${quoted(line.slice(at))}$`), free }
}

const isRest = (line: string): boolean => line === "…"

const within = (expected: ReadonlyArray<string>, printed: ReadonlyArray<string>, names: Names): Names | null => {
  const [line, ...rest] = expected
  if (line === undefined) return printed.length === 0 ? names : null
  if (isRest(line)) {
    for (let skipped = 0; skipped <= printed.length; skipped++) {
      const found = within(rest, printed.slice(skipped), names)
      if (found !== null) return found
    }
    return null
  }
  const [first, ...others] = printed
  if (first === undefined) return null
  if (later.get(line) === first) return within(rest, others, names)
  const { free, pattern } = patternOf(line, names)
  const match = pattern.exec(first)
  if (match === null) return null
  const learned = free.map((name, index) => [name, match[index + 1] ?? ""] as const)
  return within(rest, others, new Map([...names, ...learned]))
}

/** The names with those that this output gives; null where the page says otherwise. */
export const match = (expected: ReadonlyArray<string>, printed: string, names: Names): Names | null => {
  const lines = printed
    .split("\n")
    .map(spaced)
    .filter((line) => line !== "")
  return within(expected.map(spaced), lines, names)
}

/** A text of the page with its ids, numbers and addresses as they are in this run. */
export const real = (text: string, names: Names): string => text.replace(inCommand, (name) => names.get(name) ?? name)
