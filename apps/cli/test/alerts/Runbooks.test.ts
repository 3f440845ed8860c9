import * as CommandLine from "@sluice/cli/CommandLine"
import * as CommandTree from "@sluice/cli/help/CommandTree"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import { shipped } from "@sluice/core/policy/Policy"
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

const docs = new URL("../../../../docs/", import.meta.url)
const directory = new URL("operations/", docs)

const rules = new Map(Object.values(shipped).flatMap((policy) => [...Rulebook.fromPolicy(policy).byId]))
const runbook = (id: string): string => readFileSync(new URL(`${id}.md`, directory), "utf8")

/** What is wrong with a command line as a text names it: its words, and its options; null where there is such a command. */
const wrong = (line: string): string | null => {
  const words = line.split(/\s+/).slice(1)
  const { options, subcommands, words: path } = CommandTree.find(CommandLine.tree, words)
  if (path.length === 0 || subcommands.length > 0) return `${line}: there is no such command`
  const known = new Set(options.flatMap(({ aliases, name }) => [name, ...aliases]))
  const unknown = words.filter((word) => word.startsWith("--") && !known.has(word))
  return unknown.length === 0 ? null : `${line}: it has no ${unknown.join(", ")}`
}

/** Whether a text in plain words begins with a command: whatever comes behind it goes on with the sentence. */
const isCommand = (line: string): boolean =>
  CommandTree.find(CommandLine.tree, line.split(" ").slice(1)).words.length > 0

/** Command lines in a text: in code, or in plain words as far as they are small letters. */
const commandsIn = (text: string): ReadonlyArray<string> => [
  ...[...text.matchAll(/`(sluice [^`]+)`/g)].map(([, line]) => line ?? ""),
  ...[...text.matchAll(/^sluice .+$/gm)].map(([line]) => line)
]

describe("the pages on alerts", () => {
  it("every rule has its runbook, and there is none of a rule that is not there", () => {
    expect(readdirSync(directory).toSorted()).toEqual([...rules.keys()].map((id) => `${id}.md`).toSorted())
  })

  it.each([...rules.values()].map((rule) => [rule.id, rule] as const))(
    "%s: its page says what it means, what to look at, what to do, and when it ends",
    (id, rule) => {
      const text = runbook(id)
      const headings = [...text.matchAll(/^##? (.+)$/gm)].map(([, heading]) => heading)
      expect(headings).toEqual([id, "What does it mean?", "What do I look at?", "What do I do?", "When does it end?"])
      const flat = text.replaceAll(/\s+/g, " ")
      expect(flat).toContain(rule.means)
      for (const cite of rule.cites) expect(flat).toContain(cite)
      for (const other of rule.suppressedBy) expect(text).toContain(`(${other}.md)`)
    }
  )

  it("every command that a runbook or a remedy names is there", () => {
    const inCode = [...rules.keys()].flatMap((id) => commandsIn(runbook(id)))
    expect(inCode.length).toBeGreaterThan(80)
    expect(inCode.flatMap((line) => wrong(line) ?? [])).toEqual([])
    const inWords = [...rules.values()].flatMap(({ remedy }) => remedy.match(/sluice [a-z-]+(?: [a-z-]+)?/g) ?? [])
    expect(inWords.filter((line) => !isCommand(line))).toEqual([])
  })

  it("docs/alerts.md lists every rule with its severity, and names commands that are there", () => {
    const text = readFileSync(new URL("alerts.md", docs), "utf8")
    const listed = [...text.matchAll(/^\| \[([a-z-]+)\]\(operations\/[a-z-]+\.md\)\s*\| (\w+)/gm)]
    expect(new Map(listed.map(([, id, severity]) => [id, severity]))).toEqual(
      new Map([...rules.values()].map(({ id, severity }) => [id, severity]))
    )
    const lines = commandsIn(text).map((line) => line.split("#")[0]?.trim() ?? "")
    expect(lines.flatMap((line) => wrong(line) ?? [])).toEqual([])
  })

  it("every link between the pages leads somewhere", () => {
    const pages = new Set(readdirSync(directory))
    for (const id of rules.keys()) {
      for (const [, target = ""] of runbook(id).matchAll(/\]\(([a-z-]+\.md)\)/g)) expect(pages).toContain(target)
    }
  })
})
