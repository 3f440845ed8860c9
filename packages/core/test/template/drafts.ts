import { Either } from "effect"
import * as Policy from "@sluice/core/policy/Policy"
import type * as Finding from "@sluice/core/template/Finding"
import * as Linter from "@sluice/core/template/Linter"
import * as TemplateDraft from "@sluice/core/template/TemplateDraft"

/** The rules for templates in both shipped policies. */
export const guide = Policy.shipped.guide.templates
export const cloudApi = Policy.shipped["cloud-api"].templates

/** A template that nobody could object to, with what a test changes. */
export const json = (change: object = {}): object => ({
  name: "order_update",
  language: "en_US",
  category: "UTILITY",
  components: [body("Your order {{1}} has left our store and will arrive on Friday.", "A-17")],
  ...change
})

/** A body with sample values for its variables by position. */
export const body = (text: string, ...values: ReadonlyArray<string>): object => ({
  type: "BODY",
  text,
  ...(values.length > 0 && { example: { body_text: [values] } })
})

export const header = (text: string, ...values: ReadonlyArray<string>): object => ({
  type: "HEADER",
  format: "TEXT",
  text,
  ...(values.length > 0 && { example: { header_text: values } })
})

export const buttons = (...all: ReadonlyArray<object>): object => ({ type: "BUTTONS", buttons: all })

/** A template with these components. */
export const of = (...components: ReadonlyArray<object>): object => json({ components })

/** A template with this body, in a language; sample values are given for as many variables as it has. */
export const saying = (text: string, language = "en_US"): object => {
  const count = new Set(text.match(/\{\{\d+\}\}/g)).size
  return json({ language, components: [body(text, ...Array.from({ length: count }, (_, index) => `value ${index}`))] })
}

export const decoded = (draft: unknown): TemplateDraft.TemplateDraft =>
  Either.getOrThrowWith(TemplateDraft.decode(draft), (issues) => new Error(JSON.stringify(issues)))

export const lint = (draft: unknown, policy = guide, options: Linter.Options = {}): ReadonlyArray<Finding.Finding> =>
  Linter.lintJson(policy, draft, options)

/** What is asked of most findings. */
export const brief = (findings: ReadonlyArray<Finding.Finding>): ReadonlyArray<readonly [string, string]> =>
  findings.map(({ code, component }) => [code, component])
