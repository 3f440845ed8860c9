import { Cause, Data, Effect, Either, Layer, Redacted } from "effect"
import * as Directory from "../ports/Directory.ts"
import * as AccountsConfig from "./AccountsConfig.ts"
import * as SenderNames from "./SenderNames.ts"
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

type Issues = ReadonlyArray<AccountsConfig.Issue>

/** Reads the secrets of one account; `path` is its place in the file. */
const secretsOf = (accountId: string, path: string, resolve: Resolver) => {
  /** The secret behind a reference, or the issue that says why it cannot be had. */
  const one = (name: string, reference: SecretReference): Effect.Effect<Redacted.Redacted, Issues> =>
    Redacted.isRedacted(reference)
      ? Effect.succeed(reference)
      : Effect.mapError(resolve(reference), (missing) => [
          {
            path: `${path}.${name}`,
            message: `${missing.message}, and account ${accountId} needs it`,
            remedy: "provide the secret there, or correct the reference"
          }
        ])
  const several = (
    name: string,
    references: ReadonlyArray<SecretReference>
  ): Effect.Effect<Directory.Secrets, Issues> =>
    Effect.validateAll(references.entries(), ([index, reference]) => one(`${name}[${index}]`, reference)).pipe(
      Effect.mapError((issues) => issues.flat())
    )
  return { one, several }
}

/** Both, or the issues of either. */
const both = <A, B>(first: Effect.Effect<A, Issues>, second: Effect.Effect<B, Issues>) =>
  Effect.validateWith(first, second, (a, b): readonly [A, B] => [a, b]).pipe(
    Effect.mapErrorCause((cause) => Cause.fail([...Cause.failures(cause)].flat()))
  )

/** An account's only pool is its default. */
const poolsOf = ({ defaultPool, pools }: AccountsConfig.Account): Pick<Directory.Account, "pools" | "defaultPool"> => {
  if (pools === undefined) return {}
  const [first, ...others] = pools
  const chosen = defaultPool ?? (others.length === 0 ? first.id : undefined)
  return {
    pools: pools.map(({ id, senders }) => ({ id, senderIds: senders })),
    ...(chosen === undefined ? {} : { defaultPool: chosen })
  }
}

/**
 * Of an account whose token lies in the database alone, until it is read from there. It is judged like any other text that cannot be a token: the account is
 * held, and nothing of it is failed.
 */
const noToken = Redacted.make("")

const accountOf = (
  config: AccountsConfig.Account,
  path: string,
  resolve: Resolver
): Effect.Effect<Directory.Account, Issues> => {
  const { one, several } = secretsOf(config.id, path, resolve)
  const common = {
    id: config.id,
    baseUrls: config.baseUrls,
    ...(config.templates === undefined ? {} : { templates: config.templates }),
    ...poolsOf(config)
  }
  switch (config.provider) {
    case "cloud-api": {
      const { provider, version } = config
      const token = config.accessToken === undefined ? Effect.succeed(noToken) : one("accessToken", config.accessToken)
      const tokens = both(token, one("verifyToken", config.verifyToken))
      return Effect.map(
        both(tokens, several("appSecrets", config.appSecrets)),
        ([[accessToken, verifyToken], appSecrets]) => ({
          ...common,
          provider,
          version,
          accessToken,
          verifyToken,
          appSecrets
        })
      )
    }
    case "twilio": {
      const { accountSid, callbackUrl, contentSids, provider } = config
      return Effect.map(several("authTokens", config.authTokens), (authTokens) => ({
        ...common,
        provider,
        accountSid,
        authTokens,
        ...(callbackUrl === undefined ? {} : { callbackUrl }),
        ...(contentSids === undefined ? {} : { contentSids })
      }))
    }
    case "messagebird": {
      const { callbackUrl, provider, templateNamespace } = config
      return Effect.map(
        both(one("accessKey", config.accessKey), several("signingKeys", config.signingKeys)),
        ([accessKey, signingKeys]) => ({
          ...common,
          provider,
          accessKey,
          signingKeys,
          ...(callbackUrl === undefined ? {} : { callbackUrl }),
          ...(templateNamespace === undefined ? {} : { templateNamespace })
        })
      )
    }
    case "bird": {
      const { provider, templateProjects, workspaceId } = config
      return Effect.map(
        both(one("accessKey", config.accessKey), several("signingKeys", config.signingKeys)),
        ([accessKey, signingKeys]) => ({
          ...common,
          provider,
          workspaceId,
          accessKey,
          signingKeys,
          ...(templateProjects === undefined ? {} : { templateProjects })
        })
      )
    }
    case "zendesk": {
      const { appId, keyId, provider } = config
      return Effect.map(
        both(one("keySecret", config.keySecret), several("webhookSecrets", config.webhookSecrets)),
        ([keySecret, webhookSecrets]) => ({ ...common, provider, appId, keyId, keySecret, webhookSecrets })
      )
    }
    case "360dialog": {
      const { callbackHeader, provider } = config
      return Effect.map(
        both(one("apiKey", config.apiKey), several("callbackKeys", config.callbackKeys)),
        ([apiKey, callbackKeys]) => ({ ...common, provider, apiKey, callbackHeader, callbackKeys })
      )
    }
  }
}

const sendersOf = (config: AccountsConfig.Account): ReadonlyArray<Directory.Sender> =>
  config.businesses.flatMap((business) =>
    business.senders.map((sender) => ({
      ...sender,
      accountId: config.id,
      businessId: business.id,
      timeZone: business.timeZone,
      ...(business.messagingTier === undefined ? {} : { messagingTier: business.messagingTier }),
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
  const senderByPhoneNumberId = SenderNames.index(senders)
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
