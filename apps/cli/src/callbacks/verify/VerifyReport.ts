import * as CheckLine from "../../CheckLine.ts"
import type { Style } from "../../Output.ts"
import * as Shown from "../../Shown.ts"
import { checks, type Finding } from "./Finding.ts"
import type { Verification } from "./Verification.ts"

const marks = {
  pass: ["good", "ok"],
  warn: ["doubt", "warn"],
  fail: ["bad", "no"],
  skipped: ["quiet", "-"]
} as const satisfies Record<Finding["verdict"], CheckLine.Mark>

const count = ({ findings }: Verification, verdict: Finding["verdict"]): number =>
  findings.filter((finding) => finding.verdict === verdict).length

const total = (verification: Verification): string => {
  const [failed, warned, unasked] = [
    count(verification, "fail"),
    count(verification, "warn"),
    count(verification, "skipped")
  ]
  const beside = [...(warned > 0 ? [`${warned} to look at`] : []), ...(unasked > 0 ? [`${unasked} not checked`] : [])]
  const verdict =
    failed === 0 ? "the address does what was checked" : `${failed} of ${verification.findings.length} checks failed`
  return [verdict, ...beside].join(", ")
}

/** The report for people: a line for each check, and under what is not in order what to do about it. */
export const lines = (verification: Verification, style: Style): string =>
  [
    `Callbacks to ${Shown.whole(verification.url)}`,
    "",
    ...verification.findings.flatMap(({ check, remedy, seen, verdict }) =>
      CheckLine.lines(marks[verdict], { asked: checks[check], seen, remedy }, style)
    ),
    "",
    total(verification)
  ].join("\n")

/** The report as one JSON value. */
export const json = (verification: Verification): unknown => ({
  url: verification.url,
  ok: count(verification, "fail") === 0,
  failed: count(verification, "fail"),
  checks: verification.findings.map((finding) => ({ ...finding, asks: checks[finding.check] })),
  latency: verification.latency
})

/** Checks that failed. */
export const failures = (verification: Verification): number => count(verification, "fail")
