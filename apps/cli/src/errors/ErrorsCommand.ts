import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as ForeignCatalogue from "@sluice/core/failure/ForeignCatalogue"
import * as Provider from "@sluice/core/failure/Provider"
import { Effect, Option } from "effect"
import * as Example from "../Example.ts"
import { FindingsFound, UsageError } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as Explanation from "./Explanation.ts"

const codes = Args.text({ name: "code" }).pipe(
  Args.withDescription("codes of the platform or of a provider, such as 131056, 63016 or rate_limited"),
  Args.atLeast(1)
)

const provider = Options.choice("provider", Provider.Provider.literals).pipe(
  Options.withDescription("whose codes they are; otherwise the platform's, else that of the one provider that uses it"),
  Options.optional
)

/** Words are codes too at some providers: those that one of them knows, or any for a provider that uses them. */
const isWord = (text: string, given: Provider.Provider | null): boolean =>
  /^[a-z_]{3,60}$/i.test(text) &&
  (given === null ? ForeignCatalogue.find(text).length > 0 : given === "zendesk" || given === "bird")

const readCode = (text: string, given: Provider.Provider | null): Effect.Effect<number | string, UsageError> => {
  if (/^\d{1,9}$/.test(text)) return Effect.succeed(Number(text))
  return isWord(text, given)
    ? Effect.succeed(text)
    : new UsageError({ message: `"${text}": a code is a whole number, such as 131056, or a word that a provider uses` })
}

const explain = Command.make("explain", { codes, provider, format: Output.format }, (given) =>
  Effect.gen(function* () {
    const { style } = yield* Output.Output
    const whose = Option.getOrNull(given.provider)
    const read = yield* Effect.forEach(given.codes, (text) => readCode(text, whose))
    const explanations = read.map((code) => Explanation.of(code, whose))
    if (given.format === "json") {
      yield* Effect.forEach(explanations, (explanation) => Output.json(Explanation.json(explanation)), {
        discard: true
      })
    } else {
      yield* Output.line(explanations.map((explanation) => Explanation.lines(explanation, style)).join("\n\n"))
    }
    const unknown = explanations.filter(({ _tag }) => _tag === "Unknown" || _tag === "Ambiguous").length
    if (unknown > 0) return yield* new FindingsFound({ errors: unknown })
  })
).pipe(
  Command.withDescription(
    Example.described("What an error code means, whether it is tried again and when, who reacts, and what to do.", [
      "sluice errors explain 131056",
      "sluice errors explain 190 131047 --json",
      "sluice errors explain 63016 --provider twilio"
    ])
  )
)

/** `sluice errors`: the catalogue of failures (SPEC SF-01). */
export const command = Command.make("errors").pipe(
  Command.withDescription(Example.described("Error codes", ["sluice errors explain 131056"])),
  Command.withSubcommands([explain])
)
