import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { AccountView } from "@sluice/client/Accounts"
import { Effect, Schema } from "effect"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import * as ExitCode from "../ExitCode.ts"
import * as ListSource from "../numbers/ListSource.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as AccountLines from "./AccountLines.ts"
import * as ResealCommand from "./ResealCommand.ts"
import * as TokenInput from "./TokenInput.ts"

const shared = { server: ServerOption.server, format: Output.format }

const id = Args.text({ name: "account" }).pipe(Args.withDescription("its id in the accounts file"))

const toJson = Schema.encodeSync(AccountView)

const print = (format: Output.Format, account: AccountView) =>
  format === "json"
    ? Output.json(toJson(account))
    : Effect.flatMap(Output.Output, ({ style }) => Output.line(AccountLines.lines(account, style)))

const ls = Command.make("ls", shared, ({ format, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const { accounts } = yield* ServerFailure.told(client.accounts.list({}))
    yield* format === "json"
      ? Effect.forEach(accounts, (account) => Output.json(toJson(account)), { discard: true })
      : Output.line(AccountLines.table(accounts))
  })
).pipe(
  Command.withDescription(Example.described("List the accounts, and how their tokens stand", ["sluice accounts ls"]))
)

const show = Command.make("show", { ...shared, id }, ({ format, id, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    yield* print(format, yield* ServerFailure.told(client.accounts.get({ path: { id } })))
  })
).pipe(Command.withDescription(Example.described("One account and its token", ["sluice accounts show acme"])))

const check = Command.make("check", { ...shared, id }, ({ format, id, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const account = yield* ServerFailure.told(client.accounts.check({ path: { id } }))
    yield* print(format, account)
    if (AccountLines.isStopped(account)) return yield* new ExitCode.FindingsFound({ errors: 1 })
  })
).pipe(
  Command.withDescription(
    Example.described("Ask the provider about an account's token now; fails where it would stop the account", [
      "sluice accounts check acme"
    ])
  )
)

const set = Command.make(
  "set",
  {
    ...shared,
    id,
    yes: Confirmation.yes,
    file: Options.text("file").pipe(
      Options.withDefault(ListSource.standardInput),
      Options.withDescription("where the token lies; standard input where it is not given")
    )
  },
  ({ file, format, id, server, yes }) =>
    Effect.gen(function* () {
      const token = yield* TokenInput.read(file)
      // Where the token came by standard input nobody can be asked there: then --yes says it.
      yield* Confirmation.asked(`the token of account ${id} would be replaced in every process`, yes)
      const client = yield* ServerOption.client(server)
      const account = yield* ServerFailure.told(client.accounts.putToken({ path: { id }, payload: { token } }))
      yield* print(format, account)
    })
).pipe(
  Command.withDescription(
    Example.described("Put another token in place; every process uses it within a second or so", [
      "sluice accounts token set acme --yes < token.txt"
    ])
  )
)

const token = Command.make("token").pipe(
  Command.withDescription(
    Example.described("The token of an account", ["sluice accounts token set acme --file token.txt --yes"])
  ),
  Command.withSubcommands([set])
)

/** `sluice accounts`: who sends through which provider, and how their tokens stand (SF-04). */
export const command = Command.make("accounts").pipe(
  Command.withDescription(Example.described("Accounts and their tokens", ["sluice accounts ls"])),
  Command.withSubcommands([ls, show, check, token, ResealCommand.command])
)
