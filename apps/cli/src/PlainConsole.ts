import { commandLine } from "@sluice/adapter-node/settings/CommandLineSettings"
import { Config, Console, Effect, Option } from "effect"
import { stripVTControlCharacters } from "node:util"

const bare = (value: unknown): unknown =>
  typeof value === "string" ? stripVTControlCharacters(value).trimEnd() : value

/** An empty value means unset (no-color.org). */
const isColourless = Config.map(commandLine.noColour.config, Option.isSome)

/**
 * Help and usage errors without colours where no terminal reads them (`sluice --help | less`, a log). Everything else that a
 * command prints goes through `Output`.
 */
export const provided = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.gen(function* () {
    const colourless = yield* Effect.orElseSucceed(isColourless, () => false)
    const console = yield* Console.consoleWith(Effect.succeed)
    const on = (stream: NodeJS.WriteStream, print: Console.Console["log"]): Console.Console["log"] =>
      stream.isTTY && !colourless ? print : (...args) => print(...args.map(bare))
    return yield* Effect.withConsole(effect, {
      ...console,
      log: on(process.stdout, console.log),
      error: on(process.stderr, console.error)
    })
  })
