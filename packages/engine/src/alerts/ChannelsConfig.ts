import { Severity } from "@sluice/core/alert/Alert"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import * as Issue from "@sluice/core/message/Issue"
import { shipped } from "@sluice/core/policy/Policy"
import { Data, Effect, Either, Redacted, Schema } from "effect"
import { type Resolver, SecretReference } from "../directory/SecretReference.ts"
import { told } from "../settings/KeyMeaning.ts"

/** Rules that can be named; the two policies have all of them between them. */
const ruleIds: ReadonlySet<string> = new Set(
  Object.values(shipped).flatMap((policy) => [...Rulebook.fromPolicy(policy).byId.keys()])
)

const Name = Schema.String.pipe(
  Schema.pattern(/^[a-z0-9][a-z0-9-]{0,31}$/, {
    message: () => "expected 1 to 32 small letters, digits or hyphens, such as ops-mail"
  })
)

const RuleId = Schema.String.pipe(
  Schema.filter((id) => ruleIds.has(id), { message: () => "expected the id of an alert rule, such as token-dead" })
)

/** One address: `ops@example.com`, or `Sluice <ops@example.com>`; without breaks, which would begin another header. */
const MailAddress = Schema.String.pipe(
  Schema.pattern(/^(?:[^<>\r\n]{0,100}<[^\s<>@]{1,64}@[^\s<>@]{1,255}>|[^\s<>@]{1,64}@[^\s<>@]{1,255})$/, {
    message: () => "expected a mail address, such as ops@example.com"
  })
)

const common = {
  name: Name.pipe(told("by which `sluice alerts channels` names it; unique")),
  least: Schema.optionalWith(Severity.pipe(told("it is told of nothing less")), {
    exact: true,
    default: () => "warning" as const
  }),
  rules: Schema.optionalWith(Schema.NonEmptyArray(RuleId).pipe(told("only these alerts; all unless said")), {
    exact: true
  }),
  accounts: Schema.optionalWith(
    Schema.NonEmptyArray(Schema.NonEmptyString).pipe(
      told("only these, and what belongs to no account; all unless said")
    ),
    { exact: true }
  )
}

/** One channel of the file, by its kind. */
export const Channel = Schema.Union(
  Schema.Struct({ ...common, kind: Schema.Literal("log") }),
  /** Signed JSON (Standard Webhooks). */
  Schema.Struct({
    ...common,
    kind: Schema.Literal("webhook"),
    url: SecretReference.pipe(told("an HTTPS address on the public internet")),
    secret: SecretReference.pipe(
      told("`whsec_` and base64, which signs by [Standard Webhooks](https://www.standardwebhooks.com)")
    )
  }),
  /** An incoming webhook of Slack, or of what takes the same: its address is its secret. */
  Schema.Struct({
    ...common,
    kind: Schema.Literal("slack"),
    url: SecretReference.pipe(told("the address of the incoming webhook"))
  }),
  Schema.Struct({
    ...common,
    kind: Schema.Literal("email"),
    server: Schema.Struct({
      host: Schema.NonEmptyString.pipe(told("its name or address")),
      port: Schema.Int.pipe(Schema.between(1, 65_535), told("from 1 to 65535")),
      security: Schema.optionalWith(
        Schema.Literal("tls", "starttls", "none").pipe(
          told("`tls` from the start (465), `starttls` (587), or `none`, for a server on this machine alone")
        ),
        { exact: true, default: () => "starttls" as const }
      ),
      user: Schema.optionalWith(Schema.NonEmptyString.pipe(told("together with its password")), { exact: true }),
      password: Schema.optionalWith(SecretReference.pipe(told("together with its user")), { exact: true })
    }).pipe(told("the server that takes the mail")),
    from: MailAddress.pipe(told("`alerts@example.com`, or `Sluice <alerts@example.com>`")),
    to: Schema.NonEmptyArray(MailAddress).pipe(Schema.maxItems(20), told("up to 20 such addresses"))
  })
)

const File = Schema.Struct({ channels: Schema.Array(Channel).pipe(Schema.maxItems(20)) })

