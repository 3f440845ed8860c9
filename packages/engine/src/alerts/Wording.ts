import type { Letter, Line } from "@sluice/core/alert/Letter"
import * as LetterRules from "@sluice/core/alert/Letter"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import { shipped } from "@sluice/core/policy/Policy"
import { DateTime } from "effect"

interface Words {
  readonly means: string
  readonly remedy: string
}

/** The words of the rules are the same under every policy; between them, the two policies have all of them. */
const words: ReadonlyMap<string, Words> = new Map([
  ...Object.values(shipped)
    .flatMap((policy) => Rulebook.fromPolicy(policy).rules)
    .map(({ id, means, remedy }): [string, Words] => [id, { means, remedy }]),
  ["test", { means: "This is a test: nothing is wrong.", remedy: "Nothing has to be done." }]
])

/** What a rule means, and what to do, for people. A rule of another version has no words here. */
export const of = (ruleId: string): Words => words.get(ruleId) ?? { means: ruleId, remedy: "" }

const kinds: Readonly<Record<Line["kind"], string>> = {
  fired: "fired",
  repeated: "still stands",
  recovered: "recovered",
  test: "test"
}

/** What an alert stands for, the nearest first: `acme-tw of acme`; empty for the whole installation. */
const placeOf = ({ place }: Pick<Line, "place">): string => {
  const nearest = place.code ?? place.template ?? place.sender ?? place.business ?? place.intake
  const names = [nearest, place.account ?? place.provider].filter((name) => name !== undefined)
  return [...new Set(names)].join(" of ")
}

const time = (millis: number): string => DateTime.formatIso(DateTime.unsafeMake(millis))

/** One line of a letter without breaks: what happened, where, since when. */
const lineOf = (line: Line): string => {
  const place = placeOf(line)
  const at = line.kind === "recovered" ? `at ${time(line.atMillis)}` : `since ${time(line.sinceMillis)}`
  const id = line.kind === "test" ? "" : ` (alert ${line.alertId})`
  return `${line.ruleId} ${kinds[line.kind]}${place === "" ? "" : `: ${place}`}, ${at}${id}`
}

/** The subject: `[critical] token-dead fired: acme`, with how many there are when there are several. */
export const subject = (letter: Letter): string => {
  const [first] = letter.lines
  if (first === undefined) return "alerts"
  const count = letter.lines.length + letter.omitted
  const place = placeOf(first)
  const what = `${first.ruleId} ${kinds[first.kind]}${place === "" ? "" : `: ${place}`}`
  return `[${LetterRules.severityOf(letter)}] ${what}${count > 1 ? ` and ${count - 1} more` : ""}`
}

/** What people read, in plain text: what it means, what to do, each alert. A letter holds one rule's alerts. */
export const text = (letter: Letter): string => {
  const [first] = letter.lines
  const { means, remedy } = of(first?.ruleId ?? "")
  const over = letter.lines.every(({ kind }) => kind === "recovered")
  return [
    over ? "What was told has recovered." : means,
    ...(over || remedy === "" ? [] : [remedy]),
    "",
    ...letter.lines.map((line) => `- ${lineOf(line)}`),
    ...(letter.omitted === 0 ? [] : [`- and ${letter.omitted} more: sluice alerts ls`]),
    "",
    ...(first === undefined || first.kind === "test" ? [] : [`What to look at: docs/operations/${first.ruleId}.md`])
  ].join("\n")
}

/** The same name at every try, by which a receiver knows a repeat; the time keeps it apart from a letter of a database that was set back. */
export const nameOf = ({ id, queuedMillis }: Letter): string => `alert_${id}_${queuedMillis}`

/** The letter as JSON for programs: `{type, timestamp, data}`, the shape that Standard Webhooks recommends. */
export const body = (letter: Letter): string =>
  JSON.stringify({
    type: "alerts",
    timestamp: time(letter.queuedMillis),
    data: {
      severity: LetterRules.severityOf(letter),
      group: letter.group,
      alerts: letter.lines.map(({ alertId, atMillis, kind, place, ruleId, severity, sinceMillis }) => ({
        id: alertId,
        kind,
        rule: ruleId,
        severity,
        place,
        since: time(sinceMillis),
        at: time(atMillis),
        ...of(ruleId),
        runbook: `docs/operations/${ruleId}.md`
      })),
      omitted: letter.omitted
    }
  })
