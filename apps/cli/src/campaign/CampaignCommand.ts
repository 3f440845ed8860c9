import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { CampaignForecast, CampaignView } from "@sluice/client/Campaign"
import { Duration, Effect, Schema } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as CampaignIdArgs from "./CampaignIdArgs.ts"
import * as CampaignReport from "./CampaignReport.ts"
import * as CreateCommand from "./CreateCommand.ts"

const shared = { server: ServerOption.server, format: Output.format }

const id = CampaignIdArgs.args.pipe(Args.withDescription("the campaign's id; `sluice campaign ls` shows them"))

const viewJson = Schema.encodeSync(CampaignView)
const forecastJson = Schema.encodeSync(CampaignForecast)

const show = (format: Output.Format, campaign: CampaignView) =>
  Effect.flatMap(Output.Output, ({ style }) =>
    format === "json" ? Output.json(viewJson(campaign)) : Output.line(CampaignReport.campaign(campaign, style))
  )

const isOver = ({ state }: CampaignView): boolean => state === "done" || state === "cancelled"

/** Between two looks at a campaign that is followed. */
const lookMillis = 1_000

const follow = Options.boolean("follow").pipe(
  Options.withDescription("stay until it is over, with a progress bar on a terminal")
)

/** Shows a campaign until it is over. */
const following = Effect.fn("CampaignCommand.following")(function* (
  format: Output.Format,
  look: Effect.Effect<CampaignView, ServerFailure.Failure>
) {
  const { progress } = yield* Output.Output
  for (;;) {
    const campaign = yield* ServerFailure.told(look)
    if (format === "json") yield* Output.json(viewJson(campaign))
    if (isOver(campaign)) return format === "json" ? undefined : yield* show(format, campaign)
    yield* progress(CampaignReport.bar(campaign))
    yield* Effect.sleep(Duration.millis(lookMillis))
  }
})

const dryRun = Options.boolean("dry-run").pipe(
  Options.withDescription("show what it would come to, and change nothing")
)

const start = Command.make("start", { ...shared, id, dryRun, follow }, ({ dryRun, follow, format, id, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const path = { path: { id } }
    const foreseen = yield* ServerFailure.told(client.campaigns.forecast(path))
    if (format === "human") yield* Output.line(CampaignReport.forecast(foreseen))
    if (dryRun) return format === "json" ? yield* Output.json({ forecast: forecastJson(foreseen) }) : undefined
    const started = yield* ServerFailure.told(client.campaigns.start(path))
    if (follow) return yield* following(format, client.campaigns.get(path))
    if (format === "json") return yield* Output.json(viewJson(started))
    yield* Output.line(`${started.state}; \`sluice campaign status ${id} --follow\` shows how it goes`)
  })
).pipe(
  Command.withDescription(
    Example.described("Show what a campaign will come to, and start it", [
      "sluice campaign start 0195… --dry-run",
      "sluice campaign start 0195… --follow"
    ])
  )
)

const status = Command.make("status", { ...shared, id, follow }, ({ follow, format, id, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const look = client.campaigns.get({ path: { id } })
    if (follow) return yield* following(format, look)
    yield* show(format, yield* ServerFailure.told(look))
  })
).pipe(
  Command.withDescription(Example.described("Show how a campaign goes", ["sluice campaign status 0195… --follow"]))
)

const cancel = Command.make(
  "cancel",
  { ...shared, id, dryRun, yes: Confirmation.yes },
  ({ dryRun, format, id, server, yes }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const path = { path: { id } }
      if (!dryRun) yield* Confirmation.asked(`campaign ${id} would end: what has not been sent is not sent`, yes)
      yield* show(
        format,
        yield* ServerFailure.told(dryRun ? client.campaigns.get(path) : client.campaigns.cancel(path))
      )
    })
).pipe(
  Command.withDescription(
    Example.described("End a campaign: what has not been sent is not sent", ["sluice campaign cancel 0195… --yes"])
  )
)

const act = <const Name extends "pause" | "resume">(name: Name, summary: string) =>
  Command.make(name, { ...shared, id, dryRun }, ({ dryRun, format, id, server }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const path = { path: { id } }
      const acted = dryRun ? client.campaigns.get(path) : client.campaigns[name](path)
      yield* show(format, yield* ServerFailure.told(acted))
    })
  ).pipe(Command.withDescription(Example.described(summary, [`sluice campaign ${name} 0195…`])))

const limit = Bounded.integer("limit", 1, 500).pipe(
  Options.withDefault(20),
  Options.withDescription("how many at most, newest first; 20 where it is not given")
)

const ls = Command.make("ls", { ...shared, limit }, ({ format, limit, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const { campaigns } = yield* ServerFailure.told(client.campaigns.list({ urlParams: { limit } }))
    if (format === "json") yield* Effect.forEach(campaigns, (one) => Output.json(viewJson(one)), { discard: true })
    else yield* Output.line(CampaignReport.table(campaigns))
  })
).pipe(Command.withDescription(Example.described("List campaigns, newest first", ["sluice campaign ls"])))

/** `sluice campaign`: long lists, sent over hours or days. */
export const command = Command.make("campaign").pipe(
  Command.withDescription(
    Example.described("Send a long list over hours or days", [
      'sluice campaign create spring list.csv --sender shop --text "Dear {name}, we open on Monday."',
      "sluice campaign start 0195… --follow"
    ])
  ),
  Command.withSubcommands([
    CreateCommand.create,
    CreateCommand.add,
    start,
    status,
    act("pause", "Pause a campaign: what has not begun waits in its list"),
    act("resume", "Go on with a paused campaign where it was"),
    cancel,
    ls
  ])
)
