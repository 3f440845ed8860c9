import type { Schema } from "effect"

/**
 * Says what a key of a configuration file means, in Markdown and without a full stop: for the reference of the configuration. Unlike a description, it
 * stands in no message about a wrong value.
 */
export const told =
  (documentation: string) =>
  <A, I>(schema: Schema.Schema<A, I>): Schema.Schema<A, I> =>
    schema.annotations({ documentation })
