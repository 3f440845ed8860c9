import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import { Effect } from "effect"
import * as Example from "../Example.ts"
import { FindingsFound, UsageError } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as Explanation from "./Explanation.ts"

const codes = Args.text({ name: "code" }).pipe(
  Args.withDescription("codes of the platform, such as 131056"),
  Args.atLeast(1)
)

const readCode = (text: string): Effect.Effect<number, UsageError> =>
  /^\d{1,9}$/.test(text)
    ? Effect.succeed(Number(text))
    : new UsageError({ message: `${text}: a code is a whole number, such as 131056` })

const explain = Command.make("explain", { codes, format: Output.format }, (given) =>
  Effect.gen(function* () {
    const { style } = yield* Output.Output
    const explanations = yield* Effect.map(Effect.forEach(given.codes, readCode), (all) => all.map(Explanation.of))
    if (given.format === "json") {
      yield* Effect.forEach(explanations, (explanation) => Output.json(Explanation.json(explanation)), {
        discard: true
      })
    } else {
      yield* Output.line(explanations.map((explanation) => Explanation.lines(explanation, style)).join("\n\n"))
    }
    const unknown = explanations.filter(({ _tag }) => _tag === "Unknown").length
    if (unknown > 0) return yield* new FindingsFound({ errors: unknown })
  })
).pipe(
  Command.withDescription(
    Example.described("What an error code means, whether it is tried again and when, who reacts, and what to do.", [
      "sluice errors explain 131056",
      "sluice errors explain 190 131047 --json"
    ])
  )
)

/** `sluice errors`: the catalogue of failures (SPEC SF-01). */
export const command = Command.make("errors").pipe(
  Command.withDescription("Error codes"),
  Command.withSubcommands([explain])
)
