import * as TokenForm from "@sluice/core/access/TokenForm"
import { Effect, Redacted, Stream } from "effect"
import * as ExitCode from "../ExitCode.ts"
import * as ListSource from "../numbers/ListSource.ts"

/** Longest input that is read for a token; a longer one is another file. */
const charactersMax = 4 * TokenForm.charactersMax

/**
 * A token from a file, or from standard input: never from the command line, which other users of the machine can read.
 *
 * The line break that editors and `echo` leave at the end is taken off; everything else is the server's to judge.
 */
export const read = Effect.fn("TokenInput.read")(function* (name: string) {
  const source = yield* ListSource.open(name)
  const text = yield* source.bytes.pipe(
    Stream.decodeText("utf-8"),
    Stream.scan("", (before, part) => before + part),
    Stream.takeUntil((all) => all.length > charactersMax),
    Stream.runFold("", (_, all) => all)
  )
  if (text.length > charactersMax) {
    return yield* new ExitCode.UsageError({ message: `${source.name} is too long to be a token: is it another file?` })
  }
  const token = text.replace(/\r?\n$/, "")
  if (token === "") return yield* new ExitCode.UsageError({ message: `there is no token in ${source.name}` })
  return Redacted.make(token)
})
