import type { Reason } from "@sluice/core/callback/signature/Verdict"
import type { Finding } from "@sluice/engine/accept/Finding"
import { Data } from "effect"

/** The request names no key. */
export class KeyMissing extends Data.TaggedError("KeyMissing") {}

/** The caller's role does not cover what it asked for. */
export class RoleRefused extends Data.TaggedError("RoleRefused")<{ readonly has: string; readonly needs: string }> {}

/** The request can be read but has not the shape that the address takes: every reason. */
export class RequestInvalid extends Data.TaggedError("RequestInvalid")<{ readonly findings: ReadonlyArray<Finding> }> {}

/** The request cannot be read at all, for a reason that HTTP itself has a status for. */
export class RequestUnreadable extends Data.TaggedError("RequestUnreadable")<{
  readonly kind: "malformed-request" | "body-too-large" | "media-type-refused" | "route-unknown"
  readonly detail: string
}> {}

/** A callback came over plain HTTP where only HTTPS is taken (WH-01). */
export class PlainHttpRefused extends Data.TaggedError("PlainHttpRefused") {}

/** The handshake did not present the account's verify token; or the provider has none, whatever accounts there are. */
export class HandshakeRefused extends Data.TaggedError("HandshakeRefused")<{ readonly detail: string }> {}

/** No account of that id is configured at that provider: said alike of one that is nowhere and of one at another provider. */
export class AddressUnknown extends Data.TaggedError("AddressUnknown")<{
  readonly provider: string
  readonly accountId: string
}> {}

/** A callback whose proof is not worth anything; it is counted and told of (GD-03). */
export class SignatureRefused extends Data.TaggedError("SignatureRefused")<{ readonly reason: Reason }> {}

/** A callback that is signed and is no callback; it has been recorded (GD-02). */
export class CallbackMalformed extends Data.TaggedError("CallbackMalformed")<{ readonly detail: string }> {}

/** Malformed callbacks in a row have paused the intake (GD-02). */
export class IntakePaused extends Data.TaggedError("IntakePaused")<{ readonly retryAfterSeconds: number }> {}

/** No stored callback has that id, or not for the caller's account. */
export class CallbackUnknown extends Data.TaggedError("CallbackUnknown")<{ readonly id: number }> {}

/** A callback that could not be made durable; the sender repeats it (WH-03). */
export class CallbackNotStored extends Data.TaggedError("CallbackNotStored") {}

/** The service is not ready for traffic. */
export class NotReady extends Data.TaggedError("NotReady")<{ readonly detail: string }> {}

/** The key is bound to one account, and what it asked for is not of one account. */
export class AccountRefused extends Data.TaggedError("AccountRefused") {}

/** A request with a session's cookie would change something, and does not carry the session's CSRF token. */
export class CsrfRefused extends Data.TaggedError("CsrfRefused") {}

/** A page of another site asks to sign its visitor in. */
export class OriginRefused extends Data.TaggedError("OriginRefused") {}

/** A key asks faster than it may, or an address presented many wrong ones. */
export class TooManyRequests extends Data.TaggedError("TooManyRequests")<{ readonly retryAfterSeconds: number }> {}

/** Sign-in was tried too often, from one address or in all. */
export class TooManyTries extends Data.TaggedError("TooManyTries")<{ readonly retryAfterSeconds: number }> {}
