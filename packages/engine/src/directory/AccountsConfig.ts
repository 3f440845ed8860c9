import * as E164 from "@sluice/core/phone/E164"
import * as Policy from "@sluice/core/policy/Policy"
import { Array, DateTime, Either, Option, ParseResult, Schema } from "effect"
import { SecretReference } from "./SecretReference.ts"

const Name = Schema.String.pipe(
  Schema.pattern(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    message: () => "expected 1 to 64 letters, digits, dots, hyphens or underscores, starting with a letter or digit"
  })
)

const Digits = Schema.String.pipe(
  Schema.pattern(/^[0-9]{1,32}$/, { message: () => "expected digits only, as the platform shows the id" })
)

const TimeZone = Schema.String.pipe(
  Schema.filter((name) => Option.isSome(DateTime.zoneMakeNamed(name)), {
    message: () => "expected a time zone of the IANA database, such as Asia/Taipei"
  })
)

const BaseUrl = Schema.String.pipe(
  Schema.pattern(/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/, {
    message: () => "expected an http or https address without query, such as https://graph.facebook.com"
  })
)

const Version = Schema.String.pipe(
  Schema.pattern(/^v[0-9]{1,3}\.[0-9]{1,2}$/, { message: () => "expected a Graph API version, such as v25.0" })
)

/** One number that sends (CLOUD_API 3.1). */
const SenderConfig = Schema.Struct({
  id: Name,
  phoneNumberId: Digits,
  number: E164.E164,
  tier: Schema.optionalWith(Schema.Literal("initial", "raised"), { default: () => "initial" }),
  throughput: Schema.optionalWith(Schema.Literal("standard", "upgraded", "coexistence"), { default: () => "standard" })
})

const BusinessConfig = Schema.Struct({
  id: Name,
  timeZone: TimeZone,
  senders: Schema.NonEmptyArray(SenderConfig)
})

const AccountConfig = Schema.Struct({
  id: Name,
  provider: Schema.Literal("cloud-api"),
  policy: Schema.Literal("guide", "cloud-api"),
  /** Parts of the policy that are replaced, as `Policy.override` takes them. */
  policyOverrides: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown })),
  baseUrls: Schema.NonEmptyArray(BaseUrl),
  version: Version,
  accessToken: SecretReference,
  appSecrets: Schema.NonEmptyArray(SecretReference),
  verifyToken: SecretReference,
  /** Whether messages are fitted to the registered templates; without it from the first import on (TP-07). */
  templates: Schema.optionalWith(Schema.Literal("registry", "unchecked"), { exact: true }),
  businesses: Schema.NonEmptyArray(BusinessConfig)
})
type AccountConfig = typeof AccountConfig.Type

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
export interface Account extends AccountConfig {
  readonly effectivePolicy: Policy.Policy
}

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
    const issues = [...repeatedNames(file.accounts), ...issuesOfPolicies.flat()]
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
    ...account.businesses.flatMap((business, b) => [
      { kind: "business id", value: business.id, path: `accounts[${a}].businesses[${b}].id` },
      ...business.senders.flatMap((sender, s) => {
        const path = `accounts[${a}].businesses[${b}].senders[${s}]`
        return [
          { kind: "sender id", value: sender.id, path: `${path}.id` },
          { kind: "phoneNumberId", value: sender.phoneNumberId, path: `${path}.phoneNumberId` },
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
