import * as CliConfig from "@effect/cli/CliConfig"
import type * as Command from "@effect/cli/Command"
import * as Descriptor from "@effect/cli/CommandDescriptor"
import * as HelpText from "./HelpText.ts"

/** An option or an argument of a command. */
export interface Setting {
  /** `--limit`, or `<file>` of an argument. */
  readonly name: string
  /** Shorter names, as `-v`. */
  readonly aliases: ReadonlyArray<string>
  /** What follows it: `text`, `integer`, `viewer | operator | admin`; empty for a flag, which takes nothing. */
  readonly value: string
  /** What it may be, where only these are allowed. */
  readonly choices: ReadonlyArray<string>
  readonly description: string
  readonly isOptional: boolean
  readonly isRepeated: boolean
}

/** One command, as its help tells it. */
export interface Entry {
  /** `["numbers", "check"]`; none for `sluice` itself. */
  readonly words: ReadonlyArray<string>
  readonly summary: string
  /** Command lines, each as it is typed. */
  readonly examples: ReadonlyArray<string>
  readonly args: ReadonlyArray<Setting>
  readonly options: ReadonlyArray<Setting>
  readonly subcommands: ReadonlyArray<Entry>
}

const config = CliConfig.make({ showBuiltIns: false })

type Node = Descriptor.Command<unknown>

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && Descriptor.TypeId in value

/** The library tells of subcommands no more than one level; below it, the tree is in the values themselves. */
const childrenOf = (node: unknown): ReadonlyArray<Node> => {
  if (typeof node !== "object" || node === null) return []
  if ("children" in node && Array.isArray(node.children)) return node.children.filter(isNode)
  return "command" in node ? childrenOf(node.command) : []
}

const nameOf = (node: Node): string => [...Descriptor.getNames(node)].join("")

const isOptionalLine = (line: string): boolean => line === "This setting is optional."
const isDefaultLine = (line: string): boolean => line.startsWith("This setting has a default value")
const isRepeatedLine = (line: string): boolean => /may be repeated/.test(line)
const choicesLine = /^One of the following: (.*)$/

/** Lines that the library writes itself, about the kind of a value; ours say what it means. */
const ofLibrary = [
  /^A user-defined piece of text/,
  /^A true or false value\.$/,
  /^An? (?:integer|floating point number|directory|file|either a file or a directory|date)/,
  /^This (?:setting|option|argument) /,
  /^One of the following: /,
  /^An existing /
]

/** `--verbose`, `(-v, --verbose)`: the names that a setting begins with. */
const names = /^\(?((?:--?[\w-]+(?:, )?)+)\)? ?/

const settingOf = ({ lines, name }: Extract<HelpText.Block, { readonly _tag: "Setting" }>): Setting => {
  const isArgument = name.startsWith("<")
  const all = isArgument ? [name.replace(/\.\.\.$/, "")] : (names.exec(name)?.[1]?.split(", ") ?? [])
  const [long = name, ...aliases] = all.toSorted((a, b) => b.length - a.length)
  const isFlag = lines.includes("A true or false value.")
  const isRepeated = lines.some(isRepeatedLine)
  const isNeeded = lines.some((line) => /at least/.test(line))
  return {
    name: long,
    aliases,
    value: isFlag || isArgument ? "" : name.replace(names, "").replace(/\.\.\.$/, ""),
    choices: lines.flatMap((line) => choicesLine.exec(line)?.[1]?.split(", ") ?? []),
    description: lines.filter((line) => !ofLibrary.some((pattern) => pattern.test(line))).join(" "),
    isOptional:
      isFlag || (isRepeated && !isNeeded) || lines.some((line) => isOptionalLine(line) || isDefaultLine(line)),
    isRepeated
  }
}

/** `Examples: $ a   $ b`, as `Example.described` writes them. */
const examplesOf = (paragraph: string): ReadonlyArray<string> =>
  paragraph
    .replace(/^Examples?: /, "")
    .split(/ {3}(?=\$ )/)
    .map((example) => example.replace(/^\$ /, ""))

const isExample = (paragraph: string): boolean => /^Examples?: \$ /.test(paragraph)

const entryOf = (node: Node, words: ReadonlyArray<string>): Entry => {
  let heading = ""
  const summary: Array<string> = []
  const examples: Array<string> = []
  const args: Array<Setting> = []
  const options: Array<Setting> = []
  for (const block of HelpText.blocks(Descriptor.getHelp(node, config))) {
    if (block._tag === "Heading") heading = block.text
    else if (block._tag === "Paragraph" && heading === "DESCRIPTION") {
      if (isExample(block.text)) examples.push(...examplesOf(block.text))
      else summary.push(block.text)
    } else if (block._tag === "Setting" && heading === "ARGUMENTS") args.push(settingOf(block))
    else if (block._tag === "Setting" && heading === "OPTIONS") options.push(settingOf(block))
  }
  return {
    words,
    summary: summary.join(" "),
    examples,
    args,
    options,
    subcommands: childrenOf(node).map((child) => entryOf(child, [...words, nameOf(child)]))
  }
}

/** Every command below one, as its help tells it. */
export const of = <Name extends string, R, E, A>(command: Command.Command<Name, R, E, A>): Entry =>
  entryOf(command.descriptor, [])

/** The command and everything below it. */
export const all = (entry: Entry): ReadonlyArray<Entry> => [entry, ...entry.subcommands.flatMap(all)]

/** The command that a command line begins with, as far as its words are known. */
export const find = (root: Entry, args: ReadonlyArray<string>): Entry => {
  const [word, ...rest] = args
  const next = root.subcommands.find(({ words }) => words.at(-1) === word)
  return next === undefined ? root : find(next, rest)
}
