import type { Envelope } from "@sluice/core/callback/Envelope"
import * as Providers from "@sluice/core/callback/providers/Providers"
import type { Reason, Verdict } from "@sluice/core/callback/signature/Verdict"
import * as IntakeGuard from "@sluice/core/guard/IntakeGuard"
import type { Policy } from "@sluice/core/policy/Policy"
import { Data } from "effect"
import type { NewCallback } from "../ports/CallbackLog.ts"
import type { Account } from "../ports/Directory.ts"
import { bodyOf } from "./Delivery.ts"
import type { Content } from "./Delivery.ts"
import * as EvidenceBudget from "./EvidenceBudget.ts"
import * as Guards from "./Guards.ts"
import type * as Naming from "./Naming.ts"

/** What became of a delivery. `Stored`, `Duplicate` and `Malformed` are durable when they are told (WH-03, GD-02). */
export type Outcome = Data.TaggedEnum<{
  Stored: { readonly updates: number }
  /** The same bytes came before: acknowledged, and ignored. */
  Duplicate: {}
  /** Counted and alerted; a sample of what comes is kept as evidence (GD-03). */
  BadSignature: { readonly reason: Reason }
  Malformed: { readonly path: string; readonly message: string }
  /** Malformed callbacks in a row have paused the intake: the sender has to repeat it (GD-02). */
  Paused: { readonly retryAfterSeconds: number }
  /** Nothing was stored: the sender has to repeat it. */
  Unavailable: {}
}>
const {
  Stored,
  /** Known only when it is appended, so that no judgement tells it. */
  Duplicate,
  BadSignature,
  Malformed,
  Paused,
  /** Known only when it is written, so that no judgement tells it. */
  Unavailable
} = Data.taggedEnum<Outcome>()
export { Duplicate, Unavailable }

/** Whose delivery it is, and what is known of it. */
export interface Arrived {
  readonly account: Account
  readonly policy: Policy
  readonly verdict: Verdict
  readonly content: Content
  /** The delivery's digest, by what it is named as; asked once at most. */
  readonly digest: (as: keyof Naming.Prefixes) => Uint8Array
}

/** What becomes of a delivery. */
export interface Judgement {
  /** The guards from now on; the same as before where nothing changes, as nearly always. */
  readonly guards: Guards.State
  /** What goes on record, and only then is `outcome` true; null for nothing. */
  readonly callback: NewCallback | null
  readonly outcome: Outcome
}

const notText: Envelope = { _tag: "Malformed", path: "", message: "must be text in UTF-8" }

/** What the bytes are, judged after the signature has vouched for them. */
const read = (account: Account, content: Content): Envelope => {
  const body = bodyOf(content)
  return body === null ? notText : Providers.envelope(account.provider, body)
}

/** What becomes of a delivery whose proof has been judged: nothing is read before (SPEC WH-02, GD-02, GD-03). Pure. */
export const of = (arrived: Arrived, before: Guards.State, nowMillis: number): Judgement => {
  const { account, content, digest, policy, verdict } = arrived
  const callback = {
    accountId: account.id,
    provider: account.provider,
    receivedMillis: nowMillis,
    contentType: content.contentType
  }
  if (verdict._tag === "Refused") {
    const outcome = BadSignature({ reason: verdict.reason })
    const [keeps, guards] = Guards.afterBadSignature(before, nowMillis)
    if (!keeps) return { guards, callback: null, outcome }
    const body = content.body.slice(0, EvidenceBudget.bytesMax)
    return { guards, callback: { ...callback, body, digest: digest("unsigned"), verdict: "bad-signature" }, outcome }
  }
  const admitted = IntakeGuard.admits(before.intake, nowMillis)
  if (admitted._tag === "Refused") {
    const { retryAfterSeconds } = admitted.answer
    return { guards: before, callback: null, outcome: Paused({ retryAfterSeconds }) }
  }
  const envelope = read(account, content)
  const signed = { ...callback, body: content.body, digest: digest("signed") }
  return envelope._tag === "Malformed"
    ? {
        guards: Guards.afterMalformed(policy.receiving, before, nowMillis),
        callback: { ...signed, verdict: "malformed" },
        outcome: Malformed(envelope)
      }
    : {
        guards: Guards.afterGood(before, nowMillis),
        callback: { ...signed, verdict: "pending" },
        outcome: Stored({ updates: envelope.updates })
      }
}
