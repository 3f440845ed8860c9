import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Keys } from "@sluice/engine/access/Keys"
import { type ApiKey, ApiKeys } from "@sluice/engine/ports/ApiKeys"
import { Clock, DateTime, Effect, Option, Redacted } from "effect"
import * as DatabaseOption from "../database/DatabaseOption.ts"
import * as Bounded from "../Bounded.ts"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as Table from "../Table.ts"
import * as KeyRing from "./KeyRing.ts"

const dayMillis = 86_400_000

const role = Options.choice("role", ["viewer", "operator", "admin"]).pipe(
  Options.withDescription("viewer reads, operator sends and operates, admin manages keys and accounts")
)
const name = Options.text("name").pipe(Options.withDescription("who or what will use the key"))
const account = Options.text("account").pipe(
  Options.optional,
  Options.withDescription("the one account it may use; all where it is not given")
)
const expiresDays = Bounded.integer("expires-days", 1, 3_650).pipe(
  Options.optional,
  Options.withDescription("days until the key expires; never where it is not given")
)

const shared = { databaseUrl: DatabaseOption.databaseUrl, format: Output.format }

const stamp = (millis: number | null): string | null =>
  millis === null ? null : DateTime.formatIso(DateTime.unsafeMake(millis))

/** A key as it is shown: never its hash. */
const shown = (key: ApiKey) => ({
  id: key.id,
  name: key.name,
  role: key.role,
  account: key.accountId,
  created: stamp(key.createdMillis),
  expires: stamp(key.expiresMillis),
  revoked: stamp(key.revokedMillis)
})

const create = Command.make(
  "create",
  { ...shared, role, name, account, expiresDays },
  ({ account, databaseUrl, expiresDays, format, name, role }) =>
    Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      const { key, token } = yield* KeyRing.issue({
        name,
        role,
        accountId: Option.getOrNull(account),
        expiresMillis: Option.getOrNull(Option.map(expiresDays, (days) => nowMillis + days * dayMillis))
      })
      if (format === "json") return yield* Output.json({ ...shown(key), key: Redacted.value(token) })
      const { note } = yield* Output.Output
      yield* note(`the key of ${key.name} (${key.role}); it is shown this once:`)
      // Alone on stdout, so that it can be piped into a secret store.
      yield* Output.line(Redacted.value(token))
    }).pipe(Effect.provide(DatabaseOption.layer(databaseUrl)))
).pipe(
  Command.withDescription(
    Example.described("Create an API key and show it once", [
      "sluice keys create --role operator --name billing --expires-days 90"
    ])
  )
)

const ls = Command.make("ls", shared, ({ databaseUrl, format }) =>
  Effect.gen(function* () {
    const { list } = yield* ApiKeys
    const keys = (yield* list).map(shown)
    if (format === "json") return yield* Effect.forEach(keys, Output.json, { discard: true })
    yield* Output.line(
      Table.render(
        ["id", "name", "role", "account", "created", "state"],
        keys.map((key) => [key.id, key.name, key.role, key.account ?? "all", key.created ?? "", stateOf(key)])
      )
    )
  }).pipe(Effect.provide(KeyRing.layer), Effect.provide(DatabaseOption.layer(databaseUrl)))
).pipe(Command.withDescription(Example.described("List the API keys", ["sluice keys ls --json"])))

const stateOf = ({ expires, revoked }: ReturnType<typeof shown>): string => {
  if (revoked !== null) return `revoked ${revoked}`
  return expires === null ? "in use" : `expires ${expires}`
}

const revoke = Command.make(
  "revoke",
  {
    ...shared,
    id: Args.text({ name: "id" }).pipe(Args.withDescription("public part of the key, as `keys ls` shows it")),
    yes: Confirmation.yes
  },
  ({ databaseUrl, format, id, yes }) =>
    Effect.gen(function* () {
      const keys = yield* Keys
      yield* Confirmation.asked(`key ${id} would be revoked; whoever uses it is refused from then on`, yes)
      if (!(yield* keys.revoke(id)))
        return yield* new ExitCode.CommandFailed({
          message: `no key ${JSON.stringify(id)} is in use; \`sluice keys ls\` shows those that are`
        })
      yield* format === "json"
        ? Output.json({ id, revoked: true })
        : Output.line(`${id} is revoked; servers follow within seconds`)
    }).pipe(Effect.provide(KeyRing.layer), Effect.provide(DatabaseOption.layer(databaseUrl)))
).pipe(Command.withDescription(Example.described("Revoke an API key", ["sluice keys revoke 3f9a1c2b4d5e6f70 --yes"])))

/** `sluice keys`: works on the database itself, so that the first key can be made before a server runs. */
export const command = Command.make("keys").pipe(
  Command.withDescription(
    Example.described("Create, list and revoke the keys of the server's callers", [
      "sluice keys create --role admin --name ops"
    ])
  ),
  Command.withSubcommands([create, ls, revoke])
)
