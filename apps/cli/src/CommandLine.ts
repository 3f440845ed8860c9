import * as CliConfig from "@effect/cli/CliConfig"
import * as Command from "@effect/cli/Command"
import { Console, Effect, Exit } from "effect"
import * as ExitCode from "./ExitCode.ts"
import * as CommandTree from "./help/CommandTree.ts"
import * as Flags from "./help/Flags.ts"
import * as UsageMistake from "./help/UsageMistake.ts"
import * as Output from "./Output.ts"
import * as Overview from "./Overview.ts"
import * as Sluice from "./Sluice.ts"

/** Every command there is, as its help tells it. */
export const tree: CommandTree.Entry = CommandTree.of(Sluice.command)

const formatOf = (args: ReadonlyArray<string>): Output.Format => {
  const end = args.indexOf("--")
  return (end < 0 ? args : args.slice(0, end)).includes("--json") ? "json" : "human"
}

/** Mistakes of usage are told by `ExitCode.report`, in our words; the parser's own are not printed. */
const withoutTheParsersWords = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Console.consoleWith(Effect.succeed), (console) =>
    Effect.withConsole(effect, { ...console, error: () => Effect.void })
  )

/** Runs a command line, without node and script, to its exit code. */
export const run = (args: ReadonlyArray<string>, version: string) =>
  Effect.gen(function* () {
    const command = Command.run(Sluice.command, { name: "sluice", version })
    const exit = yield* Overview.isAskedFor(args)
      ? Effect.exit(Output.line(Overview.text(version)))
      : Effect.exit(withoutTheParsersWords(command(["node", "sluice", ...Flags.explicit(tree, args)])))
    return yield* ExitCode.report(Exit.asVoid(exit), {
      format: formatOf(args),
      explain: (error) => UsageMistake.of(tree, args, error)
    })
  }).pipe(Effect.provide(CliConfig.layer({ showBuiltIns: false })))
