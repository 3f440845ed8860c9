import * as Preflight from "@sluice/core/phone/Preflight"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import type { Numbers } from "@sluice/core/policy/Numbers"
import type { Recipient } from "./SampleList.ts"

/**
 * A list judged before anything of it is queued (SPEC PH-01 to PH-09).
 *
 * Strict: a fault is named and its correction suggested, but nothing is repaired behind the caller's back. A number that was
 * already there is refused as a duplicate, so that nobody is written to twice.
 */
export interface Triage {
  readonly sendable: ReadonlyArray<Sendable>
  readonly refused: ReadonlyArray<Refused>
  /** Sendable ones with a doubt, by the finding's code (PH-06). */
  readonly doubts: ReadonlyMap<string, number>
}

export interface Sendable {
  readonly recipient: Recipient
  readonly verdict: PhoneNumber.Sendable
}

export interface Refused {
  readonly recipient: Recipient
  /** Code of the first finding, or `duplicate`. */
  readonly cause: string
  readonly message: string
  /** The number that was probably meant. */
  readonly suggestion: string | null
}

/** Judges every row, in order. */
export const judge = (policy: Numbers, list: ReadonlyArray<Recipient>): Triage => {
  const sendable: Array<Sendable> = []
  const refused: Array<Refused> = []
  const doubts = new Map<string, number>()
  const lineOf = new Map<string, number>()
  for (const recipient of list) {
    const verdict = PhoneNumber.judge(policy, recipient.number)
    if (!verdict.sendable) {
      const [first] = verdict.findings
      refused.push({
        recipient,
        cause: first?.code ?? "unknown",
        message: first?.message ?? "not a number that can be sent to",
        suggestion: first?.suggestion ?? null
      })
      continue
    }
    const earlier = lineOf.get(verdict.e164)
    if (earlier !== undefined) {
      refused.push({ recipient, cause: "duplicate", message: `already in line ${earlier}`, suggestion: null })
      continue
    }
    lineOf.set(verdict.e164, recipient.line)
    for (const { code } of verdict.findings) doubts.set(code, (doubts.get(code) ?? 0) + 1)
    sendable.push({ recipient, verdict })
  }
  return { sendable, refused, doubts }
}

/** How many were refused for each cause, most frequent first. */
export const byCause = (refused: ReadonlyArray<Refused>): ReadonlyArray<readonly [cause: string, count: number]> => {
  const counts = new Map<string, number>()
  for (const { cause } of refused) counts.set(cause, (counts.get(cause) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
}

/**
 * What a sample of the list says about all of it (PH-08). Duplicates are not seen by a sample, so they are not projected.
 *
 * @param unitAt uniform in [0, 1) for each row.
 */
export const preflight = (
  policy: Numbers,
  list: ReadonlyArray<Recipient>,
  unitAt: (row: number) => number
): Preflight.Projection => {
  const sample = Preflight.sampleOf(policy, list.length, unitAt)
  const failed = sample.filter((row) => {
    const recipient = list[row]
    return recipient !== undefined && !PhoneNumber.judge(policy, recipient.number).sendable
  })
  return Preflight.project(list.length, sample.length, failed.length)
}
