import { Clock, Context, Data, Effect, Either, Encoding, Layer, Option, Redacted } from "effect"
import { Crypto } from "../ports/Crypto.ts"
import { Sessions } from "../ports/Sessions.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import type * as Caller from "./Caller.ts"
import { type KeyRefused, Keys } from "./Keys.ts"

/** A session that opens nothing. It is never told whether there was one: a cookie that is made up and one that has expired are alike. */
export class SessionRefused extends Data.TaggedError("SessionRefused") {
  override get message(): string {
    return "the session is over: sign in again"
  }
}

/** Somebody who is signed in. */
export interface Entered {
  readonly caller: Caller.Caller
  /** To be presented in a header with each request that changes something; another page cannot read it. */
  readonly csrf: Redacted.Redacted
  /** Epoch milliseconds of the wall. */
  readonly expiresMillis: number
}

/** A session that was just opened. */
export interface Opened extends Entered {
  /** What the cookie holds; shown this once, and never kept. */
  readonly secret: Redacted.Redacted
}

/** How long a session lasts: a shift, and no longer. */
const lifeMillis = 12 * 3_600_000

/** Bytes of randomness in a session's secret. */
const secretBytes = 32

/** What the CSRF token is made over, with the session's secret as its key: neither can be made from the other, and nothing more is stored. */
const csrfPurpose = new TextEncoder().encode("sluice dashboard csrf")

/** The bytes of a cookie, where it has the form of a secret in its one spelling. */
const bytesOf = (secret: string): Option.Option<Uint8Array> =>
  Option.filter(
    Either.getRight(Encoding.decodeBase64Url(secret)),
    (bytes) => bytes.length === secretBytes && Encoding.encodeBase64Url(bytes) === secret
  )

const make = (wall: Clock.Clock) =>
  Effect.gen(function* () {
    const keys = yield* Keys
    const sessions = yield* Sessions
    const crypto = yield* Crypto

    const csrfOf = (secret: Uint8Array) =>
      Redacted.make(Encoding.encodeBase64Url(crypto.hmacSha256(secret, csrfPurpose)))

    const open = Effect.fn("SignIn.open")(function* (token: string) {
      const caller = yield* keys.authenticate(token)
      const createdMillis = yield* wall.currentTimeMillis
      yield* sessions.forget(createdMillis)
      const secret = yield* crypto.randomBytes(secretBytes)
      const expiresMillis = createdMillis + lifeMillis
      yield* sessions.add({
        idHash: crypto.sha256(secret),
        keyId: caller.keyId,
        role: caller.role,
        accountId: caller.accountId,
        createdMillis,
        expiresMillis
      })
      const opened: Opened = {
        caller,
        csrf: csrfOf(secret),
        expiresMillis,
        secret: Redacted.make(Encoding.encodeBase64Url(secret))
      }
      return opened
    })

    const enter = Effect.fn("SignIn.enter")(function* (secret: string) {
      const bytes = Option.getOrNull(bytesOf(secret))
      if (bytes === null) return yield* new SessionRefused()
      const session = Option.getOrNull(yield* sessions.find(crypto.sha256(bytes)))
      if (session === null || session.expiresMillis <= (yield* wall.currentTimeMillis)) {
        return yield* new SessionRefused()
      }
      const caller = yield* Effect.catchTag(keys.recall(session.keyId), "KeyRefused", () => new SessionRefused())
      // A key that has become something else was not what signed in.
      if (caller.role !== session.role || caller.accountId !== session.accountId) return yield* new SessionRefused()
      const entered: Entered = { caller, csrf: csrfOf(bytes), expiresMillis: session.expiresMillis }
      return entered
    })

    const leave = Effect.fn("SignIn.leave")(function* (secret: string) {
      const bytes = Option.getOrNull(bytesOf(secret))
      return bytes !== null && (yield* sessions.end(crypto.sha256(bytes)))
    })

    const text = new TextEncoder()
    const confirms: Context.Tag.Service<SignIn>["confirms"] = ({ csrf }, presented) =>
      crypto.equal(text.encode(Redacted.value(csrf)), text.encode(presented))

    return { open, enter, leave, confirms }
  })

/**
 * Signing in to the dashboard: an API key is exchanged for a session, so that the page never keeps the key.
 *
 * A session's secret is kept as its SHA-256 alone. It lasts twelve hours of the wall, whatever clock the engine runs on, and ends before that with
 * its key.
 */
export class SignIn extends Context.Tag("@sluice/engine/SignIn")<
  SignIn,
  {
    readonly open: (token: string) => Effect.Effect<Opened, KeyRefused | StoreUnavailable>
    /** Who stands behind the secret of a cookie. */
    readonly enter: (secret: string) => Effect.Effect<Entered, SessionRefused | StoreUnavailable>
    /** Ends a session; false where there is none. */
    readonly leave: (secret: string) => Effect.Effect<boolean, StoreUnavailable>
    /** Whether a request carries the session's CSRF token; in time that depends on the lengths alone. */
    readonly confirms: (entered: Entered, presented: string) => boolean
  }
>() {
  /** @param wall the clock that sessions end by. */
  static readonly layer = (wall: Clock.Clock = Clock.make()): Layer.Layer<SignIn, never, Crypto | Keys | Sessions> =>
    Layer.effect(SignIn, make(wall))
}
