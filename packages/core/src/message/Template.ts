import { Schema } from "effect"
import * as Limit from "./Limit.ts"
import * as Parts from "./interactive/Parts.ts"
import * as Read from "./internal/read.ts"
import { Component, onceEach } from "./template/Components.ts"

/**
 * An approved template and the values for its variables (CLOUD_API 3.1).
 *
 * Whether a template of that name and language is approved, and whether the values fit it, is asked of the templates themselves
 * (SPEC TP-07), so name and language are not judged by their form here.
 */
export const Template = Schema.Struct({
  name: Limit.filled(512),
  language: Schema.Struct({ code: Limit.filled(64), policy: Parts.maybe(Schema.Literal("deterministic")) }),
  components: Parts.maybe(Schema.Array(Component).pipe(Limit.rule((value) => onceEach(Read.list(value)))))
})
export type Template = typeof Template.Type

/** Content of type `template`. */
export const TemplateContent = Schema.Struct({ type: Schema.Literal("template"), template: Template })
