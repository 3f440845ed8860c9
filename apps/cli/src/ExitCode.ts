import * as ValidationError from "@effect/cli/ValidationError"
import { Cause, Data, Effect, Exit, Option } from "effect"
import * as Output from "./Output.ts"

/** The command did its work, and what it looked at is not in order. The findings are already printed. */
export class FindingsFound extends Data.TaggedError("FindingsFound")<{ readonly errors: number }> {}

/** The command was called in a way that makes no sense: unknown options, arguments that contradict, files that are not there. */
export class UsageError extends Data.TaggedError("UsageError")<{ readonly message: string }> {}

/** The command could not do its work. */
export class CommandFailed extends Data.TaggedError("CommandFailed")<{ readonly message: string }> {}

/** Everything that a command may fail with on purpose. */
export type Failure = FindingsFound | UsageError | CommandFailed | Output.OutputClosed

/** Exit codes by failure: 0 good, 1 findings or failure, 2 usage. */
const codes: Readonly<Record<Failure["_tag"], number>> = {
  FindingsFound: 1,
  UsageError: 2,
  CommandFailed: 1,
  OutputClosed: 0
}

/** What shells expect of a process that was interrupted: 128 and the number of the signal. */
const interrupted = 130

const isFailure = (error: unknown): error is Failure =>
  typeof error === "object" &&
  error !== null &&
  "_tag" in error &&
  typeof error._tag === "string" &&
  error._tag in codes

const codeOf = (error: unknown): number => {
  if (isFailure(error)) return codes[error._tag]
  return ValidationError.isValidationError(error) ? 2 : 1
}

/** What is still to be said about an error on stderr; null when it has been said, or says itself. */
const explain = (error: unknown): string | null => {
  if (isFailure(error)) return error._tag === "UsageError" || error._tag === "CommandFailed" ? error.message : null
  if (ValidationError.isValidationError(error)) return null
  return error instanceof Error ? error.message : String(error)
}

/**
 * The exit code of a finished command, and its last words on stderr.
 *
 * A defect is a mistake in this program: its cause is printed in full.
 */
export const report = (exit: Exit.Exit<unknown, unknown>): Effect.Effect<number, never, Output.Output> =>
  Effect.gen(function* () {
    if (Exit.isSuccess(exit)) return 0
    if (Cause.isInterruptedOnly(exit.cause)) return interrupted
    const { note } = yield* Output.Output
    const failure = Cause.failureOption(exit.cause)
    if (Option.isNone(failure)) {
      yield* note(`sluice: internal error\n${Cause.pretty(exit.cause)}`)
      return 1
    }
    const words = explain(failure.value)
    if (words !== null) yield* note(`sluice: ${words}`)
    return codeOf(failure.value)
  })
