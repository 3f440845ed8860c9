import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { MessageDetail } from "@sluice/client/Message"
import { Recipient } from "@sluice/client/Messages"
import { State } from "@sluice/core/delivery/MessageState"
import { Effect, Option, Schema } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import * as NumberOption from "../NumberOption.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as Shown from "../Shown.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as MessageIdArgs from "./MessageIdArgs.ts"
import * as MessageLines from "./MessageLines.ts"
import * as Story from "./Story.ts"

const shared = { server: ServerOption.server, format: Output.format }

const id = MessageIdArgs.args.pipe(Args.withDescription("id of the message, as `messages ls` shows it"))

/** Messages in one request; the server's own bound. */
const pageMax = 500

const limit = Bounded.integer("limit", 1, 100_000).pipe(
  Options.withDefault(50),
  Options.withDescription("how many at most; 50 where it is not given")
)
const states = Options.choice("state", State.literals).pipe(
  Options.repeated,
  Options.withDescription("only those in this state; may be given several times")
)
const sender = Options.text("sender").pipe(Options.optional, Options.withDescription("only those of this sender"))
const recipient = NumberOption.of("to", Recipient).pipe(
  Options.optional,
  Options.withDescription("only those to this number, in E.164 as in +886912345678")
)

const ls = Command.make(
  "ls",
  { ...shared, states, sender, recipient, limit },
  ({ format, limit, recipient, sender, server, states }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const filter = {
        ...(states.length === 0 ? {} : { state: states }),
        ...Option.match(sender, { onNone: () => ({}), onSome: (senderId) => ({ senderId }) }),
        ...Option.match(recipient, { onNone: () => ({}), onSome: (number) => ({ recipient: number }) })
      }
      const found = []
      let cursor: string | null = null
      do {
        const urlParams: Parameters<typeof client.messages.list>[0]["urlParams"] = {
          ...filter,
          limit: Math.min(pageMax, limit - found.length),
          ...(cursor === null ? {} : { cursor })
        }
        const page = yield* ServerFailure.told(client.messages.list({ urlParams }))
        found.push(...page.messages)
        cursor = page.next
        if (format === "json")
          yield* Effect.forEach(page.messages, (message) => Output.json(MessageLines.json(message)))
      } while (cursor !== null && found.length < limit)
      if (format === "human") yield* Output.line(MessageLines.table(found))
    })
).pipe(
  Command.withDescription(
    Example.described("List messages, newest first", ["sluice messages ls --state failed --state dead --limit 20"])
  )
)

const detail = Schema.encodeSync(MessageDetail)

const show = Command.make("show", { ...shared, id }, ({ format, id, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const message = yield* ServerFailure.told(client.messages.get({ path: { id } }))
    yield* format === "json" ? Output.json(detail(message)) : Output.line(MessageLines.page(message))
  })
).pipe(
  Command.withDescription(
    Example.described("Show a message with its history", ["sluice messages show 019a2c3e-7b10-7cde-8f00-0123456789ab"])
  )
)

const why = Command.make("why", { ...shared, id }, ({ format, id, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const message = yield* ServerFailure.told(client.messages.get({ path: { id } }))
    const events = Story.fromHistory(message.history)
    const standing = MessageLines.standing(message)
    const story = Story.sentence(events)
    if (format === "human") {
      const until = message.why.until === null ? "" : ` (until ${Story.clock(message.why.until.epochMillis)})`
      return yield* Output.line(`${standing}: ${story}.\nNow: ${Shown.whole(message.why.text)}${until}.`)
    }
    const { why } = detail(message)
    yield* Output.json({ id, standing, why, story, steps: Story.steps(events) })
  })
).pipe(
  Command.withDescription(
    Example.described("Say in plain words why a message is where it is", [
      "sluice messages why 019a2c3e-7b10-7cde-8f00-0123456789ab"
    ])
  )
)

const deciding = { ...shared, id, yes: Confirmation.yes }

const retry = Command.make("retry", deciding, ({ format, id, server, yes }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    yield* Confirmation.asked(`message ${id} would be queued again, and sent`, yes)
    const message = yield* ServerFailure.told(client.messages.retry({ path: { id } }))
    yield* format === "json" ? Output.json(MessageLines.json(message)) : Output.line(`${id} is queued again`)
  })
).pipe(
  Command.withDescription(
    Example.described("Queue a failed or dead message again", [
      "sluice messages retry 019a2c3e-7b10-7cde-8f00-0123456789ab --yes"
    ])
  )
)

const cancel = Command.make("cancel", deciding, ({ format, id, server, yes }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    yield* Confirmation.asked(`message ${id} would be taken back, and not be sent`, yes)
    const message = yield* ServerFailure.told(client.messages.cancel({ path: { id } }))
    yield* format === "json" ? Output.json(MessageLines.json(message)) : Output.line(`${id} is taken back`)
  })
).pipe(
  Command.withDescription(
    Example.described("Take a queued message back", [
      "sluice messages cancel 019a2c3e-7b10-7cde-8f00-0123456789ab --yes"
    ])
  )
)

/** `sluice messages`: what became of what was sent. */
export const command = Command.make("messages").pipe(
  Command.withDescription(
    Example.described("Look at messages, and decide about those that are stuck", ["sluice messages ls --state failed"])
  ),
  Command.withSubcommands([ls, show, why, retry, cancel])
)
