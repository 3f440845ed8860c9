import * as CommandLine from "@sluice/cli/CommandLine"
import * as CommandTree from "@sluice/cli/help/CommandTree"
import * as Markdown from "./Markdown.ts"

/** `docs/cli.md`: every command, from the commands themselves. */
export const path = "docs/cli.md"

const introduction = `# Which commands are there?

\`sluice\` is run as \`npx -y pnpm@12.21.0 sluice …\` in a checkout. Below is what \`--help\` of each command says. Every example on this page is run by the tests.

- **For people, or for programs.** Results go to standard output, everything about the run to standard error. With \`--json\` a command prints one JSON
  value a line, and a failure is one JSON value on standard error, of the shape in which the server refuses (RFC 9457), with \`exitCode\` beside it.
- **Exit codes.** 0 good; 1 findings, or the work could not be done; 2 the command is not called so; 130 interrupted.
- **Which server.** Commands that talk to a server find it by \`--url\` and \`--key\`, by \`SLUICE_URL\` and \`SLUICE_API_KEY\`, or by the \`sluice up\` that runs in
  the working directory. Commands that work beside the server (\`keys\`, \`migrate\`, \`doctor\`) find the database in the same way: \`--database-url\`,
  \`SLUICE_DATABASE_URL\` or \`DATABASE_URL\`, or \`sluice up\`.
- **What changes things** asks first; \`--yes\` answers for scripts, which are refused without it. \`--dry-run\` tells what would be done.
- **Colours** are for terminals alone, and never where \`NO_COLOR\` is set. Progress is shown on standard error, where that is a terminal.
- **Flags** take no value: \`--json 1\` is the flag, and then the word \`1\`. \`-\` is standard input wherever a file is read.

## Completion

The words and options of every command, for the shell in use. \`sluice\` has to be found by that name:

\`\`\`sh
source <(sluice --completions bash)                            # bash; put it into ~/.bashrc
sluice --completions zsh > "\${fpath[1]}/_sluice"               # zsh; then start a new shell
sluice --completions fish > ~/.config/fish/completions/sluice.fish
\`\`\``

const command = (entry: CommandTree.Entry): string => ["sluice", ...entry.words].join(" ")

const value = ({ choices, value: kind }: CommandTree.Setting): string =>
  choices.length > 0 ? choices.map(Markdown.code).join(", ") : kind === "redacted" ? "secret" : kind

const notes = ({ description, isOptional, isRepeated }: CommandTree.Setting): string =>
  [Markdown.plain(description), isOptional ? "" : "**needed**", isRepeated ? "several times" : ""]
    .filter((note) => note !== "")
    .join("; ")

const settings = (entry: CommandTree.Entry): string => {
  const all = [...entry.args, ...entry.options]
  return all.length === 0
    ? ""
    : Markdown.table(
        ["option", "value", "what it is"],
        all.map((setting) => [
          [setting.name, ...setting.aliases].map(Markdown.code).join(", "),
          value(setting),
          notes(setting)
        ])
      )
}

const section = (entry: CommandTree.Entry): ReadonlyArray<string> => [
  `${"#".repeat(entry.words.length + 1)} ${Markdown.code(command(entry))}`,
  Markdown.plain(entry.summary),
  entry.examples.length === 0 ? "" : `\`\`\`sh\n${entry.examples.join("\n")}\n\`\`\``,
  settings(entry)
]

/** The page. */
export const render = (): string => {
  const entries = CommandTree.all(CommandLine.tree).filter(({ words }) => words.length > 0)
  return Markdown.page([Markdown.generated("npx -y pnpm@12.21.0 pages"), introduction, ...entries.flatMap(section)])
}

/** How many commands there are. */
export const count = (): number =>
  CommandTree.all(CommandLine.tree).filter(({ subcommands }) => subcommands.length === 0).length
