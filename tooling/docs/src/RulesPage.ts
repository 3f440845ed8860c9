import { shipped } from "@sluice/core/policy/Policy"
import * as Markdown from "./Markdown.ts"
import * as PolicyLeaf from "./PolicyLeaf.ts"
import type { Pending, Rule } from "./Rule.ts"
import * as RuleCheck from "./RuleCheck.ts"
import * as Rules from "./Rules.ts"
import type { Evidence } from "./Workspace.ts"

/** `docs/rules.md`: every rule with its modules, its tests, its default and how to change it. */
export const path = "docs/rules.md"

const up = (file: string): string => `../${file}`

/** `core` for `packages/core/src/phone/E164.ts`. */
const packageOf = (file: string): string => file.split("/")[1] ?? file

/** `phone/E164` for the same. */
const moduleOf = (file: string): string => file.split("/").slice(3).join("/").replace(/\.ts$/, "")

const anchor = (id: string): string => `#${id.toLowerCase()}`

const sum = ({ tests }: Evidence): number => tests.reduce((all, { names }) => all + names.length, 0)

const counted = (count: number, word: string): string => `${count} ${count === 1 ? word : `${word}s`}`

const rows = (paths: ReadonlyArray<string>, leaves: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
  paths.flatMap((place) =>
    leaves
      .filter((leaf) => PolicyLeaf.isWithin(place, leaf))
      .map((leaf) => [
        Markdown.code(leaf),
        PolicyLeaf.written(shipped.guide, leaf),
        PolicyLeaf.written(shipped["cloud-api"], leaf)
      ])
  )

const defaults = (paths: ReadonlyArray<string>, leaves: ReadonlyArray<string>): string =>
  paths.length === 0 ? "" : Markdown.table(["default", "`guide`", "`cloud-api`"], rows(paths, leaves))

/** The rule's own package first, then the others by name. */
const byPackage = (
  house: string,
  files: ReadonlyArray<string>
): ReadonlyArray<readonly [string, ReadonlyArray<string>]> => {
  const groups = Object.entries(Object.groupBy(files, packageOf)).map(([name, of = []]) => [name, of] as const)
  const first = packageOf(`${house}/`)
  return groups.toSorted(([a], [b]) => Number(b === first) - Number(a === first) || (a < b ? -1 : 1))
}

const modules = (rule: Rule, { modules: files }: Evidence): string =>
  files.length === 0
    ? ""
    : `- **Lives in** ${byPackage(rule.house, files)
        .map(
          ([name, of]) =>
            `${name}: ${of.map((file) => Markdown.link(Markdown.code(moduleOf(file)), up(file))).join(", ")}`
        )
        .join("; ")}`

const change = ({ fixed, policy }: Rule): string => {
  const reason = fixed === null ? "" : ` ${fixed}`
  return policy.length === 0 ? `- **Fixed:**${reason}` : `- **Change it** by an override of the values above.${reason}`
}

const pending = (parts: ReadonlyArray<Pending>): string =>
  parts.map(({ in: house, what }) => `- **Not yet**, in ${Markdown.code(house)}: ${what}.`).join("\n")

/** The places that a table of cases fills in a name: `%s`, `$name`. */
const blanks = /%[sdifjoO#]|\$[a-z]\w*/g

const tests = (evidence: Evidence): string => {
  const count = sum(evidence)
  if (count === 0) return ""
  const files = evidence.tests.map(
    ({ names, path: file }) =>
      `- ${Markdown.link(Markdown.code(file), up(file))}\n${names.map((name) => `  - ${Markdown.plain(name.replaceAll(blanks, "…"))}`).join("\n")}`
  )
  return `<details><summary>${counted(count, "test")}</summary>\n\n${files.join("\n")}\n\n</details>`
}

const section = (rule: Rule, evidence: Evidence, leaves: ReadonlyArray<string>): ReadonlyArray<string> => [
  `### ${rule.id}`,
  `${rule.title}.`,
  defaults(rule.policy, leaves),
  [modules(rule, evidence), change(rule), pending(rule.pending)].filter((line) => line !== "").join("\n"),
  tests(evidence)
]

const standing = (rule: Rule, evidence: Evidence): string => {
  if (!RuleCheck.isKept(rule, evidence)) return "not yet"
  return rule.pending.length === 0 ? "kept" : "in part"
}

const overview = (evidence: (id: string) => Evidence): string =>
  Markdown.table(
    ["rule", "what it says", "package", "standing", "tests"],
    Rules.all.map((rule) => [
      Markdown.link(rule.id, anchor(rule.id)),
      rule.title,
      packageOf(`${rule.house}/`),
      standing(rule, evidence(rule.id)),
      String(sum(evidence(rule.id)))
    ])
  )

const introduction = `# Rules

What Sluice keeps to, rule by rule: where it is decided, which tests prove it, what its default is, and how to change it. Code, tests and
documents cite a rule by its id.

**Defaults** are values of a policy, in milliseconds, bytes and shares; here they are written for people. Two policies ship, \`guide\` and
\`cloud-api\`. An account takes one of them by name and replaces parts of it (\`policyOverrides\` in the accounts file); a program calls
\`Policy.override\`, as [an example](examples/override-the-policy.ts) shows.

**Standing**: *kept* by its package; *in part*, where something named is still missing; *not yet*. A rule of the core that has no module,
no test or no word on its default fails the build, and so does a part that is said to be missing and is there.`

const beyond = (leaves: ReadonlyArray<string>): ReadonlyArray<string> => [
  "## Defaults beyond the rules",
  "What no rule speaks of. Together with the rules' defaults, this is the whole policy.",
  Markdown.table(
    ["default", "`guide`", "`cloud-api`", "what it is", "from"],
    Rules.beyond.flatMap(({ about, path: place, source }) =>
      rows([place], leaves).map((cells) => [...cells, about, source])
    )
  )
]

/** The page, from what the workspace holds now. */
export const render = (evidence: (id: string) => Evidence, leaves = PolicyLeaf.leaves()): string =>
  Markdown.page([
    Markdown.generated("npx -y pnpm@12.21.0 pages"),
    introduction,
    overview(evidence),
    ...Rules.chapters.flatMap((chapter) => [
      `## ${chapter.title}`,
      ...chapter.rules.flatMap((rule) => section(rule, evidence(rule.id), leaves))
    ]),
    ...beyond(leaves)
  ])
