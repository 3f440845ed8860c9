import { Data, Effect, Either, Layer, Redacted } from "effect"
import * as Directory from "../ports/Directory.ts"
import * as AccountsConfig from "./AccountsConfig.ts"
import type { Resolver, SecretReference } from "./SecretReference.ts"

/** The accounts file cannot be used: every reason with its place and its remedy, and no secret among them. */
export class AccountsInvalid extends Data.TaggedError("AccountsInvalid")<{
  readonly issues: ReadonlyArray<AccountsConfig.Issue>
}> {
  override get message(): string {
    return this.issues
      .map(({ path, message, remedy }) => `${path === "" ? "the file" : path}: ${message} (${remedy})`)
      .join("\n")
  }
}

/** The secret behind a reference, or the issue that says why it cannot be had. */
const secretAt = (path: string, reference: SecretReference, resolve: Resolver) =>
  Effect.either(
    Redacted.isRedacted(reference)
      ? Effect.succeed(reference)
      : Effect.mapError(resolve(reference), (missing) => ({
          path,
          message: missing.message,
          remedy: "provide the secret there, or correct the reference"
        }))
  )

const accountOf = Effect.fn("DirectoryLayer.account")(function* (
  config: AccountsConfig.Account,
  path: string,
  resolve: Resolver
) {
  const accessToken = yield* secretAt(`${path}.accessToken`, config.accessToken, resolve)
  const verifyToken = yield* secretAt(`${path}.verifyToken`, config.verifyToken, resolve)
  const appSecrets = yield* Effect.forEach(config.appSecrets, (reference, index) =>
    secretAt(`${path}.appSecrets[${index}]`, reference, resolve)
  )
  const secrets = Either.all({ accessToken, verifyToken, appSecrets: Either.all(appSecrets) })
  if (Either.isLeft(secrets)) {
    return yield* Effect.fail(
      [accessToken, verifyToken, ...appSecrets].flatMap((e) => (Either.isLeft(e) ? [e.left] : []))
    )
  }
  const account: Directory.Account = {
    id: config.id,
    provider: config.provider,
    baseUrls: config.baseUrls,
    version: config.version,
    ...(config.templates === undefined ? {} : { templates: config.templates }),
    ...secrets.right
  }
  return account
})

const sendersOf = (config: AccountsConfig.Account): ReadonlyArray<Directory.Sender> =>
  config.businesses.flatMap((business) =>
    business.senders.map((sender) => ({
      ...sender,
      accountId: config.id,
      businessId: business.id,
      timeZone: business.timeZone,
      policy: config.effectivePolicy
    }))
  )

/** A directory of accounts that do not change while it lives. */
const directory = (
  accounts: ReadonlyArray<Directory.Account>,
  senders: ReadonlyArray<Directory.Sender>
): typeof Directory.Directory.Service => {
  const accountById = new Map(accounts.map((account) => [account.id, account]))
  const senderById = new Map(senders.map((sender) => [sender.id, sender]))
  const senderByPhoneNumberId = new Map(senders.map((sender) => [sender.phoneNumberId, sender]))
  const senderFrom = (index: ReadonlyMap<string, Directory.Sender>) => (id: string) => {
    const sender = index.get(id)
    return sender === undefined ? Effect.fail(new Directory.SenderUnknown({ senderId: id })) : Effect.succeed(sender)
  }
  return {
    sender: senderFrom(senderById),
    senderByPhoneNumberId: senderFrom(senderByPhoneNumberId),
    senders: Effect.succeed(senders),
    account: (accountId) => {
      const account = accountById.get(accountId)
      return account === undefined ? Effect.fail(new Directory.AccountUnknown({ accountId })) : Effect.succeed(account)
    },
    accounts: Effect.succeed(accounts)
  }
}

/**
 * The directory that a parsed accounts file describes.
 *
 * `resolve` reads the secrets that the file only refers to. Fails with every issue of the file at once, or, when the file
 * itself is in order, with every secret that is missing.
 */
export const layer = (json: unknown, resolve: Resolver): Layer.Layer<Directory.Directory, AccountsInvalid> =>
  Layer.effect(
    Directory.Directory,
    Effect.gen(function* () {
      const configs = yield* Either.mapLeft(AccountsConfig.decode(json), (issues) => new AccountsInvalid({ issues }))
      const [missing, accounts] = yield* Effect.partition(configs, (config, index) =>
        accountOf(config, `accounts[${index}]`, resolve)
      )
      if (missing.length > 0) return yield* new AccountsInvalid({ issues: missing.flat() })
      return directory(accounts, configs.flatMap(sendersOf))
    })
  )
