import type { Style } from "../../Output.ts"
import { checks, type Finding } from "./Finding.ts"
import type { Verification } from "./Verification.ts"

const words = { pass: "ok", warn: "warn", fail: "no", skipped: "-" } as const

const marked = (verdict: Finding["verdict"], style: Style): string => {
  const word = words[verdict].padEnd(4)
  switch (verdict) {
    case "pass":
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
    `Callbacks to ${shown(verification.url)}`,
    "",
    ...verification.findings.flatMap(({ check, remedy, seen, verdict }) => [
      `${marked(verdict, style)}  ${checks[check]}: ${shown(seen)}`,
      ...(remedy === null ? [] : [`      ${style.quiet(remedy)}`])
    ]),
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
