import { Clock, Context, Data, Effect, Layer, Option } from "effect"
import * as Spellings from "@sluice/core/phone/Spellings"
import * as Caller from "../access/Caller.ts"
import { RecipientKeys } from "../holds/RecipientKeys.ts"
import { Crypto } from "../ports/Crypto.ts"
import { AccountUnknown, Directory } from "../ports/Directory.ts"
import type { Counts, Erasure } from "../ports/Erasures.ts"
import { Erasures } from "../ports/Erasures.ts"
import { Ids } from "../ports/Ids.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Person from "./Person.ts"

/** No erasure of that id, or none that the caller may see. */
export class ErasureUnknown extends Data.TaggedError("ErasureUnknown")<{ readonly erasureId: string }> {
  override get message(): string {
    return `no erasure ${this.erasureId}`
  }
}

/** Random bytes of a pseudonym. */
const pseudonymBytes = 16

const make = Effect.gen(function* () {
  const crypto = yield* Crypto
  const directory = yield* Directory
  const erasures = yield* Erasures
  const ids = yield* Ids
  const recipientKeys = yield* RecipientKeys

  /** An account of somebody else is told like one that does not exist. */
  const own = Effect.fn("ErasureDesk.own")(function* (caller: Caller.Caller, accountId: string) {
    if (!Caller.mayUse(caller, accountId)) return yield* new AccountUnknown({ accountId })
    yield* directory.account(accountId)
  })

  const preview = Effect.fn("ErasureDesk.preview")(function* (
    caller: Caller.Caller,
    accountId: string,
    recipient: string
  ) {
    yield* own(caller, accountId)
    const senders = yield* directory.senders
    const senderIds = senders.filter((sender) => sender.accountId === accountId).map(({ id }) => id)
    return yield* erasures.preview({ accountId, spellings: Spellings.of(recipient) }, senderIds)
  })

  const open = Effect.fn("ErasureDesk.open")(function* (caller: Caller.Caller, accountId: string, recipient: string) {
    yield* own(caller, accountId)
    const [id = ""] = yield* ids.take(1)
    const keyOf = yield* recipientKeys.keyOf
    return yield* erasures.open({
      id,
      accountId,
      recipient,
      recipientKey: keyOf(recipient),
      pseudonym: Person.pseudonymOf(yield* crypto.randomBytes(pseudonymBytes)),
      openedMillis: yield* Clock.currentTimeMillis
    })
  })

  const find = Effect.fn("ErasureDesk.find")(function* (caller: Caller.Caller, erasureId: string) {
    const found = Option.getOrNull(yield* erasures.find(erasureId))
    if (found === null || !Caller.mayUse(caller, found.accountId)) return yield* new ErasureUnknown({ erasureId })
    return found
  })

  return { preview, open, find }
})

/** Erasing what is known of a person, for the people who have to see to it (docs/people.md). */
export class ErasureDesk extends Context.Tag("@sluice/engine/ErasureDesk")<
  ErasureDesk,
  {
    /** What an erasure would find now; what lies in stored callbacks is found as it is erased. */
    readonly preview: (
      caller: Caller.Caller,
      accountId: string,
      recipient: string
    ) => Effect.Effect<Counts, AccountUnknown | StoreUnavailable>
    /** Begins one, or answers the one that is under way: it is led on until it has ended (`Erasing.run`), whatever dies meanwhile. */
    readonly open: (
      caller: Caller.Caller,
      accountId: string,
      recipient: string
    ) => Effect.Effect<Erasure, AccountUnknown | StoreUnavailable>
    readonly find: (
      caller: Caller.Caller,
      erasureId: string
    ) => Effect.Effect<Erasure, ErasureUnknown | StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<ErasureDesk, never, Crypto | Directory | Erasures | Ids | RecipientKeys> =
    Layer.effect(ErasureDesk, make)
}
