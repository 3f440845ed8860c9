import * as Options from "@effect/cli/Options"
import type { Setting } from "@sluice/engine/settings/Setting"
import { Effect, Option, type Redacted } from "effect"
import * as TokenInput from "./TokenInput.ts"

/** Secrets come from a file or the environment, never from the command line, which other users of the machine can read. */

/** The option that names a file with a secret. @param what it is, for people: `the app secret`. */
export const file = (name: string, what: string, { name: variable }: Setting<unknown>) =>
  Options.text(name).pipe(
    Options.withDescription(`file with ${what}, or - for standard input; without it the variable ${variable}`),
    Options.optional
  )

/** The secret; null where neither a file nor the variable has one. */
export const read = (given: Option.Option<string>, { config }: Setting<Option.Option<Redacted.Redacted>>) =>
  Option.match(given, {
    onSome: (name) => Effect.map(TokenInput.read(name), (secret): Redacted.Redacted | null => secret),
    onNone: () => Effect.map(Effect.orElseSucceed(config, Option.none), Option.getOrNull)
  })