/** A channel of the file with its secrets in hand. */
export type Configured = Schema.Schema.Type<typeof Common> &
  (
    | { readonly kind: "log" }
    | { readonly kind: "webhook"; readonly url: Redacted.Redacted; readonly secret: Redacted.Redacted }
    | { readonly kind: "slack"; readonly url: Redacted.Redacted }
    | {
        readonly kind: "email"
        readonly server: {
          readonly host: string
          readonly port: number
          readonly security: "tls" | "starttls" | "none"
          readonly login: { readonly user: string; readonly password: Redacted.Redacted } | null
        }
        readonly from: string
        readonly to: ReadonlyArray<string>
      }
  )
const Common = Schema.Struct(common)

/** The file on alert channels cannot be used: every reason with its place, and no secret among them. */
export class ChannelsInvalid extends Data.TaggedError("ChannelsInvalid")<{
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
}> {
  override get message(): string {
    return this.issues.map(({ path, message }) => `${path === "" ? "the file" : path}: ${message}`).join("\n")
  }
}

/** Where nothing is configured: the log, from which collectors wake people. */
export const unconfigured: ReadonlyArray<Configured> = [{ kind: "log", name: "log", least: "info" }]

const decodeFile = Schema.decodeUnknownEither(File, { onExcessProperty: "error", errors: "all", exact: true })

type Issues = ChannelsInvalid["issues"]

const doubled = (channels: ReadonlyArray<{ readonly name: string }>): Issues =>
  channels.flatMap(({ name }, index) =>
    channels.findIndex((other) => other.name === name) === index
      ? []
      : [{ path: `channels[${index}].name`, message: "is the name of a channel before it" }]
  )

const isRemote = (host: string): boolean => !["localhost", "127.0.0.1", "::1"].includes(host)

const resolved = (channel: typeof Channel.Type, path: string, resolve: Resolver): Effect.Effect<Configured, Issues> => {
  const secret = (field: string, reference: typeof SecretReference.Type): Effect.Effect<Redacted.Redacted, Issues> =>
    Redacted.isRedacted(reference)
      ? Effect.succeed(reference)
      : Effect.mapError(resolve(reference), ({ message }) => [{ path: `${path}.${field}`, message }])
  const { accounts, least, name, rules } = channel
  const shared = {
    name,
    least,
    ...(accounts === undefined ? {} : { accounts }),
    ...(rules === undefined ? {} : { rules })
  }
  switch (channel.kind) {
    case "log":
      return Effect.succeed({ ...shared, kind: "log" })
    case "slack":
      return Effect.map(secret("url", channel.url), (url) => ({ ...shared, kind: "slack" as const, url }))
    case "webhook":
      return Effect.map(Effect.all([secret("url", channel.url), secret("secret", channel.secret)]), ([url, key]) => ({
        ...shared,
        kind: "webhook" as const,
        url,
        secret: key
      }))
    case "email": {
      const { from, server, to } = channel
      const { host, password, port, security, user } = server
      if ((user === undefined) !== (password === undefined)) {
        return Effect.fail([
          { path: `${path}.server`, message: "has a user without a password, or the other way round" }
        ])
      }
      if (security === "none" && isRemote(host)) {
        return Effect.fail([
          { path: `${path}.server.security`, message: "must be tls or starttls for a server that is not this machine" }
        ])
      }
      const made = (login: { readonly user: string; readonly password: Redacted.Redacted } | null): Configured => ({
        ...shared,
        kind: "email",
        server: { host, port, security, login },
        from,
        to
      })
      return user === undefined || password === undefined
        ? Effect.succeed(made(null))
        : Effect.map(secret("server.password", password), (found) => made({ user, password: found }))
    }
  }
}

/** The channels of a parsed JSON file, their secrets read; or every reason why they cannot be used. */
export const read = (json: unknown, resolve: Resolver): Effect.Effect<ReadonlyArray<Configured>, ChannelsInvalid> =>
  Effect.gen(function* () {
    const file = yield* Either.mapLeft(decodeFile(json), (error) => Issue.fromParseError(error))
    const repeated = doubled(file.channels)
    if (repeated.length > 0) return yield* Effect.fail(repeated)
    return yield* Effect.validateAll(file.channels.entries(), ([index, channel]) =>
      resolved(channel, `channels[${index}]`, resolve)
    ).pipe(Effect.mapError((issues) => issues.flat()))
  }).pipe(Effect.mapError((issues) => new ChannelsInvalid({ issues })))
