import { Effect, Either } from "effect"
import { CommandFailed, UsageError } from "./ExitCode.ts"

/**
 * Looks at files one after the other, and answers how many errors all of them have. One that cannot be read keeps nobody from the rest: it is told at the
 * end, with every other of its kind, as the failure of the whole.
 */
export const counted = <E, R>(
  files: ReadonlyArray<string>,
  look: (file: string) => Effect.Effect<number, E | UsageError | CommandFailed, R>
): Effect.Effect<number, E | UsageError | CommandFailed, R> =>
  Effect.gen(function* () {
    const looked = yield* Effect.forEach(files, (file) =>
      look(file).pipe(
        Effect.map((errors) => Either.right(errors)),
        Effect.catchIf(
          (error): error is UsageError | CommandFailed => error instanceof UsageError || error instanceof CommandFailed,
          (error) => Effect.succeed(Either.left(error))
        )
      )
    )
    const unread = looked.flatMap((one) => (Either.isLeft(one) ? [one.left] : []))
    const [first] = unread
    if (first === undefined) return looked.reduce((sum, one) => sum + (Either.isRight(one) ? one.right : 0), 0)
    const message = unread.map((error) => error.message).join("\n")
    return yield* first._tag === "UsageError" ? new UsageError({ message }) : new CommandFailed({ message })
  })
