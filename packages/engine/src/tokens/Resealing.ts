import { Data, Effect, Either } from "effect"
import { Secrets } from "../ports/Secrets.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { type KeptSecret, type Subscription, Subscriptions } from "../ports/Subscriptions.ts"
import { type Label, type Sealed, Vault, type VaultClosed } from "../ports/Vault.ts"
import * as Sealing from "./Sealing.ts"

/** What became of one secret. */
export type Outcome = Data.TaggedEnum<{
  /** It is sealed with the first key, and was before. */
  Current: { readonly label: Label; readonly keyId: string }
  /** It is sealed with another key, and would be with the first one: a dry run. */
  Due: { readonly label: Label; readonly keyId: string; readonly toKeyId: string }
  /** It is sealed with the first key now. */
  Resealed: { readonly label: Label; readonly keyId: string; readonly toKeyId: string }
  /** Another one was put in its place meanwhile; it is sealed by whoever put it. */
  Replaced: { readonly label: Label; readonly keyId: string }
  /** None of the keys here opens it: it is as it was. */
  Unreadable: { readonly label: Label; readonly keyId: string; readonly detail: string }
}>
const { Current, Due, Replaced, Resealed, Unreadable } = Data.taggedEnum<Outcome>()

/** A secret as it lies somewhere, and how it is put back there under another key: false where it is not that one any more. */
interface Found {
  readonly label: Label
  readonly sealed: Sealed
  readonly replace: (after: Sealed) => Effect.Effect<boolean, StoreUnavailable>
}

const withSealed = (secrets: ReadonlyArray<KeptSecret>, before: Sealed, after: Sealed): ReadonlyArray<KeptSecret> =>
  secrets.map((kept) => (Sealing.isSame(kept.sealed, before) ? { ...kept, sealed: after } : kept))

const ofAccounts = Effect.gen(function* () {
  const secrets = yield* Secrets
  return (yield* secrets.list).map(({ label, sealed }): Found => ({
    label,
    sealed,
    replace: (after) => secrets.reseal(label, sealed, after)
  }))
})

const ofSubscriptions = Effect.gen(function* () {
  const subscriptions = yield* Subscriptions
  const of = ({ id, secrets }: Subscription): ReadonlyArray<Found> =>
    secrets.map(({ sealed }) => ({
      label: { subscriptionId: id, field: "signing-secret" },
      sealed,
      replace: (after) => {
        const seen = { changed: false }
        return subscriptions
          .modify(id, (now) => {
            seen.changed = now.secrets.some((kept) => Sealing.isSame(kept.sealed, sealed))
            return seen.changed ? { standing: now.standing, secrets: withSealed(now.secrets, sealed, after) } : null
          })
          .pipe(Effect.map(() => seen.changed))
      }
    }))
  return (yield* subscriptions.list(null)).flatMap(of)
})

/**
 * Seals every secret of the database with the first key, the tokens of accounts and what subscribers' events are signed with, so that the keys before it
 * can be taken away (ADR 12). The secrets stay what they are; processes go on, and what is put meanwhile stands. Run again it finds nothing more.
 */
export const run = Effect.fn("Resealing.run")(function* ({ dryRun }: { readonly dryRun: boolean }) {
  const vault = yield* Vault
  const one = Effect.fnUntraced(function* ({
    label,
    replace,
    sealed
  }: Found): Effect.fn.Return<Outcome, StoreUnavailable | VaultClosed> {
    const { keyId } = sealed
    const opened = yield* Effect.either(vault.open(label, sealed))
    if (Either.isLeft(opened)) return Unreadable({ label, keyId, detail: opened.left.message })
    const after = yield* vault.seal(label, opened.right)
    if (after.keyId === keyId) return Current({ label, keyId })
    if (dryRun) return Due({ label, keyId, toKeyId: after.keyId })
    return (yield* replace(after)) ? Resealed({ label, keyId, toKeyId: after.keyId }) : Replaced({ label, keyId })
  })
  const found = [...(yield* ofAccounts), ...(yield* ofSubscriptions)]
  return yield* Effect.forEach(found, one)
})
