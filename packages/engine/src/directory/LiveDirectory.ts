import { Context, Duration, Effect, Layer, type Redacted } from "effect"
import { Directory } from "../ports/Directory.ts"
import type { Account } from "../ports/Directory.ts"
import { Secrets } from "../ports/Secrets.ts"
import type { StoredSecret } from "../ports/Secrets.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { Vault } from "../ports/Vault.ts"
import type { SecretUnreadable } from "../ports/Vault.ts"
import * as Credential from "./Credential.ts"

/** How soon a process sees a token that was replaced; milliseconds of its clock. */
export interface Options {
  readonly pollMillis: number
}

const defaults: Options = { pollMillis: 500 }

/** A token that was given at run time, without the token. */
export type Replacement = Pick<StoredSecret, "putMillis" | "putBy"> & { readonly keyId: string }

interface Opened {
  readonly token: Redacted.Redacted
  readonly replacement: Replacement
}

/** What the directory knows of the tokens that stand above those of the accounts file. */
export class LiveTokens extends Context.Tag("@sluice/engine/LiveTokens")<
  LiveTokens,
  {
    /** Null for an account whose token is the accounts file's. */
    readonly replacement: (accountId: string) => Replacement | null
    /** Reads what was put since, without waiting for the next look. */
    readonly refresh: Effect.Effect<void, StoreUnavailable>
  }
>() {}

const make = (options: Options) =>
  Effect.gen(function* () {
    const file = yield* Directory
    const secrets = yield* Secrets
    const vault = yield* Vault
    let revision = -1
    let opened: ReadonlyMap<string, Opened> = new Map()

    const open = Effect.fnUntraced(function* ({ label, putBy, putMillis, sealed }: StoredSecret) {
      const token = yield* vault.open(label, sealed)
      return [label.accountId, { token, replacement: { putBy, putMillis, keyId: sealed.keyId } }] as const
    })

    /** Takes over what was put since; answers what could not be opened, whose account keeps the token that it has. */
    const read = Effect.gen(function* () {
      const newest = yield* secrets.revision
      if (newest === revision) return []
      const known = new Set((yield* file.accounts).map(({ id }) => id))
      const own = (yield* secrets.list).filter(({ label }) => known.has(label.accountId))
      const [unreadable, readable] = yield* Effect.partition(own, open)
      opened = new Map([...opened, ...readable])
      revision = newest
      return unreadable
    })
    const refresh = Effect.flatMap(read, (unreadable) =>
      Effect.forEach(unreadable, (error) => Effect.logError(error.message), { discard: true })
    )

    const overlaid = (account: Account): Account => {
      const own = opened.get(account.id)
      return own === undefined ? account : Credential.replaced(account, own.token)
    }

    // What cannot be opened stops the start: to go on with the file's token would send with one that was replaced for a reason.
    const [unreadable] = yield* read
    if (unreadable !== undefined) return yield* unreadable
    const look = Effect.catchAll(refresh, (error) =>
      Effect.logWarning(`replaced tokens could not be looked for; it tries again: ${error.message}`)
    )
    yield* Effect.forkScoped(Effect.forever(Effect.zipRight(Effect.sleep(Duration.millis(options.pollMillis)), look)))

    const directory: Context.Tag.Service<Directory> = {
      ...file,
      account: (accountId) => Effect.map(file.account(accountId), overlaid),
      accounts: Effect.map(file.accounts, (accounts) => accounts.map(overlaid))
    }
    return Context.make(Directory, directory).pipe(
      Context.add(LiveTokens, {
        refresh,
        replacement: (accountId) => opened.get(accountId)?.replacement ?? null
      })
    )
  })

/**
 * A directory whose tokens can be replaced while everything runs (SPEC SF-04): those of the accounts file, and above them those of the
 * store, opened by the vault. A replaced token counts in every process within `pollMillis`.
 *
 * Fails where a stored token cannot be opened, or the store is away.
 */
export const layer = (
  options?: Partial<Options>
): Layer.Layer<Directory | LiveTokens, SecretUnreadable | StoreUnavailable, Directory | Secrets | Vault> =>
  Layer.scopedContext(make({ ...defaults, ...options }))
