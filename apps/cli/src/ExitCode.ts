import * as ValidationError from "@effect/cli/ValidationError"
import type { Problem } from "@sluice/client/Problem"
import { Cause, Data, Effect, Exit, Option } from "effect"
import * as Failing from "./Failing.ts"
import type { UsageMistake } from "./help/UsageMistake.ts"
import * as Output from "./Output.ts"
import * as Remedy from "./Remedy.ts"

/** The command did its work, and what it looked at is not in order. The findings are already printed. */
export class FindingsFound extends Data.TaggedError("FindingsFound")<{ readonly errors: number }> {}

/** The command was called in a way that makes no sense: unknown options, arguments that contradict, files that are not there. */
export class UsageError extends Data.TaggedError("UsageError")<{ readonly message: string }> {}

/** The command could not do its work. `problem` is what the server said, where it was the server. */
export class CommandFailed extends Data.TaggedError("CommandFailed")<{
  readonly message: string
  readonly problem?: Problem
}> {}

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

/** What a failure is to whoever called; null where everything has been said, or nobody is left to hear it. */
const failingOf = (error: unknown, explain: Explain): Failing.Failing | null => {
  const failed = (more: Partial<Failing.Failing> & { readonly message: string }): Failing.Failing => ({
    code: 1,
    kind: "failed",
    problem: null,
    mistake: null,
    ...more
  })
  if (isFailure(error)) {
    const code = codes[error._tag]
    switch (error._tag) {
      case "FindingsFound":
      case "OutputClosed":
        return null
      case "UsageError":
        return failed({ code, kind: "usage", message: error.message })
      case "CommandFailed":
        return failed({ code, message: error.message, problem: error.problem ?? null })
    }
  }
  if (ValidationError.isValidationError(error)) {
    const mistake = explain(error)
    return failed({ code: 2, kind: "usage", message: mistake.message, mistake })
  }
  const message = error instanceof Error ? error.message : String(error)
  const remedy = Remedy.of(error)
  return failed({ message: remedy === null ? message : `${message}\n  ${remedy}` })
}

const codeOf = (error: unknown): number => (isFailure(error) ? codes[error._tag] : 1)

type Explain = (error: ValidationError.ValidationError) => UsageMistake

/** How a command is reported. */
export interface Options {
  readonly format: Output.Format
  /** What a command line that cannot be read is called in our words. */
  readonly explain: Explain
}

/**
 * The exit code of a finished command, and its last words on stderr: for people, or as one JSON value.
 *
 * A defect is a mistake in this program: its cause is printed in full.
 */
export const report = (
  exit: Exit.Exit<unknown, unknown>,
  { explain, format }: Options
): Effect.Effect<number, never, Output.Output> =>
  Effect.gen(function* () {
    if (Exit.isSuccess(exit)) return 0
    if (Cause.isInterruptedOnly(exit.cause)) return interrupted
    const { note } = yield* Output.Output
    const failure = Cause.failureOption(exit.cause)
    const failing: Failing.Failing | null = Option.isSome(failure)
      ? failingOf(failure.value, explain)
      : { code: 1, kind: "internal", message: Cause.pretty(exit.cause), problem: null, mistake: null }
    if (failing === null) return Option.isSome(failure) ? codeOf(failure.value) : 1
    yield* note(format === "json" ? JSON.stringify(Failing.json(failing)) : Failing.text(failing))
    return failing.code
  })
