import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { commandLine } from "@sluice/adapter-node/settings/CommandLineSettings"
import { NewSubscription, SubscriptionView, TestResult } from "@sluice/client/Subscriptions"
import * as Secrets from "@sluice/core/subscription/Secrets"
import { DateTime, Duration, Effect, Option, ParseResult, Redacted, Schema } from "effect"
import * as SecretInput from "../accounts/SecretInput.ts"
import * as Bounded from "../Bounded.ts"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as AccountOption from "../server/AccountOption.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as Shown from "../Shown.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as SubscriptionIdArgs from "./SubscriptionIdArgs.ts"
import * as SubscriptionLines from "./SubscriptionLines.ts"

const shared = { server: ServerOption.server, format: Output.format }

const id = SubscriptionIdArgs.args

const hours = (millis: number): number => Duration.toHours(millis)

const toJson = Schema.encodeSync(SubscriptionView)

const print = (format: Output.Format, all: ReadonlyArray<SubscriptionView>) =>
  format === "json"
    ? Effect.forEach(all, (one) => Output.json(toJson(one)), { discard: true })
    : Output.line(SubscriptionLines.table(all))

const printMade = (
  format: Output.Format,
  made: { readonly subscription: SubscriptionView; readonly secret: Redacted.Redacted | null }
) => {
  const secret = made.secret === null ? null : Redacted.value(made.secret)
  if (format === "json") return Output.json({ subscription: toJson(made.subscription), secret })
  const until = made.subscription.oldSecretUntil
  return Effect.zipRight(
    print(format, [made.subscription]),
    secret === null
      ? Effect.void
      : Output.line(
          SubscriptionLines.secret(
            secret,
            made.subscription.target.kind,
            until === null ? null : DateTime.formatIso(until)
          )
        )
  )
}

const ls = Command.make("ls", shared, ({ format, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const { subscriptions } = yield* ServerFailure.told(client.subscriptions.list({}))
    yield* print(format, subscriptions)
  })
).pipe(
  Command.withDescription(Example.described("Who is told of events, and how they stand", ["sluice subscriptions ls"]))
)

const create = Command.make(
  "create",
  {
    ...shared,
    account: AccountOption.account,
    name: Options.text("name").pipe(Options.withDescription("what people call it")),
    url: Options.text("to").pipe(Options.optional, Options.withDescription("the https address that is called")),
    topic: Options.text("topic").pipe(Options.optional, Options.withDescription("the Kafka topic that is written to")),
    as: Options.choice("as", ["events", "cloud-api"]).pipe(
      Options.withDefault("events" as const),
      Options.withDescription("what the address is told: our events, or callbacks in the platform's own shape")
    ),
    appSecretFile: SecretInput.file("app-secret-file", "what --as cloud-api signs with", commandLine.appSecret),
    types: Options.text("types").pipe(
      Options.optional,
      Options.withDescription("types of events or groups such as message.*, separated by commas; all by default")
    )
  },
  ({ account, appSecretFile, as, format, name, server, topic, types, url }) =>
    Effect.gen(function* () {
      if (Option.isSome(url) === Option.isSome(topic)) {
        return yield* new ExitCode.UsageError({ message: "give either --to or --topic" })
      }
      if (as === "cloud-api" && (Option.isSome(topic) || Option.isSome(types))) {
        const message = "--as cloud-api goes with --to, and has no --types: it is told what the platform tells"
        return yield* new ExitCode.UsageError({ message })
      }
      if (as === "events" && Option.isSome(appSecretFile)) {
        return yield* new ExitCode.UsageError({ message: "--app-secret-file goes with --as cloud-api" })
      }
      const appSecret = as === "events" ? null : yield* SecretInput.read(appSecretFile, commandLine.appSecret)
      const target = Option.match(url, {
        onSome: (address) =>
          as === "events"
            ? { kind: "http" as const, url: address }
            : {
                kind: "cloud-api" as const,
                url: address,
                ...(appSecret === null ? {} : { appSecret: Redacted.value(appSecret) })
              },
        onNone: () => ({ kind: "kafka" as const, topic: Option.getOrElse(topic, () => "") })
      })
      const wanted = as === "events" ? { types: Option.getOrElse(types, () => "*").split(",") } : {}
      const asked = { ...AccountOption.named(account), name, target, ...wanted }
      const payload = yield* Effect.mapError(
        Schema.decodeUnknown(NewSubscription)(asked),
        (error) =>
          new ExitCode.UsageError({
            message: ParseResult.ArrayFormatter.formatErrorSync(error)
              .map(({ message, path }) => `${path.join(".")}: ${message}`)
              .join("\n")
          })
      )
      const client = yield* ServerOption.client(server)
      yield* printMade(format, yield* ServerFailure.told(client.subscriptions.create({ payload })))
    })
).pipe(
  Command.withDescription(
    Example.described("Tell an address or a topic of events; prints its secret, this once", [
      'sluice subscriptions create --name crm --to https://hooks.example.com/sluice --types "message.*"',
      "sluice subscriptions create --name shop --to https://shop.example.com/webhook --as cloud-api --app-secret-file ./secret"
    ])
  )
)

