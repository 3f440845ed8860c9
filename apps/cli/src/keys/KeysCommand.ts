import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Clock, DateTime, Effect, Option, Redacted } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as Table from "../Table.ts"
import * as KeyPlace from "./KeyPlace.ts"

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

const shared = { place: KeyPlace.place, format: Output.format }

const stamp = (millis: number): string => DateTime.formatIso(DateTime.unsafeMake(millis))

/** The text of a new key alone on stdout, so that it can be piped into a secret store. */
const handOut = (format: Output.Format, { key, token }: KeyPlace.HandedOut, what: string) =>
  Effect.gen(function* () {
    if (format === "json") return yield* Output.json({ ...key, key: Redacted.value(token) })
    const { note } = yield* Output.Output
    yield* note(`${what}; it is shown this once:`)
    yield* Output.line(Redacted.value(token))
  })

const create = Command.make(
  "create",
  { ...shared, role, name, account, expiresDays },
  ({ account, expiresDays, format, name, place, role }) =>
    Effect.gen(function* () {
      const keys = yield* KeyPlace.of(place)
      const nowMillis = yield* Clock.currentTimeMillis
      const issued = yield* keys.issue({
        name,
        role,
        accountId: Option.getOrNull(account),
        expiresMillis: Option.getOrNull(Option.map(expiresDays, (days) => nowMillis + days * dayMillis))
      })
      yield* handOut(format, issued, `the key of ${name} (${role})`)
    })
).pipe(
  Command.withDescription(
    Example.described("Create an API key and show it once", [
      "sluice keys create --role operator --name billing --expires-days 90"
    ])
  )
)

const ls = Command.make("ls", shared, ({ format, place }) =>
  Effect.gen(function* () {
    const { list } = yield* KeyPlace.of(place)
    const keys = yield* list
    if (format === "json") return yield* Effect.forEach(keys, Output.json, { discard: true })
    yield* Output.line(
      Table.plain(
        ["id", "name", "role", "account", "created", "last used", "state"],
        keys.map((key) => [
          key.id,
          key.name,
          key.role,
          key.account ?? "all",
          key.created ?? "",
          key.lastUsed ?? "never",
          stateOf(key)
        ])
      )
    )
  })
).pipe(Command.withDescription(Example.described("List the API keys", ["sluice keys ls --json"])))

const stateOf = ({ expires, replacedBy, revoked }: KeyPlace.ShownKey): string => {
  if (revoked !== null) return `revoked ${revoked}`
  const ends = expires === null ? "in use" : `expires ${expires}`
  return replacedBy === null ? ends : `${ends}, followed by ${replacedBy}`
}

const unitMillis: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: dayMillis }

/** `90m`, `24h` and `7d` as milliseconds; up to 90 days. */
const overlap = Options.text("overlap").pipe(
  Options.filterMap((text) => {
    const [, count, unit = ""] = /^(\d{1,5})([mhd])$/.exec(text) ?? []
    const millis = Number(count) * (unitMillis[unit] ?? Number.NaN)
    return millis <= 90 * dayMillis ? Option.some(millis) : Option.none()
  }, "--overlap takes a span such as 90m, 24h or 7d, up to 90d"),
  Options.withDefault(dayMillis),
  Options.withDescription("for how long the old key still opens: 90m, 24h, 7d; 24h where it is not given")
)

const keyId = Args.text({ name: "id" }).pipe(Args.withDescription("public part of the key, as `keys ls` shows it"))

const notInUse = (id: string) =>
  new ExitCode.CommandFailed({
    message: `no key ${JSON.stringify(id)} is in use; \`sluice keys ls\` shows those that are`
  })

const rotate = Command.make("rotate", { ...shared, id: keyId, overlap }, ({ format, id, overlap, place }) =>
  Effect.gen(function* () {
    const keys = yield* KeyPlace.of(place)
    const issued = yield* keys.rotate(id, overlap)
    if (issued === null) return yield* notInUse(id)
    const until = stamp((yield* Clock.currentTimeMillis) + overlap)
    yield* handOut(format, issued, `the key that follows ${id}, which opens until ${until}`)
  })
).pipe(
  Command.withDescription(
    Example.described("Make a key that follows another, of the same name, role and account; the old one ends later", [
      "sluice keys rotate 3f9a1c2b4d5e6f70 --overlap 24h"
    ])
  )
)

const revoke = Command.make(
  "revoke",
  {
    ...shared,
    id: keyId,
    yes: Confirmation.yes
  },
  ({ format, id, place, yes }) =>
    Effect.gen(function* () {
      const keys = yield* KeyPlace.of(place)
      yield* Confirmation.asked(`key ${id} would be revoked; whoever uses it is refused from then on`, yes)
      if (!(yield* keys.revoke(id))) return yield* notInUse(id)
      yield* format === "json"
        ? Output.json({ id, revoked: true })
        : Output.line(`${id} is revoked; servers follow within seconds`)
    })
).pipe(Command.withDescription(Example.described("Revoke an API key", ["sluice keys revoke 3f9a1c2b4d5e6f70 --yes"])))

/** `sluice keys`: asks a server that is named, and works on the database itself otherwise, so that the first key can be made before a server runs. */
export const command = Command.make("keys").pipe(
  Command.withDescription(
    Example.described("Create, list, rotate and revoke the keys of the server's callers", [
      "sluice keys create --role admin --name ops"
    ])
  ),
  Command.withSubcommands([create, ls, rotate, revoke])
)
