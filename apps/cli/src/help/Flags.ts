import * as CommandTree from "./CommandTree.ts"

/** Words that the parser takes for the value of a flag. */
const taken = /^(?:true|1|y|yes|on|false|0|n|no|off)$/i

/**
 * A command line in which no flag takes the word behind it: `--lenient 1` is a flag and the number 1.
 *
 * The parser would read some words as the flag's value; so where one of them follows, the value is said. What follows `--` is left alone.
 */
export const explicit = (root: CommandTree.Entry, args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const { options } = CommandTree.find(root, args)
  const flags = new Set(options.filter(({ value }) => value === "").flatMap(({ aliases, name }) => [name, ...aliases]))
  const end = args.indexOf("--")
  return args.flatMap((arg, index) => {
    const next = args[index + 1]
    const isBefore = end < 0 || index < end
    return isBefore && flags.has(arg) && next !== undefined && taken.test(next) ? [arg, "true"] : [arg]
  })
}
