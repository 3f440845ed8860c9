import { Console, Effect } from "effect"

/** Marks that set colours and weights. */
const marks = /\u001B\[[0-9;]*m/g

const bare = (value: unknown): unknown => (typeof value === "string" ? value.replaceAll(marks, "").trimEnd() : value)

const onTerminal = (stream: { readonly isTTY?: boolean }): boolean => stream.isTTY === true && !("NO_COLOR" in process.env)

/**
 * Help and usage errors without colours where no terminal reads them (`sluice --help | less`, a log). Everything else that a
 * command prints goes through `Output`.
 */
export const provided = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Console.consoleWith((console) => {
    const log = onTerminal(process.stdout) ? console.log : (...args: ReadonlyArray<unknown>) => console.log(...args.map(bare))
    const error = onTerminal(process.stderr)
      ? console.error
      : (...args: ReadonlyArray<unknown>) => console.error(...args.map(bare))
    return Effect.withConsole(effect, { ...console, log, error })
  })
