import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { CampaignView, HoursOfDay } from "@sluice/client/Campaign"
import * as Client from "@sluice/client/Client"
import { DateTime, Effect, Either, Option, Schema, Stream } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Example from "../Example.ts"
import { CommandFailed, FindingsFound, UsageError } from "../ExitCode.ts"
import * as ListSource from "../numbers/ListSource.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as CampaignIdArgs from "./CampaignIdArgs.ts"
import * as CampaignReport from "./CampaignReport.ts"
import * as Filling from "./Filling.ts"

const shared = { server: ServerOption.server, format: Output.format }

const config = {
  ...shared,
  ...Filling.options,
  name: Args.text({ name: "name" }).pipe(Args.withDescription("what people call it")),
  file: Filling.file,
  senders: Options.text("sender").pipe(
    Options.atLeast(1),
    Options.withDescription(
      "a sender of the server's; once for each of several that take turns, three to five are advised"
    )
  ),
  startAt: Options.text("start-at").pipe(
    Options.optional,
    Options.withDescription(
      "not before this, as in 2026-03-10T09:30:00+08:00; when it is started, where it is not given"
    )
  ),
  hours: Options.text("hours").pipe(
    Options.optional,
    Options.withDescription("hours of the day at which it may send, as in 09:00-18:00, on the clocks of its business")
  ),
  stopAbove: Bounded.share("stop-above").pipe(
    Options.optional,
    Options.withDescription("share of refused rows, 0 to 1, above which it does not start")
  ),
  dryRun: Options.boolean("dry-run").pipe(
    Options.withDescription("read the list and fill in its contents, and send nothing to the server")
  )
}

const momentOf = (text: string): Either.Either<DateTime.Utc, UsageError> =>
  Either.fromOption(
    Option.map(DateTime.make(text), DateTime.toUtc),
    () => new UsageError({ message: `--start-at ${text}: not a time, such as 2026-03-10T09:30:00Z` })
  )

const decodeHours = Schema.decodeEither(HoursOfDay)

const hoursOf = (text: string): Either.Either<HoursOfDay, UsageError> => {
  const [from = "", to = ""] = text.split("-")
  return Either.mapLeft(
    decodeHours({ from, to }),
    () => new UsageError({ message: `--hours ${text}: not hours of a day, such as 09:00-18:00` })
  )
}

/** An option that may be left out. */
const read = <A, B>(
  given: Option.Option<A>,
  f: (value: A) => Either.Either<B, UsageError>
): Either.Either<B | undefined, UsageError> =>
  Option.match(given, { onNone: () => Either.right(undefined), onSome: (value) => f(value) })

const viewJson = Schema.encodeSync(CampaignView)

/** What is said when a list has been handed in; refused rows are findings. */
const told = Effect.fn("CreateCommand.told")(function* (
  format: Output.Format,
  filled: Effect.Effect.Success<ReturnType<typeof Filling.fill>>
) {
  const { campaign } = filled
  const { style } = yield* Output.Output
  if (format === "json") yield* Output.json({ campaign: viewJson(campaign), examples: filled.examples })
  else {
    yield* Output.line(
      `${campaign.id}\n${CampaignReport.uploaded(filled, style)}\nstart it with \`sluice campaign start ${campaign.id}\``
    )
  }
  if (campaign.list.refused > 0) return yield* new FindingsFound({ errors: campaign.list.refused })
})

/** `sluice campaign create`: a campaign with its list, which is judged as it goes in. */
export const create = Command.make("create", config, (given) =>
  Effect.gen(function* () {
    const content = yield* Filling.contentOf(given)
    // Before the campaign is made: a list that cannot be handed in leaves none behind.
    const begun = yield* Filling.begin(yield* ListSource.open(given.file), given.column, content)
    const startAt = yield* read(given.startAt, momentOf)
    const hours = yield* read(given.hours, hoursOf)
    if (given.dryRun) {
      const rows = yield* Stream.runFold(begun.blocks, 0, (sum, block) => sum + block.rows)
      return given.format === "json"
        ? yield* Output.json({ rows })
        : yield* Output.line(`${rows} rows; nothing was sent to the server`)
    }
    const connection = yield* ServerOption.resolve(given.server)
    const client = yield* Client.make(connection)
    const [first, ...others] = given.senders
    if (first === undefined) return yield* new CommandFailed({ message: "a campaign needs a sender" })
    const { id } = yield* ServerFailure.told(
      client.campaigns.create({
        payload: {
          name: given.name,
          senderIds: [first, ...others],
          ...(startAt === undefined ? {} : { startAt }),
          ...(hours === undefined ? {} : { hours }),
          ...Option.match(given.stopAbove, { onNone: () => ({}), onSome: (stopAbove) => ({ stopAbove }) })
        }
      })
    )
    yield* told(given.format, yield* Filling.fill(connection, id, begun))
  }).pipe(Effect.scoped)
).pipe(
  Command.withDescription(
    Example.described("Make a campaign of a list: every row is judged, and nothing is sent before it is started", [
      'sluice campaign create spring list.csv --sender shop --text "Dear {name}, we open on Monday."',
      "sluice campaign create spring list.csv --sender a --sender b --sender c --template opening --param {name} --hours 09:00-18:00",
      "sluice campaign create spring messages.ndjson --sender shop --stop-above 0.05"
    ])
  )
)

/** `sluice campaign add`: the same list once more, after it was cut off; or rows behind it. */
export const add = Command.make(
  "add",
  {
    ...shared,
    ...Filling.options,
    id: CampaignIdArgs.args.pipe(Args.withDescription("a campaign that has not been started")),
    file: Filling.file
  },
  (given) =>
    Effect.gen(function* () {
      const content = yield* Filling.contentOf(given)
      const begun = yield* Filling.begin(yield* ListSource.open(given.file), given.column, content)
      const connection = yield* ServerOption.resolve(given.server)
      yield* told(given.format, yield* Filling.fill(connection, given.id, begun))
    }).pipe(Effect.scoped)
).pipe(
  Command.withDescription(
    Example.described("Hand a list in again that was cut off: rows that have come are passed over", [
      "sluice campaign add 0195… messages.ndjson"
    ])
  )
)
