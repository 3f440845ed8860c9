/**
 * Whether a program printed what a page says that it prints.
 *
 * What differs from run to run is written in a page as it was once: ids, addresses on this machine, times and spans. Ids and addresses stand for one thing
 * throughout, so what is typed later with one of them is typed with the real one. `…` is any rest of a line, and any lines where it stands alone.
 * How far apart words stand is not compared: columns are as wide as what is in them.
 */

/** What each id and address of the page is in this run. */
export type Names = ReadonlyMap<string, string>

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
const key = "\\b[0-9a-f]{16}\\b"
const address = "127\\.0\\.0\\.1:\\d+"
const moment = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{3})?Z"
const clock = "\\d{2}:\\d{2}:\\d{2}"
const span = "\\b[\\d.,]+ (?:ms|s|min|h)\\b"

const named: ReadonlyArray<string> = [uuid, key, address]
const varying = new RegExp(`(${named.join("|")})|(${[moment, clock, span].join("|")})|(…)`, "g")
const named1 = new RegExp(named.join("|"), "g")

/** The same news, told later: a message may have gone on before it is looked at. */
const later: ReadonlyMap<string, string> = new Map([
  ["delivered: it is on the recipient's phone", "read: the recipient has read it"]
])

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

const spaced = (text: string): string => text.trim().replace(/\s+/g, " ")

/** A line of the page as a pattern, and the ids in it, in the order of the pattern's groups. */
const patternOf = (line: string, names: Names): { readonly pattern: RegExp; readonly free: ReadonlyArray<string> } => {
  const free: Array<string> = []
  let source = ""
  let at = 0
  for (const match of line.matchAll(varying)) {
    const [token, name, other] = match
    source += quoted(line.slice(at, match.index))
    at = match.index + token.length
    if (name !== undefined) {
      const known = names.get(name)
      if (known === undefined) free.push(name)
      source +=
        known === undefined ? `(${named.find((form) => new RegExp(`^${form}$`).test(name)) ?? uuid})` : quoted(known)
    } else if (other === undefined) source += ".*"
    else
      source += new RegExp(`^${span}$`).test(other)
        ? String.raw`[\d.,]+ \w+`
        : new RegExp(`^${clock}$`).test(other)
          ? clock
          : moment
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
  return match === null
    ? null
    : within(rest, others, new Map([...names, ...free.map((name, index) => [name, match[index + 1] ?? ""] as const)]))
}

/** The names with those that this output gives; null where the page says otherwise. */
export const match = (expected: ReadonlyArray<string>, printed: string, names: Names): Names | null => {
  const lines = printed
    .split("\n")
    .map(spaced)
    .filter((line) => line !== "")
  return within(expected.map(spaced), lines, names)
}

/** A text of the page with its ids and addresses as they are in this run. */
export const real = (text: string, names: Names): string => text.replace(named1, (name) => names.get(name) ?? name)
