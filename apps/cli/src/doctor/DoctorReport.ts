import * as Finding from "@sluice/engine/doctor/Finding"
import type { Style } from "../Output.ts"

const words = { ok: "ok", warn: "warn", fail: "fail", skipped: "-" } as const

const marked = (verdict: Finding.Verdict, style: Style): string => {
  const word = words[verdict].padEnd(4)
  switch (verdict) {
    case "ok":
      return style.good(word)
    case "warn":
      return style.doubt(word)
    case "fail":
      return style.bad(word)
    case "skipped":
      return style.quiet(word)
  }
}

/** Characters that would move the cursor or colour the screen are shown as a replacement: some of it comes from the other side. */
const shown = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "\uFFFD")

const line = ({ check, remedy, seen, subject, verdict }: Finding.Finding, style: Style): ReadonlyArray<string> => [
  `${marked(verdict, style)}  ${Finding.checks[check]}${subject === "" ? "" : ` (${shown(subject)})`}: ${shown(seen)}`,
  ...(remedy === null ? [] : [`      ${style.quiet(shown(remedy))}`])
]

const total = (findings: ReadonlyArray<Finding.Finding>): string => {
  const count = (verdict: Finding.Verdict) => Finding.count(findings, verdict)
  const parts = [
    ...(count("fail") > 0 ? [`${count("fail")} failed`] : []),
    ...(count("warn") > 0 ? [`${count("warn")} to look at`] : []),
    ...(count("skipped") > 0 ? [`${count("skipped")} not checked`] : [])
  ]
  const made = findings.length - count("skipped")
  return `${Finding.overall(findings)}: ${made} checks${parts.length === 0 ? "" : `, ${parts.join(", ")}`}`
}

/** The report for people: a line for each check, and under what is not in order what to do about it. */
export const lines = (findings: ReadonlyArray<Finding.Finding>, style: Style): string =>
  [...findings.flatMap((finding) => line(finding, style)), "", total(findings)].join("\n")

/** The report as one JSON value. */
export const json = (findings: ReadonlyArray<Finding.Finding>): unknown => ({
  verdict: Finding.overall(findings),
  failed: Finding.count(findings, "fail"),
  warned: Finding.count(findings, "warn"),
  notChecked: Finding.count(findings, "skipped"),
  checks: findings.map((finding) => ({ ...finding, asks: Finding.checks[finding.check] }))
})
