import type { Effect, Option } from "effect"
import { Context } from "effect"
import type { Role } from "./ApiKeys.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Somebody who signed in to the dashboard, as it is kept: the session's own secret never is. */
export interface Session {
  /** SHA-256 of the secret in the cookie: 32 random bytes, so a fast digest is enough. */
  readonly idHash: Uint8Array
  /** The key that was signed in with; the session ends with it. */
  readonly keyId: string
  /** What the key was when it signed in: a session never gains by what becomes of its key. */
  readonly role: Role
  readonly accountId: string | null
  /** Epoch milliseconds of the wall, whatever clock the engine runs on. */
  readonly createdMillis: number
  readonly expiresMillis: number
}

/** Sessions of the dashboard, seen by every server at once. */
export class Sessions extends Context.Tag("@sluice/engine/Sessions")<
  Sessions,
  {
    /** A second session of one hash is a defect. */
    readonly add: (session: Session) => Effect.Effect<void, StoreUnavailable>
    /** Expired ones too, until they are forgotten. */
    readonly find: (idHash: Uint8Array) => Effect.Effect<Option.Option<Session>, StoreUnavailable>
    /** False when there is none. */
    readonly end: (idHash: Uint8Array) => Effect.Effect<boolean, StoreUnavailable>
    /** Forgets those that expired at `nowMillis` or before; answers how many. */
    readonly forget: (nowMillis: number) => Effect.Effect<number, StoreUnavailable>
  }
>() {}
