import * as CommandLine from "@sluice/cli/CommandLine"
import * as CommandTree from "@sluice/cli/help/CommandTree"
import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import * as Words from "./Words.ts"

const root = fileURLToPath(new URL("../../../../", import.meta.url))

const pages = globSync(["README.md", "docs/**/*.md", "{apps,packages,tooling}/*/README.md", "deploy/**/*.md"], {
  cwd: root
})

/** A command line in a block of a page: variables, `sluice`, and what follows up to a comment, a pipe or the end of the line. */
const typed = /^(?:\$ )?(?:npx -y pnpm@\S+ )?((?:[A-Z_]+=\S+ )*sluice(?: .*?)?)(?:\s+#.*| \| .*| && .*|;.*)?$/

/** What every command takes besides its own options. */
const everywhere: ReadonlySet<string> = new Set(["--help", "--version", "--completions"])

/** Command lines of a page, each in one line as a shell reads it. */
const linesOf = (page: string): ReadonlyArray<string> =>
  [...readFileSync(`${root}${page}`, "utf8").matchAll(/^ *```[a-z]*\n([\s\S]*?)^ *```/gm)].flatMap(([, block = ""]) =>
    block
      .replaceAll(/\\\n\s*/g, "")
      .split("\n")
      .flatMap((line) => typed.exec(line.trim())?.[1] ?? [])
  )

/** Why a command line cannot be what its page says; null where every word of it has its place. */
const faultOf = (text: string): string | null => {
  const { args } = Words.line(text)
  const entry = CommandTree.find(CommandLine.tree, args)
  const given: Array<string> = []
  for (let at = entry.words.length; at < args.length; at++) {
    const word = args[at] ?? ""
    if (!word.startsWith("-") || word === "-") {
      given.push(word)
      continue
    }
    const [name = word, value] = word.split("=", 2)
    const option = entry.options.find((one) => one.name === name || one.aliases.includes(name))
    if (option === undefined && everywhere.has(name)) return null
    if (option === undefined) return `no option ${name}`
    const takes = option.value !== ""
    const follows = value ?? (takes ? args[++at] : undefined)
    if (takes && follows === undefined) return `${name} has no value`
    const isPlaceholder = follows === undefined || /[…A-Z]/.test(follows)
    if (takes && option.choices.length > 0 && !isPlaceholder && !option.choices.includes(follows)) {
      return `${name} is one of ${option.choices.join(", ")}`
    }
  }
  if (entry.subcommands.length > 0 && given.length > 0) return `no command ${given[0]}`
  if (entry.args.length === 0 && given.length > 0) return `one word too many: ${given[0]}`
  const needed = entry.args.filter(({ isOptional }) => !isOptional).length
  return given.length < needed ? `${entry.args[given.length]?.name} is missing` : null
}

const lines = pages.flatMap((page) => linesOf(page).map((text) => ({ page, text })))

describe("command lines on pages", () => {
  it("are found", () => {
    expect(lines.length).toBeGreaterThan(100)
    expect(faultOf("sluice numbers chek +1")).not.toBeNull()
    expect(faultOf("sluice messages ls --stat failed")).toBe("no option --stat")
    expect(faultOf("sluice messages why")).not.toBeNull()
  })

  it.each(pages.filter((page) => linesOf(page).length > 0))("of %s are ones that there are", (page) => {
    const faults = linesOf(page).map((text) => ({ text, fault: faultOf(text) }))
    expect(faults.filter(({ fault }) => fault !== null)).toEqual([])
  })
})
