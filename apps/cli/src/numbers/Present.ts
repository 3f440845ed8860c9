import type * as Finding from "@sluice/core/phone/Finding"
import type * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import type * as Preflight from "@sluice/core/phone/Preflight"
import type { Style } from "../Output.ts"
import * as Shown from "../Shown.ts"
import * as Table from "../Table.ts"
import type { Finished } from "./ListCheck.ts"
import type { Sampled } from "./ListSample.ts"
import type { Summary } from "./Tally.ts"

const count = new Intl.NumberFormat("en")
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`

const severityMark = { error: "bad", warning: "doubt", info: "quiet" } as const

/** Verdicts for people: a line for each number, and under it a line for each finding. */
export const verdicts = (all: ReadonlyArray<PhoneNumber.Verdict>, style: Style): string => {
  const heads = Table.render(
    [],
    all.map(({ e164, input, region, risk, sendable, type }) => [
      sendable ? style.good("ok") : style.bad("no"),
      Shown.whole(input),
      e164 ?? "-",
      region ?? "-",
      type,
      sendable ? `${risk} risk` : ""
    ])
  ).split("\n")
  return all
    .flatMap((verdict, index) => [heads[index] ?? "", ...verdict.findings.map((found) => finding(found, style))])
    .join("\n")
}

const finding = ({ code, message, rule, severity, suggestion }: Finding.Finding, style: Style): string => {
  const advice = suggestion === null ? "" : ` (try ${suggestion})`
  return `    ${style[severityMark[severity]](severity)} ${style.quiet(rule)} ${code}: ${Shown.whole(message)}${advice}`
}

const findings = (found: Summary["findings"], where: string, style: Style): ReadonlyArray<string> =>
  found.length === 0
    ? []
    : [
        `findings, in ${where}`,
        Table.render(
          [],
          found.map(({ code, rows, rule, severity }) => [
            `  ${code}`,
            count.format(rows),
            style[severityMark[severity]](severity),
            rule
          ]),
          new Set([1])
        )
      ]

/** The totals of a run, for people. */
export const summary = (run: Finished, style: Style): string => {
  const totals = [
    ["rows", count.format(run.rows), ""],
    ["sendable", count.format(run.sendable), run.rows === 0 ? "" : percent(run.sendable / run.rows)],
    ["refused", count.format(run.refused), ""],
    ["duplicates", count.format(run.duplicates), ""],
    ["unreadable rows", count.format(run.unreadable), ""],
    [
      "seconds",
      run.seconds.toFixed(1),
      run.seconds > 0 ? `${count.format(Math.round(run.rows / run.seconds))} rows/s` : ""
    ]
  ]
  return [Table.render([], totals, new Set([1])), ...findings(run.findings, "rows", style)].join("\n")
}

/** The report of a pre-flight, for people. */
export const sample = (run: Sampled, decision: Preflight.Decision | null, style: Style): string =>
  [
    `sampled ${count.format(run.sampled)} of ${count.format(run.rows)} rows; ${count.format(run.failed)} cannot be sent to`,
    `projected failure rate ${percent(run.rate)} (95 % sure: ${percent(run.low)} to ${percent(run.high)}), ` +
      `${count.format(run.failures)} rows (${count.format(run.failuresLow)} to ${count.format(run.failuresHigh)})`,
    ...(decision === null ? [] : [verdict(decision, style)]),
    ...findings(run.findings, "sampled rows", style)
  ].join("\n")

const verdict = (decision: Preflight.Decision, style: Style): string => {
  const doubt = decision.certain ? "" : ", though a larger sample might say otherwise"
  return decision._tag === "Stop"
    ? `${style.bad("stop")}: above the threshold${doubt}`
    : `${style.good("go on")}: not above the threshold${doubt}`
}
