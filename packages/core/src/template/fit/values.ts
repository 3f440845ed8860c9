import { codePoints } from "../Finding.ts"
import * as Variables from "../Variables.ts"
import * as FitFinding from "./FitFinding.ts"

/** A value for a variable: what is shown for it, null where it is no words at all (a file in a text header). */
export interface Value {
  readonly type: string
  readonly name: string | null
  readonly shown: string | null
}

/** A text of the template, with the most code points that it may have once it is filled in. */
interface Wanted {
  readonly component: string
  readonly text: string
  readonly charactersMax: number
}

/** The value of each variable by its key; values by position come in the order of the keys. */
const assigned = (keys: ReadonlyArray<string>, values: ReadonlyArray<Value>): ReadonlyMap<string, string> =>
  new Map(
    values.flatMap((value, index): ReadonlyArray<readonly [string, string]> => {
      const key = value.name ?? keys[index]
      return key === undefined || value.shown === null ? [] : [[key, value.shown]]
    })
  )

const count = (component: string, wanted: number, given: number): FitFinding.FitFinding =>
  FitFinding.make("values-count", component, `${given} values, where the template has ${wanted} variables`)

/** Names where the template's variables have names, none where they have numbers. */
const names = (component: string, keys: ReadonlyArray<string>, values: ReadonlyArray<Value>) => {
  const named = keys.some((key) => !/^\d/.test(key))
  return values.flatMap(({ name }, index) => {
    if (named && name === null)
      return [FitFinding.make("value-name", component, `value ${index + 1} needs a parameter_name: ${keys.join(", ")}`)]
    return name === null || (named && keys.includes(name))
      ? []
      : [FitFinding.make("value-name", component, `the template has no variable called ${name}`)]
  })
}

/** Whether values fit the variables of a text: how many, under which names, as words, and how long the whole becomes. */
export const fit = (
  { charactersMax, component, text }: Wanted,
  values: ReadonlyArray<Value>
): ReadonlyArray<FitFinding.FitFinding> => {
  const keys = Variables.keys(text)
  if (keys.length !== values.length) return [count(component, keys.length, values.length)]
  const wrong = [
    ...names(component, keys, values),
    ...values.flatMap(({ shown, type }, index) =>
      shown === null
        ? [FitFinding.make("value-format", component, `value ${index + 1} must be words, and is ${type}`)]
        : []
    )
  ]
  if (wrong.length > 0) return wrong
  const shown = assigned(keys, values)
  const length = codePoints(Variables.hydrate(text, (key) => shown.get(key) ?? null))
  return length > charactersMax
    ? [FitFinding.make("text-too-long", component, `${length} characters with its values, where ${charactersMax} fit`)]
    : []
}