const test = Command.make("test", { ...shared, id }, ({ format, id, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const result = yield* ServerFailure.told(client.subscriptions.test({ path: { id } }))
    yield* format === "json"
      ? Output.json(Schema.encodeSync(TestResult)(result))
      : Output.line(`${result.taken ? "taken" : "not taken"}: ${Shown.whole(result.detail)} (${result.tookMillis} ms)`)
    if (!result.taken) return yield* new ExitCode.FindingsFound({ errors: 1 })
  })
).pipe(
  Command.withDescription(
    Example.described("Hand over a test event now; fails where it is not taken", ["sluice subscriptions test ID"])
  )
)

const rotate = Command.make(
  "rotate",
  {
    ...shared,
    id,
    overlap: Bounded.integer("overlap-hours", 0, hours(Secrets.overlapMillisMax)).pipe(
      Options.withDefault(hours(Secrets.overlapMillisDefault)),
      Options.withDescription("how long the old secret signs beside the new one; 0 ends it at once")
    ),
    yes: Confirmation.yes
  },
  ({ format, id, overlap, server, yes }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      yield* Confirmation.asked(`the secret of ${id} would be replaced, and the old one ends in ${overlap} h`, yes)
      const payload = { overlapSeconds: Duration.toSeconds(Duration.hours(overlap)) }
      yield* printMade(format, yield* ServerFailure.told(client.subscriptions.rotate({ path: { id }, payload })))
    })
).pipe(
  Command.withDescription(
    Example.described("Replace the secret; prints the new one, this once", ["sluice subscriptions rotate ID --yes"])
  )
)

const enable = Command.make("enable", { ...shared, id }, ({ format, id, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    yield* print(format, [yield* ServerFailure.told(client.subscriptions.enable({ path: { id } }))])
  })
).pipe(
  Command.withDescription(
    Example.described("Tell it again, from where it was; what waits is handed over at once", [
      "sluice subscriptions enable ID"
    ])
  )
)

const rm = Command.make("rm", { ...shared, id, yes: Confirmation.yes }, ({ format, id, server, yes }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    yield* Confirmation.asked(`subscription ${id} would be removed, with what waits for it`, yes)
    const gone = yield* ServerFailure.told(client.subscriptions.remove({ path: { id } }))
    yield* format === "json" ? Output.json(gone) : Output.line("removed")
  })
).pipe(
  Command.withDescription(Example.described("Remove it, and what waits for it", ["sluice subscriptions rm ID --yes"]))
)

/** `sluice subscriptions`: who is told of events. */
export const command = Command.make("subscriptions").pipe(
  Command.withDescription(Example.described("Who is told of events", ["sluice subscriptions ls"])),
  Command.withSubcommands([ls, create, test, rotate, enable, rm])
)
