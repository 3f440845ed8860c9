import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { AlertView, ChannelView } from "@sluice/client/Alerts"
import { Duration, Effect, Option, Schema } from "effect"
import * as Example from "../Example.ts"
import { UsageError } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as AlertLines from "./AlertLines.ts"

const shared = { server: ServerOption.server, format: Output.format }

const id = Args.integer({ name: "id" }).pipe(
  Args.withSchema(Schema.Int.pipe(Schema.positive())),
  Args.withDescription("the number of the alert, as `sluice alerts ls` shows it")
)
const note = Options.text("note").pipe(Options.withDefault(""), Options.withDescription("why; it stays with the alert"))

const alertJson = Schema.encodeSync(AlertView)
const channelJson = Schema.encodeSync(ChannelView)

const print = (format: Output.Format, alert: AlertView) =>
  format === "json" ? Output.json(alertJson(alert)) : Output.line(AlertLines.page(alert))

const ls = Command.make(
  "ls",
  {
    ...shared,
    state: Options.choice("state", ["standing", "recovered", "all"]).pipe(
      Options.withDefault("standing" as const),
      Options.withDescription("which alerts; those that stand unless told otherwise")
    ),
    rule: Options.optional(Options.text("rule").pipe(Options.withDescription("of one rule, such as token-dead"))),
    limit: Options.integer("limit").pipe(
      Options.withDefault(50),
      Options.withDescription("how many at most, up to 500")
    )
  },
  ({ format, limit, rule, server, state }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const named = Option.match(rule, { onNone: () => ({}), onSome: (ruleId) => ({ ruleId }) })
      const { alerts } = yield* ServerFailure.told(client.alerts.list({ urlParams: { state, limit, ...named } }))
      yield* format === "json"
        ? Effect.forEach(alerts, (alert) => Output.json(alertJson(alert)), { discard: true })
        : Output.line(AlertLines.table(alerts))
    })
).pipe(
  Command.withDescription(
    Example.described("List alerts, newest first", ["sluice alerts ls", "sluice alerts ls --state all --json"])
  )
)

const show = Command.make("show", { ...shared, id }, ({ format, id, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    yield* print(format, yield* ServerFailure.told(client.alerts.show({ path: { id } })))
  })
).pipe(Command.withDescription(Example.described("Show an alert, and what to do", ["sluice alerts show 12"])))

const ack = Command.make("ack", { ...shared, id, note }, ({ format, id, note, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    yield* print(format, yield* ServerFailure.told(client.alerts.acknowledge({ path: { id }, payload: { note } })))
  })
).pipe(
  Command.withDescription(
    Example.described("Say that you look after an alert: it is not told again while it stands", [
      'sluice alerts ack 12 --note "asked the platform"'
    ])
  )
)

const span = (text: string) => Option.filter(Duration.decodeUnknown(text), (duration) => Duration.isFinite(duration))

const silence = Command.make(
  "silence",
  {
    ...shared,
    id,
    note,
    for: Options.text("for").pipe(
      Options.withDescription('how long, such as "2 hours" or "3 days", 30 days at most; "0 seconds" ends a silence')
    )
  },
  ({ for: text, format, id, note, server }) =>
    Effect.gen(function* () {
      const duration = Option.getOrNull(span(text))
      if (duration === null) {
        return yield* new UsageError({ message: `--for ${JSON.stringify(text)} is no span, such as "2 hours"` })
      }
      const client = yield* ServerOption.client(server)
      const payload = { seconds: Math.round(Duration.toSeconds(duration)), note }
      yield* print(format, yield* ServerFailure.told(client.alerts.silence({ path: { id }, payload })))
    })
).pipe(
  Command.withDescription(
    Example.described("Tell nobody for a while of what this rule fires for this place", [
      'sluice alerts silence 12 --for "2 hours" --note "maintenance"'
    ])
  )
)

const resolve = Command.make("resolve", { ...shared, id }, ({ format, id, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    yield* print(format, yield* ServerFailure.told(client.alerts.resolve({ path: { id } })))
  })
).pipe(
  Command.withDescription(
    Example.described("End an alert by hand; where its reason still stands, it fires anew", [
      "sluice alerts resolve 12"
    ])
  )
)

const channels = Command.make("channels", shared, ({ format, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const { channels } = yield* ServerFailure.told(client.alerts.channels({}))
    yield* format === "json"
      ? Effect.forEach(channels, (channel) => Output.json(channelJson(channel)), { discard: true })
      : Output.line(AlertLines.channels(channels))
  })
).pipe(
  Command.withDescription(Example.described("Where people are told, and how that goes", ["sluice alerts channels"]))
)

const channel = Args.text({ name: "channel" }).pipe(
  Args.withDescription("its name, as `sluice alerts channels` shows it")
)

const test = Command.make("test", { ...shared, channel }, ({ channel, format, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const sent = yield* ServerFailure.told(client.alerts.test({ payload: { channel } }))
    yield* format === "json"
      ? Output.json(sent)
      : Output.line(`a test letter is on its way to ${channel}; sluice alerts channels shows what came of it`)
  })
).pipe(
  Command.withDescription(
    Example.described("Send a letter through a channel that says that it is a test", ["sluice alerts test ops-mail"])
  )
)

/** `sluice alerts`: what needs somebody, who looks after it, and who is told. */
export const command = Command.make("alerts").pipe(
  Command.withDescription(Example.described("What needs somebody", ["sluice alerts ls"])),
  Command.withSubcommands([ls, show, ack, silence, resolve, channels, test])
)
