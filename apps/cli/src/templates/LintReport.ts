import type { Templates } from "@sluice/core/policy/Content"
import * as Finding from "@sluice/core/template/Finding"
import * as Linter from "@sluice/core/template/Linter"
import { Either } from "effect"
import type { Document } from "../callbacks/Documents.ts"
import type { Style } from "../Output.ts"
import * as Shown from "../Shown.ts"

/** What the linter says of one template of a file. It is one line of `--json`. */
export interface LintReport {
  readonly file: string
  /** Position in the file, from 1. */
  readonly number: number
  readonly findings: ReadonlyArray<Finding.Finding>
}

/** Judges one document of a file; what is not JSON is a finding too. */
export const of = (policy: Templates, file: string, { json, number }: Document): LintReport => ({
  file,
  number,
  findings: Either.match(json, {
    onLeft: (message) => [Finding.whole("shape", { component: "template", text: "" }, `the template ${message}`)],
    onRight: (draft) => Linter.lintJson(policy, draft)
  })
})

/** A file without any template is not in order: it was given to be judged. */
export const empty = (file: string): LintReport => ({
  file,
  number: 1,
  findings: [Finding.whole("shape", { component: "template", text: "" }, "there is no template in the file")]
})

/** How many findings forbid submitting. */
export const errors = ({ findings }: LintReport): number =>
  findings.filter(({ severity }) => severity === "error").length

const mark = { error: "bad", warning: "doubt" } as const

const line = (finding: Finding.Finding, style: Style): string => {
  const { code, component, message, offset, rule, severity, suggestion, text } = finding
  const quoted = text === "" ? "" : ` "${Shown.brief(text)}"`
  const advice =
    suggestion === null ? "" : suggestion === "" ? " (leave it out)" : ` (try "${Shown.brief(suggestion)}")`
  return `    ${style[mark[severity]](severity)} ${style.quiet(rule)} ${code} ${Shown.brief(component)}:${offset}${quoted}: ${Shown.brief(message)}${advice}`
}

/** A report for people: a line for the template, and under it one for each finding. */
export const lines = (report: LintReport, style: Style): string => {
  const state = Finding.hasErrors(report.findings) ? style.bad("no") : style.good("ok")
  const count = report.findings.length === 1 ? "1 finding" : `${report.findings.length} findings`
  return [
    `${state}  ${Shown.brief(report.file)} #${report.number}: ${count}`,
    ...report.findings.map((finding) => line(finding, style))
  ].join("\n")
}
