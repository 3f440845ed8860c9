import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import type { Client } from "@sluice/client/Client"
import type { MessageView } from "@sluice/client/Message"
import { Effect, Option } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import { UsageError } from "../ExitCode.ts"
import * as MessageId from "../messages/MessageIdArgs.ts"
import * as MessageLines from "../messages/MessageLines.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"

const shared = { server: ServerOption.server, format: Output.format }

/** Messages in one request; the server's own bound. */
const pageMax = 500

const sender = Options.text("sender").pipe(Options.optional, Options.withDescription("only those of this sender"))
const limit = Bounded.integer("limit", 1, 100_000).pipe(
  Options.withDefault(50),
  Options.withDescription("how many at most; 50 where it is not given")
)

/** Dead messages, newest first: a failed try is not here, as long as another one follows. */
const dead = (client: Client, senderId: Option.Option<string>, most: number) =>
  Effect.gen(function* () {
    const found: Array<MessageView> = []
    let cursor: string | null = null
    do {
      const urlParams: Parameters<typeof client.messages.list>[0]["urlParams"] = {
        state: ["dead"],
        ...Option.match(senderId, { onNone: () => ({}), onSome: (id) => ({ senderId: id }) }),
        limit: Math.min(pageMax, most - found.length),
        ...(cursor === null ? {} : { cursor })
      }
      const page = yield* ServerFailure.told(client.messages.list({ urlParams }))
      found.push(...page.messages)
      cursor = page.next
    } while (cursor !== null && found.length < most)
    return found
  })

const ls = Command.make("ls", { ...shared, sender, limit }, ({ format, limit, sender, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const found = yield* dead(client, sender, limit)
    yield* format === "json"
      ? Effect.forEach(found, (message) => Output.json(MessageLines.json(message)), { discard: true })
      : Output.line(found.length === 0 ? "no dead letters" : MessageLines.table(found))
  })
).pipe(
  Command.withDescription(
    Example.described("List messages that ran out of tries, newest first (SPEC RT-02)", [
      "sluice dead-letters ls --limit 20"
    ])
  )
)

const ids = MessageId.args.pipe(Args.withDescription("ids, as `dead-letters ls` shows them"), Args.repeated)
const all = Options.boolean("all").pipe(Options.withDescription("every dead letter, or every one of --sender"))
/** Far more than anybody looks through; what is left is retried by another call. */
const retryMax = 10_000

const retry = Command.make(
  "retry",
  { ...shared, ids, all, sender, dryRun: Confirmation.dryRun, yes: Confirmation.yes },
  ({ all, dryRun, format, ids, sender, server, yes }) =>
    Effect.gen(function* () {
      if (all === ids.length > 0) return yield* new UsageError({ message: "say which: ids, or --all" })
      if (!all && Option.isSome(sender)) return yield* new UsageError({ message: "--sender belongs to --all" })
      const { progress } = yield* Output.Output
      const client = yield* ServerOption.client(server)
      const chosen = all ? (yield* dead(client, sender, retryMax)).map(({ id }) => id) : ids
      const what = `${chosen.length} dead letter${chosen.length === 1 ? "" : "s"} would be queued again`
      if (dryRun) {
        return yield* format === "json"
          ? Effect.forEach(chosen, (id) => Output.json({ id, retried: false }), { discard: true })
          : Output.line(what)
      }
      if (chosen.length > 0) yield* Confirmation.asked(what, yes)
      for (const [index, id] of chosen.entries()) {
        yield* progress(`${index + 1} of ${chosen.length}`)
        const message = yield* ServerFailure.told(client.messages.retry({ path: { id } }))
        if (format === "json") yield* Output.json(MessageLines.json(message))
      }
      if (format === "human") yield* Output.line(`${chosen.length} queued again`)
    })
).pipe(
  Command.withDescription(
    Example.described("Queue dead letters again", [
      "sluice dead-letters retry --all --dry-run",
      "sluice dead-letters retry --all --sender shop --yes"
    ])
  )
)

/** `sluice dead-letters`: what ran out of tries, with its history kept (SPEC RT-02). */
export const command = Command.make("dead-letters").pipe(
  Command.withDescription(Example.described("Messages that ran out of tries", ["sluice dead-letters ls"])),
  Command.withSubcommands([ls, retry])
)
