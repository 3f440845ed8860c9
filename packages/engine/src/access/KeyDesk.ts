import { Context, Data, Effect, Layer, Option } from "effect"
import { type ApiKey, ApiKeys } from "../ports/ApiKeys.ts"
import { AccountUnknown, Directory } from "../ports/Directory.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Caller from "./Caller.ts"
import { type IssuedKey, Keys, type NewKey } from "./Keys.ts"

/** No key of that id is in use, or none that the caller may manage. */
export class ApiKeyUnknown extends Data.TaggedError("ApiKeyUnknown")<{ readonly keyId: string }> {
  override get message(): string {
    return `no key ${this.keyId} is in use`
  }
}

/** A key of one account manages that account's keys: a key of all accounts is more than it is itself. */
const mayManage = (caller: Caller.Caller, { accountId }: Pick<ApiKey, "accountId">): boolean =>
  caller.accountId === null || caller.accountId === accountId

const make = Effect.gen(function* () {
  const directory = yield* Directory
  const keys = yield* Keys
  const store = yield* ApiKeys

  /** A key of somebody else is told like one that does not exist. */
  const own = Effect.fn("KeyDesk.own")(function* (caller: Caller.Caller, keyId: string) {
    const found = Option.getOrNull(yield* store.find(keyId))
    if (found === null || !mayManage(caller, found)) return yield* new ApiKeyUnknown({ keyId })
  })

  const list = Effect.fn("KeyDesk.list")(function* (caller: Caller.Caller) {
    return (yield* store.list).filter((key) => mayManage(caller, key))
  })

  const issue = Effect.fn("KeyDesk.issue")(function* (caller: Caller.Caller, key: NewKey) {
    const accountId = key.accountId ?? caller.accountId
    if (accountId !== null) {
      if (!Caller.mayUse(caller, accountId)) return yield* new AccountUnknown({ accountId })
      yield* directory.account(accountId)
    }
    return yield* keys.issue({ ...key, accountId })
  })

  const rotate = Effect.fn("KeyDesk.rotate")(function* (caller: Caller.Caller, keyId: string, overlapMillis: number) {
    yield* own(caller, keyId)
    const issued = yield* keys.rotate(keyId, overlapMillis)
    return issued === null ? yield* new ApiKeyUnknown({ keyId }) : issued
  })

  const revoke = Effect.fn("KeyDesk.revoke")(function* (caller: Caller.Caller, keyId: string) {
    yield* own(caller, keyId)
    if (!(yield* keys.revoke(keyId))) return yield* new ApiKeyUnknown({ keyId })
  })

  return { list, issue, rotate, revoke }
})

/** The keys before the admins who manage them: each sees and makes no more than its own key reaches. */
export class KeyDesk extends Context.Tag("@sluice/engine/KeyDesk")<
  KeyDesk,
  {
    readonly list: (caller: Caller.Caller) => Effect.Effect<ReadonlyArray<ApiKey>, StoreUnavailable>
    /** For the caller's account where it has one, and the key names none. */
    readonly issue: (caller: Caller.Caller, key: NewKey) => Effect.Effect<IssuedKey, AccountUnknown | StoreUnavailable>
    /** See `Keys.rotate`. */
    readonly rotate: (
      caller: Caller.Caller,
      keyId: string,
      overlapMillis: number
    ) => Effect.Effect<IssuedKey, ApiKeyUnknown | StoreUnavailable>
    readonly revoke: (caller: Caller.Caller, keyId: string) => Effect.Effect<void, ApiKeyUnknown | StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<KeyDesk, never, ApiKeys | Directory | Keys> = Layer.effect(KeyDesk, make)
}
