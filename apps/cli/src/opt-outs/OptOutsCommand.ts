import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { OptOut, Scope } from "@sluice/client/OptOuts"
import { E164 } from "@sluice/core/phone/E164"
import { Array, DateTime, Effect, Option, Schema } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import * as NumberOption from "../NumberOption.ts"
import * as Output from "../Output.ts"
import * as AccountOption from "../server/AccountOption.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as Table from "../Table.ts"

const shared = { server: ServerOption.server, format: Output.format, account: AccountOption.account }

const number = (name: string) =>
  Args.text({ name }).pipe(
    Args.withSchema(E164),
    Args.withDescription("a number in E.164, as in +886912345678; `sluice numbers check` corrects others")
  )

const scope = Options.choice("scope", Scope.literals)

/** Opt-outs in one request; the server's own bounds. */
const putMax = 1_000
const pageMax = 500

const optOutJson = Schema.encodeSync(OptOut)

const table = (found: ReadonlyArray<OptOut>): string =>
  found.length === 0
    ? "nobody has opted out"
    : Table.plain(
        ["recipient", "scope", "said by", "since"],
        found.map(({ recipient, scope, since, source }) => [recipient, scope, source, DateTime.formatIso(since)])
      )

const limit = Bounded.integer("limit", 1, 1_000_000).pipe(
  Options.withDefault(50),
  Options.withDescription("how many at most; 50 where it is not given")
)
const to = NumberOption.of("to", E164).pipe(Options.optional, Options.withDescription("only those of this number"))

const ls = Command.make("ls", { ...shared, to, limit }, ({ account, format, limit, server, to }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const found: Array<OptOut> = []
    let cursor: string | null = null
    do {
      const urlParams: Parameters<typeof client.optOuts.list>[0]["urlParams"] = {
        ...AccountOption.named(account),
        ...Option.match(to, { onNone: () => ({}), onSome: (recipient) => ({ recipient }) }),
        ...(cursor === null ? {} : { cursor }),
        limit: Math.min(pageMax, limit - found.length)
      }
      const page = yield* ServerFailure.told(client.optOuts.list({ urlParams }))
      found.push(...page.optOuts)
      cursor = page.next
      if (format === "json") yield* Effect.forEach(page.optOuts, (one) => Output.json(optOutJson(one)))
    } while (cursor !== null && found.length < limit)
    if (format === "human") yield* Output.line(table(found))
  })
).pipe(
  Command.withDescription(Example.described("List who must not be written to", ["sluice opt-outs ls --limit 500"]))
)

const add = Command.make(
  "add",
  {
    ...shared,
    numbers: number("number").pipe(Args.atLeast(1)),
    scope: scope.pipe(
      Options.withDefault("all" as const),
      Options.withDescription("marketing stops templates of that category alone; all where it is not given")
    )
  },
  ({ account, format, numbers, scope, server }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const counts = yield* Effect.forEach(Array.chunksOf(numbers, putMax), (chunk) => {
        const optOuts = chunk.map((recipient) => ({ recipient, scope }))
        return ServerFailure.told(client.optOuts.put({ payload: { ...AccountOption.named(account), optOuts } }))
      })
      const added = counts.reduce((sum, count) => sum + count.added, 0)
      const ended = counts.reduce((sum, count) => sum + count.ended, 0)
      yield* format === "json"
        ? Output.json({ added, ended })
        : Output.line(`${added} added; ${ended} queued messages will not be sent`)
    })
).pipe(
  Command.withDescription(
    Example.described("Opt recipients out: what is queued to them is ended", [
      "sluice opt-outs add +886912345678 +85251234567",
      "sluice opt-outs add --scope marketing +886912345678"
    ])
  )
)

const rm = Command.make(
  "rm",
  {
    ...shared,
    number: number("number"),
    scope: scope.pipe(Options.optional, Options.withDescription("only this scope; both where it is not given")),
    yes: Confirmation.yes
  },
  ({ account, format, number, scope, server, yes }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      yield* Confirmation.asked(`${number} would be written to again, whoever stated the opt-out`, yes)
      const urlParams = {
        ...AccountOption.named(account),
        recipient: number,
        ...Option.match(scope, { onNone: () => ({}), onSome: (only) => ({ scope: only }) })
      }
      const { removed } = yield* ServerFailure.told(client.optOuts.remove({ urlParams }))
      yield* format === "json"
        ? Output.json({ recipient: number, removed })
        : Output.line(removed === 0 ? `${number} had not opted out` : `${number} may be written to again`)
    })
).pipe(
  Command.withDescription(
    Example.described("Take a recipient's opt-outs back, whoever stated them", [
      "sluice opt-outs rm +886912345678 --yes"
    ])
  )
)

/** `sluice opt-outs`: who must not be written to. */
export const command = Command.make("opt-outs").pipe(
  Command.withDescription(
    Example.described("Recipients who must not be written to", ["sluice opt-outs add +886912345678"])
  ),
  Command.withSubcommands([ls, add, rm])
)
