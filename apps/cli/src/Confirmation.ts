import * as Options from "@effect/cli/Options"
import { Effect } from "effect"
import * as ExitCode from "./ExitCode.ts"
import * as Output from "./Output.ts"

/** `--yes`, the same on every command that changes what cannot be had back. */
export const yes: Options.Options<boolean> = Options.boolean("yes").pipe(
  Options.withDescription("do it without asking; needed where nobody is at a terminal")
)

/** `--dry-run`, the same on every command that can tell what it would do. */
export const dryRun: Options.Options<boolean> = Options.boolean("dry-run").pipe(
  Options.withDescription("only tell what would be done")
)

const affirmed = /^\s*(?:y|yes)\s*$/i

/**
 * Goes on where a person says so, or `--yes` said it before. A script that forgot it is refused as a mistake of usage: nothing was done.
 *
 * @param what what is about to happen, as `template order_update would be handed in`
 */
export const asked = (
  what: string,
  isSure: boolean
): Effect.Effect<void, ExitCode.UsageError | ExitCode.CommandFailed, Output.Output> =>
  Effect.gen(function* () {
    if (isSure) return
    const { ask } = yield* Output.Output
    const answer = yield* ask(`${what}. Go on? [y/N]`)
    if (answer === null) return yield* new ExitCode.UsageError({ message: `${what}: say --yes to do it` })
    if (!affirmed.test(answer)) return yield* new ExitCode.CommandFailed({ message: "nothing was done" })
  })
