import * as Finding from "@sluice/engine/doctor/Finding"
import * as CheckLine from "../CheckLine.ts"
import type { Style } from "../Output.ts"
import * as Shown from "../Shown.ts"

const marks = {
  ok: ["good", "ok"],
  warn: ["doubt", "warn"],
  fail: ["bad", "fail"],
  skipped: ["quiet", "-"]
} as const satisfies Record<Finding.Verdict, CheckLine.Mark>

const line = ({ check, remedy, seen, subject, verdict }: Finding.Finding, style: Style): ReadonlyArray<string> => {
  const asked = `${Finding.checks[check]}${subject === "" ? "" : ` (${Shown.whole(subject)})`}`
  return CheckLine.lines(marks[verdict], { asked, seen, remedy }, style)
}

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
