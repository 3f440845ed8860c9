/**
 * A page of the documents that can be followed to the letter: what is typed and what is printed, what is clicked and what is seen.
 *
 * - A block of `console` is a terminal: a line that begins with `$ ` is typed, the lines below it are what it prints, on both streams.
 * - An item of a list that begins with "On the screen:" is a browser. In the order of the text, `<http://…>` is opened, `type … into …` fills a field in,
 *   what is bold is clicked, and what is code is seen.
 *
 * Everything else is for the reader alone.
 */
export type Step =
  | { readonly _tag: "Typed"; readonly line: number; readonly command: string; readonly prints: ReadonlyArray<string> }
  | { readonly _tag: "Watched"; readonly line: number; readonly acts: ReadonlyArray<Act> }

/** What a hand or an eye does at a screen. */
export type Act =
  | { readonly _tag: "Open"; readonly url: string }
  | { readonly _tag: "Fill"; readonly field: string; readonly value: string }
  | { readonly _tag: "Click"; readonly name: string }
  | { readonly _tag: "See"; readonly text: string }

const fence = /^```(\w*)$/
const prompt = "$ "
const screen = /^- On the screen: /

/** Bold text, code, an address, or a field with what is typed into it: in the order in which they stand. */
const act =
  /<(?<url>https?:[^>]+)>|type `(?<value>[^`]+)` into \*\*(?<field>[^*]+)\*\*|\*\*(?<name>[^*]+)\*\*|`(?<text>[^`]+)`/g

const actsOf = (text: string): ReadonlyArray<Act> =>
  [...text.matchAll(act)].flatMap(({ groups = {} }): ReadonlyArray<Act> => {
    const { field, name, text: seen, url, value } = groups
    if (url !== undefined) return [{ _tag: "Open", url }]
    if (field !== undefined && value !== undefined) return [{ _tag: "Fill", field, value }]
    if (name !== undefined) return [{ _tag: "Click", name }]
    return seen === undefined ? [] : [{ _tag: "See", text: seen }]
  })

/** A terminal's lines, each command with what follows it. One whose line ends with a backslash goes on in the next. */
const typed = (lines: ReadonlyArray<string>, first: number): ReadonlyArray<Step> => {
  const starts = lines.flatMap((text, index) => (text.startsWith(prompt) ? [index] : []))
  return starts.map((start, index) => {
    let end = start + 1
    while (lines[end - 1]?.endsWith("\\")) end++
    return {
      _tag: "Typed",
      line: first + start,
      command: lines.slice(start, end).join("\n").slice(prompt.length),
      prints: lines.slice(end, starts[index + 1] ?? lines.length).filter((text) => text.trim() !== "")
    }
  })
}

/** The steps of a page, in its order. `line` counts from 1. */
export const read = (page: string): ReadonlyArray<Step> => {
  const lines = page.split("\n")
  const steps: Array<Step> = []
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at] ?? ""
    const language = fence.exec(text)?.[1]
    if (language !== undefined) {
      const end = lines.indexOf("```", at + 1)
      if (language === "console") steps.push(...typed(lines.slice(at + 1, end), at + 2))
      at = end < 0 ? lines.length : end
      continue
    }
    if (!screen.test(text)) continue
    let end = at + 1
    while (/^ {2}\S/.test(lines[end] ?? "")) end++
    const item = lines.slice(at, end).map((part) => part.trim())
    steps.push({ _tag: "Watched", line: at + 1, acts: actsOf(item.join(" ")) })
    at = end - 1
  }
  return steps
}
