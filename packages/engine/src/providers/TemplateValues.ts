import type { Template } from "@sluice/core/message/Template"

/** One value for a variable of a template, as a provider without components of its own takes it: a text, under a name. */
export interface Value {
  /** The variable's own name, or its place in the whole template, from 1: header first, then body, then buttons. */
  readonly key: string
  readonly text: string
}

type Component = NonNullable<Template["components"]>[number]

/** A value as text; null for those that have no text, such as products and flows. */
const textOf = (parameter: unknown): { readonly text: string; readonly name: string | null } | null => {
  if (typeof parameter !== "object" || parameter === null || !("type" in parameter)) return null
  const name =
    "parameter_name" in parameter && typeof parameter.parameter_name === "string" ? parameter.parameter_name : null
  const one = (text: unknown) => (typeof text === "string" ? { text, name } : null)
  const inside = (owner: unknown, key: string): unknown =>
    typeof owner === "object" && owner !== null && Object.hasOwn(owner, key) ? Reflect.get(owner, key) : undefined
  switch (parameter.type) {
    case "text":
    case "payload":
    case "coupon_code":
      return one(inside(parameter, String(parameter.type)))
    case "currency":
    case "date_time":
      return one(inside(inside(parameter, parameter.type), "fallback_value"))
    case "image":
    case "video":
    case "document":
      return one(inside(inside(parameter, parameter.type), "link"))
    default:
      return null
  }
}

const orderOf = (component: Component): number => ["header", "body", "button"].indexOf(component.type)

/**
 * The values of a template in one list, for providers that know variables and no components (CLOUD_API 3.9); null where one of its values cannot be
 * written as a text: a product, a flow, a place, cards.
 */
export const of = (template: Template): ReadonlyArray<Value> | null => {
  const values: Array<Value> = []
  for (const component of (template.components ?? []).toSorted((a, b) => orderOf(a) - orderOf(b))) {
    if (component.type !== "header" && component.type !== "body" && component.type !== "button") return null
    for (const parameter of component.parameters ?? []) {
      const found = textOf(parameter)
      if (found === null) return null
      values.push({ key: found.name ?? String(values.length + 1), text: found.text })
    }
  }
  return values
}
