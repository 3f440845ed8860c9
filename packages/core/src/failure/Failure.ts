import { Schema } from "effect"
import { Provider } from "./Provider.ts"
import * as Wait from "./Wait.ts"

/** Why something failed, in the terms that failures are counted by (SPEC SF-01, SF-07). */
export const Cause = Schema.Literal(
  "bad-number",
  "template",
  "rate-limited",
  "media",
  "auth",
  "policy",
  "recipient-unavailable",
  "provider-outage",
  "malformed",
  "account",
  "unknown"
)
export type Cause = typeof Cause.Type

/**
 * What becomes of the message (CLOUD_API 3.3).
 *
 * `transient` tries again; `transient_limited` two or three times at most; `throttle` slows the named scope down;
 * `throttle_long` stops the scope and alerts; `defer` tries again after the stated wait; `after_fix` holds until someone has
 * fixed the reason; `never` ends; `never_as_is` ends too, but another route to the recipient exists.
 */
export const RetryClass = Schema.Literal(
  "transient",
  "transient_limited",
  "throttle",
  "throttle_long",
  "defer",
  "after_fix",
  "never",
  "never_as_is"
)
export type RetryClass = typeof RetryClass.Type

/**
 * What a failure speaks about: everything in that scope is affected, and nothing outside it. Never a global sleep.
 *
 * At a provider without apps, `app` is the provider's account: its limits and its balance bind all senders in it, as an app's do.
 */
export const Scope = Schema.Literal(
  "pair",
  "phone_number",
  "waba",
  "app",
  "token",
  "template",
  "recipient",
  "message",
  "media",
  "country",
  "flow",
  "platform",
  "inbound",
  "template_create"
)
export type Scope = typeof Scope.Type

/**
 * Which part of the system reacts by itself.
 *
 * `lane` plans the next try; `ledger` holds or slows the scope; `endpoints` lowers the endpoint's standing and fails over;
 * `media-breaker` counts towards the suspension of media (MD-03); `account` stops the lanes of a token, sender or business;
 * `templates` corrects its registry of templates and flows; `recipients` records what is known of the recipient;
 * `acceptance` should have refused it before it was queued; `intake` is the guard on callbacks (GD);
 * `media-cache` drops the file; `operator`: nothing happens by itself, a person is told.
 */
export const Reaction = Schema.Literal(
  "lane",
  "ledger",
  "endpoints",
  "media-breaker",
  "account",
  "templates",
  "recipients",
  "acceptance",
  "intake",
  "media-cache",
  "operator"
)
export type Reaction = typeof Reaction.Type

/**
 * One failure, classified: what it is, what becomes of the message, and who reacts (SPEC SF-01).
 *
 * It is a value that can be stored; `code`, `subcode` and `httpStatus` are null where the platform gave none.
 */
export const Failure = Schema.Struct({
  provider: Provider,
  code: Schema.NullOr(Schema.Int),
  /** The code of a provider that uses words; absent elsewhere. */
  codeText: Schema.optionalWith(Schema.String, { exact: true }),
  /** The platform's own code, where a provider passed it on beside its own. */
  underlyingCode: Schema.optionalWith(Schema.Int, { exact: true }),
  subcode: Schema.NullOr(Schema.Int),
  httpStatus: Schema.NullOr(Schema.Int),
  /** False when the catalogue does not know the code: the status decided. Alert once for each such code. */
  known: Schema.Boolean,
  title: Schema.String,
  cause: Cause,
  retry: RetryClass,
  scope: Scope,
  wait: Wait.Wait,
  /** What this very answer asked to wait (`Retry-After`, or its details); null where it asked for nothing. */
  statedMillis: Schema.NullOr(Schema.Int),
  reaction: Reaction,
  /** What an operator should do, in one or two sentences. */
  remedy: Schema.String,
  /** The platform's own explanation, as it came; it may name recipients. */
  details: Schema.NullOr(Schema.String)
})
export type Failure = typeof Failure.Type

/**
 * The least that has to pass before another try, in milliseconds: the longer of what the catalogue and what the answer state
 * (SPEC RL-07). Where the wait is a schedule, the retry plan adds its delay to the comparison.
 *
 * @param failuresBefore how often the same failure came before this one on its scope, 0 at first.
 */
export const leastWaitMillis = (failure: Failure, failuresBefore: number): number =>
  Wait.leastMillis(failure.wait, failuresBefore, failure.statedMillis)

/**
 * Names an unknown failure, so that each new code is reported once (CLOUD_API 3.3): provider and code, or its status where it has no code;
 * null for a failure that the catalogue knows.
 *
 * The key of the alert `unknown-code`. It carries no details, which may name recipients.
 */
export const unknownKey = (failure: Failure): string | null => {
  if (failure.known) return null
  const code = failure.code ?? failure.codeText ?? `http-${failure.httpStatus ?? "none"}`
  return `${failure.provider}:${code}`
}
