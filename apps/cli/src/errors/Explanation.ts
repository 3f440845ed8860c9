import * as Catalogue from "@sluice/core/failure/Catalogue"
import type { Entry } from "@sluice/core/failure/Entry"
import type { Wait } from "@sluice/core/failure/Wait"
import { Duration } from "effect"
import type { Style } from "../Output.ts"
import * as Table from "../Table.ts"

/** What the catalogue says of a code (SPEC SF-01), or which codes may have been meant. */
export type Explanation =
  | { readonly _tag: "Known"; readonly code: number; readonly entry: Entry }
  | { readonly _tag: "Unknown"; readonly code: number; readonly nearest: ReadonlyArray<Entry> }

/** How many codes are offered for one that is not known. */
const offered = 3

/** Looks a code up. */
export const of = (code: number): Explanation => {
  const entry = Catalogue.lookup(code)
  return entry === null
    ? { _tag: "Unknown", code, nearest: Catalogue.nearest(code, offered) }
    : { _tag: "Known", code, entry }
}

/** An explanation as one JSON value. */
export const json = (explanation: Explanation): unknown => {
  if (explanation._tag === "Unknown") {
    return {
      code: explanation.code,
      known: false,
      nearest: explanation.nearest.map(({ code, title }) => ({ code, title }))
    }
  }
  const { codeMax, variants = [], ...entry } = explanation.entry
  return {
    ...entry,
    code: explanation.code,
    known: true,
    codes: { first: entry.code, last: codeMax ?? entry.code },
    variants: variants.map(({ details, ...variant }) => ({ details: details.source, ...variant }))
  }
}

const span = (millis: number): string => Duration.format(Duration.millis(millis))

/** A wait in words. */
const waiting = (wait: Wait): string => {
  switch (wait._tag) {
    case "None":
      return "waiting does not help"
    case "Schedule":
      return `by the policy's schedule "${wait.name}"`
    case "InDetails":
      return `as the error's details say, else ${span(wait.fallbackMillis)}`
    case "Steps":
      return wait.millis.length === 1 ? span(wait.millis[0]) : `${wait.millis.map(span).join(", then ")}`
  }
}

const sources = { "cloud-api": "Cloud API", guide: "the guide", http: "HTTP" } as const

/** An explanation for people. */
export const lines = (explanation: Explanation, style: Style): string => {
  if (explanation._tag === "Unknown") {
    const head = `${style.bad(String(explanation.code))}  not in the catalogue; nearest:`
    return [head, ...explanation.nearest.map(({ code, title }) => `  ${code}  ${title}`)].join("\n")
  }
  const { codeMax, subcodes = {}, variants = [], ...entry } = explanation.entry
  const rows: ReadonlyArray<readonly [string, string]> = [
    ["cause", entry.cause],
    ["retry", entry.retry],
    ["scope", entry.scope],
    ["wait", waiting(entry.wait)],
    ["reacts", entry.reaction],
    ["status", entry.httpStatus.length === 0 ? "-" : entry.httpStatus.join(" or ")],
    ["source", codeMax === undefined ? sources[entry.source] : `${sources[entry.source]}, ${entry.code} to ${codeMax}`],
    ["do", entry.remedy],
    ...Object.entries(subcodes).map(([subcode, remedy]) => [`do at ${subcode}`, remedy] as const),
    ...variants.map(({ remedy, retry }) => ["by details", `${retry}: ${remedy}`] as const)
  ]
  const body = Table.render(
    [],
    rows.map(([name, text]) => [`  ${style.quiet(name)}`, text])
  )
  return `${style.good(String(explanation.code))}  ${entry.title}\n${body}`
}
