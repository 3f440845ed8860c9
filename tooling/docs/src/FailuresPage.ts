import * as Catalogue from "@sluice/core/failure/Catalogue"
import type { Entry } from "@sluice/core/failure/Entry"
import type { Cause, RetryClass } from "@sluice/core/failure/Failure"
import * as ForeignCatalogue from "@sluice/core/failure/ForeignCatalogue"
import * as Provider from "@sluice/core/failure/Provider"
import type { Wait } from "@sluice/core/failure/Wait"
import * as Markdown from "./Markdown.ts"

/** `docs/failures.md`: every code of the catalogue, as somebody asks for it who has met it. */
export const path = "docs/failures.md"

const introduction = `# Why did a message fail, and what can I do?

Every error code that Sluice knows, by what it is about: what it says, whether Sluice tries again and when, how far its effect reaches, and what
is left for a person to do. \`sluice errors explain CODE\` says the same at the prompt, and \`sluice messages why ID\` says which of them a message met.`

const titles: Readonly<Record<Cause, string>> = {
  "bad-number": "The number",
  template: "The template",
  "rate-limited": "Too fast, or too much",
  media: "The file",
  auth: "Token and permissions",
  policy: "What the platform does not allow",
  "recipient-unavailable": "The recipient cannot be reached",
  "provider-outage": "The platform itself",
  malformed: "The request",
  account: "The account",
  unknown: "Without a stated reason"
}

const again: Readonly<Record<RetryClass, string>> = {
  transient: "tries again",
  transient_limited: "tries again, two or three times",
  throttle: "slows down, then tries again",
  throttle_long: "stops the scope and alerts; tries again much later",
  defer: "tries again later",
  after_fix: "holds it until somebody has mended the reason",
  never: "never tries again",
  never_as_is: "never tries it again as it is"
}

const units = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"]
] as const

/** A span in the largest unit that it is a whole number of. */
const span = (millis: number): string => {
  const [size, unit] = units.find(([size]) => millis >= size && millis % size === 0) ?? [1, "ms"]
  return `${millis / size} ${unit}`
}

const waits = (wait: Wait): string => {
  switch (wait._tag) {
    case "None":
      return ""
    case "Schedule":
      return `, on the schedule \`${wait.name}\``
    case "Steps":
      return `, after ${wait.millis.map(span).join(", ")}`
    case "InDetails":
      return `, after what the answer says, else ${span(wait.fallbackMillis)}`
  }
}

const codes = ({ code, codeMax }: Entry): string => (codeMax === undefined ? `${code}` : `${code} to ${codeMax}`)

const lines = (entry: Entry): string => {
  const { remedy, retry, scope, subcodes = {}, title, variants = [], wait } = entry
  return [
    `### ${codes(entry)}: ${Markdown.plain(title)}`,
    `${Markdown.plain(remedy)} Sluice ${again[retry]}${waits(wait)}; it concerns the ${scope.replaceAll("_", " ")}.`,
    ...variants.map(
      (variant) =>
        `- Where the details say \`${variant.details.source}\`: ${Markdown.plain(variant.remedy)} Sluice ${again[variant.retry]}${waits(variant.wait)}.`
    ),
    ...Object.entries(subcodes).map(([subcode, told]) => `- With the subcode ${subcode}: ${Markdown.plain(told)}`)
  ].join("\n\n")
}

const foreign = (provider: Provider.Provider): string => {
  const all = ForeignCatalogue.entries.filter((entry) => entry.provider === provider)
  return all.length === 0
    ? ""
    : [
        `## ${Provider.names[provider]}`,
        Markdown.table(
          ["code", "says", "Sluice", "what to do"],
          all.map((entry) => [
            Markdown.code(entry.codeMax === undefined ? String(entry.code) : `${entry.code} to ${entry.codeMax}`),
            Markdown.plain(entry.title),
            again[entry.retry],
            Markdown.plain(entry.remedy)
          ])
        )
      ].join("\n\n")
}

/** The page. */
export const render = (): string => {
  const byCause = Map.groupBy(Catalogue.entries, ({ cause }) => cause)
  return Markdown.page([
    Markdown.generated("npx -y pnpm@12.21.0 pages"),
    introduction,
    ...[...byCause].flatMap(([cause, entries]) => [`## ${titles[cause]}`, ...entries.map(lines)]),
    "# Codes of other providers",
    ...Provider.Provider.literals.map(foreign)
  ])
}
