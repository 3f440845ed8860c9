import { Cache, Clock, Context, Data, Duration, Effect, Layer, Option, Redacted } from "effect"
import { type ApiKey, ApiKeys, type Role } from "../ports/ApiKeys.ts"
import { Crypto } from "../ports/Crypto.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as ApiKeyToken from "./ApiKeyToken.ts"
import * as Caller from "./Caller.ts"

/**
 * A key that opens nothing.
 *
 * `unknown` covers an id that no key has and a wrong secret alike: the two are never told apart. `expired` and `revoked` are
 * told only to a caller who knows the secret.
 */
export class KeyRefused extends Data.TaggedError("KeyRefused")<{
  readonly reason: "malformed" | "unknown" | "expired" | "revoked"
}> {
  override get message(): string {
    return reasons[this.reason]
  }
}

const reasons = {
  malformed: "the key is not of the form sluice_<id>_<secret>",
  unknown: "no such key",
  expired: "the key has expired",
  revoked: "the key has been revoked"
} as const

/** What `issue` needs to know. */
export interface NewKey {
  readonly name: string
  readonly role: Role
  /** The one account it may use; null for all. */
  readonly accountId: string | null
  readonly expiresMillis: number | null
}

/** A key as it is handed out: `token` is shown once and never kept. */
export interface IssuedKey {
  readonly key: ApiKey
  readonly token: Redacted.Redacted
}

/** How keys are remembered between requests. */
export interface Options {
  /** How long a key that was read is trusted without reading it again: the delay with which another process's revocation counts. */
  readonly rememberMillis: number
  readonly rememberedMax: number
}

const defaults: Options = { rememberMillis: 5_000, rememberedMax: 10_000 }

/** How often it is written down at most that a key is in use, in milliseconds: what a person wants to know of it, and no write for each request. */
const usedEveryMillis = 60_000

/** Compared with when no key has the id, so that an unknown id costs what a wrong secret costs. */
const nobody = new Uint8Array(32)

