import * as Options from "@effect/cli/Options"

/** What a message says, as `send` and `onboarding test` ask for it; `Content` reads it. */

/** Its language; without a template it says nothing. */
export const language = Options.text("language").pipe(
  Options.withDefault("en_US"),
  Options.withDescription("language of the template; en_US where it is not given")
)

export const options = {
  text: Options.text("text").pipe(Options.optional, Options.withDescription("a text of up to 4096 characters")),
  template: Options.text("template").pipe(Options.optional, Options.withDescription("name of an approved template")),
  language,
  parameters: Options.text("param").pipe(
    Options.repeated,
    Options.withDescription("a value for the template's body; once for each variable, in order")
  )
}
