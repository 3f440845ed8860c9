/** What one check found. `skipped` says nothing about the address: what the check needs was not there. */
export interface Finding {
  readonly check: Check
  readonly verdict: "pass" | "warn" | "fail" | "skipped"
  /** What was seen, in one line. */
  readonly seen: string
  /** What to do about it; null where nothing is to be done. */
  readonly remedy: string | null
}

/** The checks, in the order in which they are made, and what each asks. */
export const checks = {
  https: "the address is HTTPS",
  reach: "it answers",
  certificate: "its certificate is believed",
  handshake: "the handshake is confirmed",
  "wrong-token": "a handshake with a wrong token is refused",
  signature: "a signed callback is taken",
  duplicate: "the same callback again is taken",
  "bad-signature": "a wrong signature is refused",
  "other-body": "a signature of another body is refused",
  "no-signature": "a callback without a signature is refused",
  malformed: "a signed callback that is no JSON breaks nothing",
  large: "a callback of 3 MB is taken",
  latency: "answers come in time"
} as const
export type Check = keyof typeof checks

export const pass = (check: Check, seen: string): Finding => ({ check, verdict: "pass", seen, remedy: null })
export const warn = (check: Check, seen: string, remedy: string): Finding => ({ check, verdict: "warn", seen, remedy })
export const fail = (check: Check, seen: string, remedy: string): Finding => ({ check, verdict: "fail", seen, remedy })
export const skipped = (check: Check, seen: string, remedy: string | null = null): Finding => ({
  check,
  verdict: "skipped",
  seen,
  remedy
})