const make = (options: Options) =>
  Effect.gen(function* () {
    const store = yield* ApiKeys
    const crypto = yield* Crypto

    const remembered = yield* Cache.make<string, Option.Option<ApiKey>, StoreUnavailable>({
      capacity: options.rememberedMax,
      lookup: store.find,
      timeToLive: Duration.millis(options.rememberMillis)
    })

    /** Absent keys are remembered too; a store that failed is asked again at once. */
    const find = (id: string) => Effect.tapError(remembered.get(id), () => remembered.invalidate(id))

    /** When this process last wrote down of a key that it is in use. */
    const noted = new Map<string, number>()

    /** A key is good also where that cannot be written down. */
    const noteUse = Effect.fnUntraced(function* ({ id, lastUsedMillis }: ApiKey, nowMillis: number) {
      const lastMillis = Math.max(noted.get(id) ?? -Infinity, lastUsedMillis ?? -Infinity)
      if (nowMillis - lastMillis < usedEveryMillis) return
      noted.set(id, nowMillis)
      yield* Effect.ignore(store.used(id, nowMillis))
    })

    /** The caller of a key that has neither been revoked nor expired. */
    const standing = Effect.fnUntraced(function* (key: ApiKey) {
      if (key.revokedMillis !== null) return yield* new KeyRefused({ reason: "revoked" })
      const nowMillis = yield* Clock.currentTimeMillis
      if (key.expiresMillis !== null && key.expiresMillis <= nowMillis) {
        return yield* new KeyRefused({ reason: "expired" })
      }
      yield* noteUse(key, nowMillis)
      return Caller.fromKey(key)
    })

    const authenticate = Effect.fn("Keys.authenticate")(function* (presented: string) {
      const token = ApiKeyToken.parse(presented)
      if (Option.isNone(token)) return yield* new KeyRefused({ reason: "malformed" })
      const found = Option.getOrNull(yield* find(token.value.id))
      const digest = crypto.sha256(token.value.secret)
      const matches = crypto.equal(digest, found?.secretHash ?? nobody)
      if (found === null || !matches) return yield* new KeyRefused({ reason: "unknown" })
      return yield* standing(found)
    })

    const recall = Effect.fn("Keys.recall")(function* (id: string) {
      const found = Option.getOrNull(yield* find(id))
      return yield* found === null ? new KeyRefused({ reason: "unknown" }) : standing(found)
    })

    const fresh = Effect.fnUntraced(function* (request: NewKey, createdMillis: number) {
      const id = ApiKeyToken.idOf(yield* crypto.randomBytes(ApiKeyToken.idBytes))
      const secret = yield* crypto.randomBytes(ApiKeyToken.secretBytes)
      const key: ApiKey = {
        ...request,
        id,
        secretHash: crypto.sha256(secret),
        createdMillis,
        revokedMillis: null,
        lastUsedMillis: null,
        replacedBy: null
      }
      const issued: IssuedKey = { key, token: Redacted.make(ApiKeyToken.print({ id, secret })) }
      return issued
    })

    const issue = Effect.fn("Keys.issue")(function* (request: NewKey) {
      const issued = yield* fresh(request, yield* Clock.currentTimeMillis)
      yield* store.add(issued.key)
      return issued
    })

    const rotate = Effect.fn("Keys.rotate")(function* (id: string, overlapMillis: number) {
      const nowMillis = yield* Clock.currentTimeMillis
      const old = Option.getOrNull(yield* store.find(id))
      if (old === null) return null
      const { accountId, createdMillis, expiresMillis, name, role } = old
      const next = yield* fresh(
        {
          name,
          role,
          accountId,
          expiresMillis: expiresMillis === null ? null : nowMillis + expiresMillis - createdMillis
        },
        nowMillis
      )
      const rotated = yield* store.rotate(id, next.key, nowMillis + overlapMillis)
      yield* remembered.invalidate(id)
      return rotated ? next : null
    })

    const revoke = Effect.fn("Keys.revoke")(function* (id: string) {
      const revoked = yield* store.revoke(id, yield* Clock.currentTimeMillis)
      yield* remembered.invalidate(id)
      return revoked
    })

    return { authenticate, recall, issue, rotate, revoke }
  })

/**
 * The API keys in use: handing out, recognising, revoking.
 *
 * A key's secret is kept as its SHA-256 alone and compared in constant time. Keys are remembered for a few seconds, so that
 * the hot path does not ask the store each time.
 */
export class Keys extends Context.Tag("@sluice/engine/Keys")<
  Keys,
  {
    /** The caller behind the text of a bearer token. */
    readonly authenticate: (presented: string) => Effect.Effect<Caller.Caller, KeyRefused | StoreUnavailable>
    /** The caller behind a key whose secret was proved before: a session is as good as the key that it was opened with. */
    readonly recall: (id: string) => Effect.Effect<Caller.Caller, KeyRefused | StoreUnavailable>
    /** A new key. Its token can be read from the answer alone. */
    readonly issue: (request: NewKey) => Effect.Effect<IssuedKey, StoreUnavailable>
    /**
     * A key that follows another: of the same name, role and account, and for as long a life as that one had. The old one opens for `overlapMillis` more,
     * so that whoever uses it can change over; no longer than it would have. Null where there is nothing to follow: no such key, revoked, expired, or
     * followed already.
     */
    readonly rotate: (id: string, overlapMillis: number) => Effect.Effect<IssuedKey | null, StoreUnavailable>
    /** False when there is no such key, or it was revoked before. Counts here at once, elsewhere within `rememberMillis`. */
    readonly revoke: (id: string) => Effect.Effect<boolean, StoreUnavailable>
  }
>() {
  static readonly layer = (options?: Partial<Options>): Layer.Layer<Keys, never, ApiKeys | Crypto> =>
    Layer.effect(Keys, make({ ...defaults, ...options }))
}
