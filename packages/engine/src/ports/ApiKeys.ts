import type { Effect, Option } from "effect"
import { Context } from "effect"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** viewer reads, operator sends and operates, admin manages keys and accounts. */
export type Role = "viewer" | "operator" | "admin"

/** A key as it is kept: the secret itself never is. */
export interface ApiKey {
  /** Public part, by which the key is found. */
  readonly id: string
  readonly name: string
  readonly role: Role
  /** The one account it may use; null for all. */
  readonly accountId: string | null
  /** SHA-256 of the secret part: 32 random bytes, so a fast digest is enough. */
  readonly secretHash: Uint8Array
  readonly createdMillis: number
  readonly expiresMillis: number | null
  readonly revokedMillis: number | null
  /** When it was last presented, to a minute; null before that. */
  readonly lastUsedMillis: number | null
  /** Id of the key that follows it; null where none does. */
  readonly replacedBy: string | null
}

/** The API keys of the server. */
export class ApiKeys extends Context.Tag("@sluice/engine/ApiKeys")<
  ApiKeys,
  {
    readonly add: (key: ApiKey) => Effect.Effect<void, StoreUnavailable>
    readonly find: (id: string) => Effect.Effect<Option.Option<ApiKey>, StoreUnavailable>
    readonly list: Effect.Effect<ReadonlyArray<ApiKey>, StoreUnavailable>
    /** False when there is no such key, or it was revoked before. */
    readonly revoke: (id: string, nowMillis: number) => Effect.Effect<boolean, StoreUnavailable>
    /**
     * Adds `next`, names it as what follows key `id`, and lets that end at `untilMillis`, or earlier where it would have. All of it or nothing: false when
     * there is no such key, or it was revoked, has expired by `next.createdMillis`, or is followed already.
     */
    readonly rotate: (id: string, next: ApiKey, untilMillis: number) => Effect.Effect<boolean, StoreUnavailable>
    /** Keeps when a key was presented; an earlier time than the one that is kept changes nothing. */
    readonly used: (id: string, nowMillis: number) => Effect.Effect<void, StoreUnavailable>
  }
>() {}
