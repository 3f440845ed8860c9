import * as Options from "@effect/cli/Options"
import { Schema } from "effect"

/** An option that takes a number; what is none is told in one line with the option's name, and not as the tree of a schema. */
export const of = <A extends string>(name: string, schema: Schema.Schema<A, string>): Options.Options<A> =>
  Options.text(name).pipe(
    Options.filterMap(
      Schema.decodeOption(schema),
      `--${name} takes a number in E.164, as in +886912345678; \`sluice numbers check\` corrects others`
    )
  )
