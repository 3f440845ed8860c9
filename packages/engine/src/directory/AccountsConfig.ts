import * as Policy from "@sluice/core/policy/Policy"
import { Array, Either, ParseResult, Schema } from "effect"
import { AccountConfig } from "./AccountSchema.ts"

/**
 * The accounts file: who may send, through what, at which pace.
 *
 * One account at a provider holds businesses, a business holds senders; a policy belongs to an account.
 */
const AccountsFile = Schema.Struct({
  /** For editors that read a schema's address; ignored. */
  $schema: Schema.optional(Schema.String),
  accounts: Schema.NonEmptyArray(AccountConfig)
})

/** One account of the file, with its policy worked out. */
export type Account = AccountConfig & { readonly effectivePolicy: Policy.Policy }

/** One reason why an accounts file cannot be used. */
export interface Issue {
  /** Dotted, list positions in brackets: `accounts[0].businesses[0].timeZone`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
  readonly remedy: string
}

const decodeFile = Schema.decodeUnknownEither(AccountsFile, { onExcessProperty: "error", errors: "all" })

/** The accounts of a parsed JSON file, or every reason why they cannot be used. Secrets are still references. */
export const decode = (json: unknown): Either.Either<ReadonlyArray<Account>, ReadonlyArray<Issue>> =>
  Either.flatMap(Either.mapLeft(decodeFile(json), shapeIssues), (file) => {
    const [issuesOfPolicies, accounts] = Array.partitionMap(file.accounts, withPolicy)
    const issues = [...repeatedNames(file.accounts), ...file.accounts.flatMap(unknownNames), ...issuesOfPolicies.flat()]
    return issues.length > 0 ? Either.left(issues) : Either.right(accounts)
  })

const shapeIssues = (error: ParseResult.ParseError): ReadonlyArray<Issue> =>
  ParseResult.ArrayFormatter.formatErrorSync(error).map((issue) => ({
    path: issue.path
      .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
      .join("")
      .replace(/^\./, ""),
    message: issue.message,
    remedy:
      issue._tag === "Missing"
        ? "add it"
        : issue._tag === "Unexpected"
          ? "remove it, or correct its name"
          : "correct it"
  }))

const withPolicy = (config: AccountConfig, index: number): Either.Either<Account, ReadonlyArray<Issue>> =>
  Either.mapBoth(Policy.override(Policy.shipped[config.policy], config.policyOverrides ?? {}), {
    onRight: (effectivePolicy) => ({ ...config, effectivePolicy }),
    onLeft: (issues) =>
      issues.map((issue) => ({
        path: `accounts[${index}].policyOverrides.${issue.path}`,
        message: issue.message,
        remedy: "correct it, or remove it to keep the default"
      }))
  })

/**
 * Names that must be unique and are not.
 *
 * Business ids are unique over all accounts because holds name businesses by them; a number that appeared twice would be
 * sent from at twice its limit.
 */
const repeatedNames = (accounts: ReadonlyArray<AccountConfig>): ReadonlyArray<Issue> => {
  const named = accounts.flatMap((account, a) => [
    { kind: "account id", value: account.id, path: `accounts[${a}].id` },
    ...(account.pools ?? []).map((pool, p) => ({
      kind: "pool id",
      value: pool.id,
      path: `accounts[${a}].pools[${p}].id`
    })),
    ...account.businesses.flatMap((business, b) => [
      { kind: "business id", value: business.id, path: `accounts[${a}].businesses[${b}].id` },
      ...business.senders.flatMap((sender, s) => {
        const path = `accounts[${a}].businesses[${b}].senders[${s}]`
        return [
          { kind: "sender id", value: sender.id, path: `${path}.id` },
          { kind: "phoneNumberId", value: sender.phoneNumberId, path: `${path}.phoneNumberId` },
          ...(sender.knownAs === undefined || sender.knownAs === sender.phoneNumberId
            ? []
            : [{ kind: "phoneNumberId", value: sender.knownAs, path: `${path}.knownAs` }]),
          { kind: "number", value: sender.number, path: `${path}.number` }
        ]
      })
    ])
  ])
  const firstAt = new Map<string, string>()
  return named.flatMap(({ kind, value, path }) => {
    const key = `${kind} ${value}`
    const first = firstAt.get(key)
    if (first === undefined) {
      firstAt.set(key, path)
      return []
    }
    return [{ path, message: `the ${kind} ${value} is already used at ${first}`, remedy: "give each its own" }]
  })
}

/** What an account's pools name and the account does not have, or has twice. */
const unknownNames = (account: AccountConfig, a: number): ReadonlyArray<Issue> => {
  const pools = account.pools ?? []
  const own = new Set(account.businesses.flatMap(({ senders }) => senders.map(({ id }) => id)))
  const ofPools = pools.flatMap(({ senders }, p) =>
    senders.flatMap((id, s): ReadonlyArray<Issue> => {
      const path = `accounts[${a}].pools[${p}].senders[${s}]`
      if (!own.has(id)) {
        return [{ path, message: `the account has no sender ${id}`, remedy: "name one of its businesses' senders" }]
      }
      return senders.indexOf(id) < s ? [{ path, message: `${id} is in the pool already`, remedy: "remove it" }] : []
    })
  )
  const { defaultPool } = account
  const isKnown = defaultPool === undefined || pools.some(({ id }) => id === defaultPool)
  return isKnown
    ? ofPools
    : [
        ...ofPools,
        {
          path: `accounts[${a}].defaultPool`,
          message: `the account has no pool ${defaultPool}`,
          remedy: "name one of its pools"
        }
      ]
}
