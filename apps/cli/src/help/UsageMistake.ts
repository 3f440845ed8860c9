import type * as ValidationError from "@effect/cli/ValidationError"
import * as NearestWord from "@sluice/engine/settings/NearestWord"
import * as CommandTree from "./CommandTree.ts"
import * as HelpText from "./HelpText.ts"

/** What is wrong with a command line, in our words: where, why, and what to do. */
export interface UsageMistake {
  /** The option, the argument or the word that it is about; empty where it is the whole. */
  readonly at: string
  readonly message: string
  readonly remedy: string
}

const called = (entry: CommandTree.Entry): string => ["sluice", ...entry.words].join(" ")

const meant = (word: string, known: ReadonlyArray<string>): string => {
  const near = NearestWord.of(word, known)
  return near === null ? "" : `; did you mean ${near}?`
}

/** The option before a value, in either way of writing. */
const optionOf = (args: ReadonlyArray<string>, value: string): string | null => {
  const together = args.find((arg) => arg.startsWith("--") && arg.endsWith(`=${value}`))
  if (together !== undefined) return together.slice(0, together.indexOf("="))
  const before = args[args.indexOf(value) - 1]
  return before !== undefined && before.startsWith("-") ? before : null
}

/** What an option or an argument is, behind what is wrong with it; nothing where its help says nothing. */
const meaning = (entry: CommandTree.Entry, name: string): string => {
  const description = [...entry.options, ...entry.args].find((setting) => setting.name === name)?.description ?? ""
  return description === "" ? "" : `: ${description}`
}

/** An option whose value is none of its choices. */
const misChosen = (entry: CommandTree.Entry, args: ReadonlyArray<string>, choices: string) => {
  for (const option of entry.options.filter((one) => one.choices.join(", ") === choices)) {
    const at = args.indexOf(option.name)
    const value =
      at < 0 ? args.find((arg) => arg.startsWith(`${option.name}=`))?.slice(option.name.length + 1) : args[at + 1]
    if (value !== undefined && !option.choices.includes(value)) return { name: option.name, value }
  }
  return null
}

/**
 * Says in our words what the parser has found. It names options that are not there by what was meant, and values by the option that they stand behind,
 * which the parser leaves out.
 */
export const of = (
  root: CommandTree.Entry,
  args: ReadonlyArray<string>,
  error: ValidationError.ValidationError
): UsageMistake => {
  const entry = CommandTree.find(root, args)
  const remedy = `\`${called(entry)} --help\` shows how it is called`
  const text = "error" in error ? HelpText.plain(error.error) : ""
  const mistake = (at: string, message: string): UsageMistake => ({ at, message, remedy })
  const first = args[entry.words.length]
  if (/^Invalid subcommand|^Missing command name/.test(text) || (entry.subcommands.length > 0 && first !== undefined)) {
    const known = entry.subcommands.map(({ words }) => words.at(-1) ?? "")
    return first === undefined || first.startsWith("-")
      ? mistake("", `${called(entry)} needs one of ${known.join(", ")}`)
      : mistake(
          first,
          `there is no \`${called(entry)} ${first}\`${meant(first, known) || `; there is ${known.join(", ")}`}`
        )
  }
  const unknown = /^Received unknown argument: '(.*)'$/s.exec(text)?.[1]
  if (unknown !== undefined) {
    return unknown.startsWith("-")
      ? mistake(
          unknown,
          `unknown option ${unknown}${meant(
            unknown,
            entry.options.map(({ name }) => name)
          )}`
        )
      : mistake(unknown, `${JSON.stringify(unknown)} is one word too many`)
  }
  const missing = /^Expected to find option: '(.*)'$/.exec(text)?.[1] ?? /^Missing argument (<.*>)/.exec(text)?.[1]
  if (missing !== undefined) return mistake(missing, `${missing} is missing${meaning(entry, missing)}`)
  const valueless = /^Expected a value following option: '(.*)'$/.exec(text)?.[1]
  if (valueless !== undefined)
    return mistake(valueless, `${valueless} stands without its value${meaning(entry, valueless)}`)
  const choices = /^Expected one of the following cases: (.*)$/.exec(text)?.[1]
  if (choices !== undefined) {
    const wrong = misChosen(entry, args, choices)
    return wrong === null
      ? mistake("", `expected one of ${choices}`)
      : mistake(wrong.name, `${wrong.name} ${wrong.value}: it takes one of ${choices}`)
  }
  const [, value, kind] = /^'(.*)' is not an? (.*)$/s.exec(text) ?? []
  if (value !== undefined && kind !== undefined) {
    const option = optionOf(args, value)
    const wanted = kind.startsWith("integer") ? "a whole number" : kind.startsWith("float") ? "a number" : `a ${kind}`
    return mistake(
      option ?? value,
      `${option === null ? JSON.stringify(value) : `${option} ${value}`}: it takes ${wanted}`
    )
  }
  const moment = /Unable to decode "(.*)" into a DateTime/.exec(text)?.[1]
  if (moment !== undefined) {
    const option = optionOf(args, moment) ?? ""
    return mistake(option, `${option} ${moment}: it takes a time, as 2026-07-01T00:00:00Z`)
  }
  const named = /--[\w-]+/.exec(text)?.[0]
  if (named !== undefined || text === "")
    return mistake(named ?? "", text === "" ? "the command is not called so" : text)
  // What a schema says of an argument does not name it.
  const word = entry.args.length === 1 && first !== undefined && !first.startsWith("-") ? first : null
  return mistake(word ?? "", word === null ? text : `${JSON.stringify(word)}: ${text}`)
}
