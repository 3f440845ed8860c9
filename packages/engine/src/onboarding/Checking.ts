import type * as Course from "@sluice/core/onboarding/Course"
import * as TechnicalChecks from "@sluice/core/onboarding/TechnicalChecks"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import type { Policy } from "@sluice/core/policy/Policy"
import { Clock, Effect } from "effect"
import type { Sender } from "../ports/Directory.ts"
import { Templates } from "../ports/Templates.ts"
import type { RegisteredTemplate } from "../ports/Templates.ts"
import { Tokens } from "../tokens/Tokens.ts"
import * as Verifying from "../verification/Verifying.ts"

/** What came of a check: null for good, else what was found and what to do, without secrets. */
type Found = string | null

/** An outcome, as the checks keep it. */
export const outcome = (found: Found, atMillis: number): TechnicalChecks.Outcome =>
  found === null ? { _tag: "Passed", atMillis } : { _tag: "Failed", atMillis, finding: found }

/** The provider is asked about the token now (SF-04). */
const token = Effect.fnUntraced(function* (accountId: string): Effect.fn.Return<Found, never, Tokens> {
  const tokens = yield* Tokens
  return yield* Effect.match(tokens.check(accountId), {
    onSuccess: (report): Found => {
      if (report === null) return "The account presents no token: put one into the accounts file."
      return report.standing.state === "valid" ? null : report.standing.detail
    },
    onFailure: ({ message }) => message
  })
})

/** Templates of one account that are looked at: as many as the platform allows. */
const templatesMax = 6_000

const nameOf = ({ draft }: RegisteredTemplate): string => `${draft.name} (${draft.language})`

/** Every template that is to be sent is approved (TP-06): those that were named, or all that were handed in. */
const templates = Effect.fnUntraced(function* (accountId: string, wanted: ReadonlyArray<string>) {
  const registry = yield* Templates
  const all = yield* registry.list({ accountId, limit: templatesMax })
  const known = new Set(all.map(({ draft }) => draft.name))
  const missing = wanted.filter((name) => !known.has(name))
  if (missing.length > 0) return `Not in the registry: ${missing.join(", ")}. \`sluice templates sync\` fetches them.`
  const asked = all.filter(({ approval, draft }) =>
    wanted.length === 0 ? approval.status !== "draft" : wanted.includes(draft.name)
  )
  if (asked.length === 0) return "No template is known. `sluice templates sync` fetches them; say which are to be sent."
  const open = asked.filter(({ approval }) => approval.status !== "approved")
  return open.length === 0
    ? null
    : `Not approved: ${open.map((one) => `${nameOf(one)}, ${one.approval.status}`).join("; ")}.`
})

/** The numbers of senders and tests, each as it is written (PH-01). */
const numbers = (policy: Policy, written: ReadonlyArray<string>): Found => {
  if (written.length === 0) return "There is no sender yet: put it into the accounts file."
  const wrong = written.flatMap((number) => {
    const verdict = PhoneNumber.judge(policy.numbers, number)
    return verdict.sendable ? [] : [`${number}: ${verdict.findings.map(({ message }) => message).join("; ")}`]
  })
  return wrong.length === 0 ? null : wrong.join(". ")
}

/** The numbers that are at risk and have not been verified (NV-01). */
const unverified = (senders: ReadonlyArray<Sender>, course: Course.State, nowMillis: number): Found => {
  const open = senders.filter((sender) => Verifying.at(sender, course, nowMillis).admission._tag !== "Admitted")
  return open.length === 0
    ? null
    : `Virtual numbers are verified by SMS first: ${open.map(({ id, number }) => `${number} (\`sluice verification begin ${id}\`)`).join(", ")}.`
}

/**
 * Runs the checks that the server can make by itself (SPEC ON-02): the token, the templates, and the numbers. None of them can be ticked: each looks
 * at what is there.
 */
export const run = Effect.fn("Checking.run")(function* (
  accountId: string,
  senders: ReadonlyArray<Sender>,
  policy: Policy,
  course: Course.State
) {
  const written = [...senders.map(({ number }) => number), ...Object.keys(course.tests)]
  const nowMillis = yield* Clock.currentTimeMillis
  const found: ReadonlyArray<readonly [TechnicalChecks.Check, Found]> = [
    ["token", yield* token(accountId)],
    ["template-approval", yield* templates(accountId, course.templates)],
    [
      "number-format",
      senders.length === 0 ? numbers(policy, []) : (numbers(policy, written) ?? unverified(senders, course, nowMillis))
    ]
  ]
  return found
})

/** What the callback address did when it was asked as the platform would ask it (`sluice onboarding check`): null for good, else what was found. */
export interface WebhookFindings {
  readonly https: string | null
  readonly handshake: string | null
  readonly signature: string | null
  /** The longest answer; null where none was measured. */
  readonly answerMillis: number | null
}

/** What was found from outside, as outcomes of the four checks of the address. */
export const webhook = (
  policy: Policy,
  { answerMillis, handshake, https, signature }: WebhookFindings,
  atMillis: number
): ReadonlyArray<readonly [TechnicalChecks.Check, TechnicalChecks.Outcome]> => [
  ["webhook-https", outcome(https, atMillis)],
  ["webhook-handshake", outcome(handshake, atMillis)],
  ["webhook-signature", outcome(signature, atMillis)],
  [
    "webhook-answer",
    answerMillis === null
      ? outcome("No answer was measured.", atMillis)
      : TechnicalChecks.answerTime(policy.receiving, answerMillis, atMillis)
  ]
]
