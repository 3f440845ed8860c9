import * as Catalogue from "@sluice/core/failure/Catalogue"
import type { Entry, Reading } from "@sluice/core/failure/Entry"
import * as ForeignCatalogue from "@sluice/core/failure/ForeignCatalogue"
import type { ForeignEntry } from "@sluice/core/failure/ForeignEntry"
import * as Provider from "@sluice/core/failure/Provider"
import type { Wait } from "@sluice/core/failure/Wait"
import { Duration } from "effect"
import type { Style } from "../Output.ts"
import * as Table from "../Table.ts"

/**
 * What the catalogue says of a code (SPEC SF-01).
 *
 * - `Known`: a code of the platform; `also` names the providers that mean something else by it.
 * - `Foreign`: a code of a provider.
 * - `Ambiguous`: nobody said whose it is, and several providers use it.
 * - `Unknown`: with the codes that may have been meant.
 */
export type Explanation =
  | {
      readonly _tag: "Known"
      readonly code: number
      readonly entry: Entry
      readonly also: ReadonlyArray<Provider.Foreign>
    }
  | { readonly _tag: "Foreign"; readonly code: number | string; readonly entry: ForeignEntry }
  | { readonly _tag: "Ambiguous"; readonly code: number | string; readonly entries: ReadonlyArray<ForeignEntry> }
  | {
      readonly _tag: "Unknown"
      readonly code: number | string
      readonly nearest: ReadonlyArray<{ readonly code: number | string; readonly title: string }>
    }

/** How many codes are offered for one that is not known. */
const offered = 3

const ofPlatform = (code: number | string, also: ReadonlyArray<ForeignEntry>): Explanation | null => {
  const entry = typeof code === "number" ? Catalogue.lookup(code) : null
  return entry === null || typeof code !== "number"
    ? null
    : { _tag: "Known", code, entry, also: also.map(({ provider }) => provider) }
}

const ofProvider = (code: number | string, provider: Provider.Foreign): Explanation => {
  const byCode = ForeignCatalogue.lookup(provider, code)
  const entry = byCode ?? (typeof code === "number" ? ForeignCatalogue.byStatus(provider, code) : null)
  if (entry !== null) return { _tag: "Foreign", code, entry }
  // 360dialog passes the platform's codes on as they are.
  const passedOn = provider === "360dialog" ? ofPlatform(code, []) : null
  return passedOn ?? { _tag: "Unknown", code, nearest: ForeignCatalogue.nearest(provider, code, offered) }
}

/**
 * Looks a code up.
 *
 * @param provider whose code it is. Null: the platform's where it has one, else that of the one provider that uses it.
 */
export const of = (code: number | string, provider: Provider.Provider | null): Explanation => {
  if (provider !== null && provider !== "cloud-api") return ofProvider(code, provider)
  const entries = provider === null ? ForeignCatalogue.find(code) : []
  const known = ofPlatform(code, entries)
  if (known !== null) return known
  const [first, ...others] = entries
  if (first !== undefined) {
    return others.length === 0 ? { _tag: "Foreign", code, entry: first } : { _tag: "Ambiguous", code, entries }
  }
  const nearest = typeof code === "number" ? Catalogue.nearest(code, offered) : []
  return { _tag: "Unknown", code, nearest }
}

const readingJson = ({ variants = [], ...reading }: Reading): object => ({
  ...reading,
  variants: variants.map(({ details, ...variant }) => ({ details: details.source, ...variant }))
})

const named = ({ code, title }: { readonly code: number | string; readonly title: string }) => ({ code, title })

/** An explanation as one JSON value. */
export const json = (explanation: Explanation): unknown => {
  const { code } = explanation
  switch (explanation._tag) {
    case "Unknown":
      return { code, known: false, nearest: explanation.nearest.map(named) }
    case "Ambiguous":
      return {
        code,
        known: false,
        providers: explanation.entries.map(({ provider, title }) => ({ provider, title }))
      }
    case "Known":
    case "Foreign": {
      const { codeMax, ...entry } = explanation.entry
      return {
        ...readingJson(entry),
        code,
        known: true,
        provider: explanation._tag === "Known" ? "cloud-api" : explanation.entry.provider,
        codes: { first: entry.code, last: codeMax ?? entry.code },
        ...(explanation._tag === "Known" ? { also: explanation.also } : {})
      }
    }
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

const standings = {
  documented: "documented at",
  seen: "seen in answers, not on",
  unverified: "not verified, see"
} as const

type Row = readonly [name: string, text: string]

const ranged = (source: string, { code, codeMax }: Pick<Entry | ForeignEntry, "code" | "codeMax">): string =>
  codeMax === undefined ? source : `${source}, ${code} to ${codeMax}`

const sourceRows = (explanation: Extract<Explanation, { _tag: "Known" | "Foreign" }>): ReadonlyArray<Row> => {
  if (explanation._tag === "Known") {
    const { also, entry } = explanation
    const others: ReadonlyArray<Row> = also.map((provider) => ["also", `a code of ${Provider.names[provider]}`])
    return [["source", ranged(sources[entry.source], entry)], ...others]
  }
  const { entry } = explanation
  const { page, standing } = entry.source
  const like: ReadonlyArray<Row> = entry.like === null ? [] : [["like", `${entry.like} of the Cloud API`]]
  return [["source", ranged(`${Provider.names[entry.provider]}, ${standings[standing]} ${page}`, entry)], ...like]
}

/** An explanation for people. */
export const lines = (explanation: Explanation, style: Style): string => {
  const code = String(explanation.code)
  if (explanation._tag === "Unknown") {
    const head = `${style.bad(code)}  not in the catalogue; nearest:`
    return [head, ...explanation.nearest.map((near) => `  ${near.code}  ${near.title}`)].join("\n")
  }
  if (explanation._tag === "Ambiguous") {
    const head = `${style.bad(code)}  used by several providers; say which with --provider:`
    return [head, ...explanation.entries.map(({ provider, title }) => `  ${provider}  ${title}`)].join("\n")
  }
  const { subcodes = {}, variants = [], ...entry } = explanation.entry
  const rows: ReadonlyArray<Row> = [
    ["cause", entry.cause],
    ["retry", entry.retry],
    ["scope", entry.scope],
    ["wait", waiting(entry.wait)],
    ["reacts", entry.reaction],
    ["status", entry.httpStatus.length === 0 ? "-" : entry.httpStatus.join(" or ")],
    ...sourceRows(explanation),
    ["do", entry.remedy],
    ...Object.entries(subcodes).map(([subcode, remedy]): Row => [`do at ${subcode}`, remedy]),
    ...variants.map(({ remedy, retry }): Row => ["by details", `${retry}: ${remedy}`])
  ]
  const body = Table.render(
    [],
    rows.map(([name, text]) => [`  ${style.quiet(name)}`, text])
  )
  return `${style.good(code)}  ${entry.title}\n${body}`
}
