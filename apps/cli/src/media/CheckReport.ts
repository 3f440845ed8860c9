import * as Finding from "@sluice/core/media/Finding"
import * as MediaCheck from "@sluice/core/media/MediaCheck"
import type { MediaFacts } from "@sluice/core/media/MediaFacts"
import type { Form, Kind } from "@sluice/core/media/MediaKind"
import type { Media } from "@sluice/core/policy/Content"
import type { Style } from "../Output.ts"
import * as Shown from "../Shown.ts"

/** What is said of one file. It is one line of `--json`. */
export interface CheckReport {
  readonly file: string
  /** Whether it can be sent: as what it was asked about, or as anything. */
  readonly sendable: boolean
  /** As what it was judged; null where its type goes as nothing and nothing was asked. */
  readonly as: Kind | Form | null
  readonly facts: Omit<MediaFacts, "claims">
  readonly findings: ReadonlyArray<Finding.Finding>
}

/** @param kind what a message shows the file as; null to find out what it can go as. */
export const of = (policy: Media, file: string, { claims, ...facts }: MediaFacts, kind: Kind | null): CheckReport => {
  if (kind !== null) {
    const findings = MediaCheck.check(policy, { claims, ...facts }, kind)
    return { file, sendable: !Finding.hasErrors(findings), as: kind, facts, findings }
  }
  const decision = MediaCheck.decide(policy, { claims, ...facts })
  return {
    file,
    sendable: decision._tag === "Sendable",
    as: decision._tag === "Unsendable" ? null : decision.form,
    facts,
    findings: decision.findings
  }
}

/** How many findings forbid sending. */
export const errors = ({ findings }: CheckReport): number =>
  findings.filter(({ severity }) => severity === "error").length

const mark = { error: "bad", warning: "doubt" } as const

const line = ({ code, message, remedy, rule, severity }: Finding.Finding, style: Style): string =>
  `    ${style[mark[severity]](severity)} ${style.quiet(rule)} ${code}: ${Shown.whole(message)} (${Shown.whole(remedy)})`

/** A report for people: a line for the file, and under it one for each finding. */
export const lines = ({ as, facts, file, findings, sendable }: CheckReport, style: Style): string => {
  const state = sendable ? style.good("ok") : style.bad("no")
  const what = `${facts.content.mimeType ?? "of no known type"}, ${facts.bytes} bytes`
  const use = as === null ? "cannot be sent" : sendable ? `can be sent as ${as}` : `cannot be sent as ${as}`
  return [`${state}  ${Shown.whole(file)}: ${what}: ${use}`, ...findings.map((finding) => line(finding, style))].join(
    "\n"
  )
}
