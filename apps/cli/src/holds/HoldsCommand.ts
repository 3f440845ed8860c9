import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { HoldDetail, Reviewed } from "@sluice/client/Holds"
import { HoldView } from "@sluice/client/Operations"
import { DateTime, Effect, Option, Schema } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as Shown from "../Shown.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as HoldLines from "./HoldLines.ts"

const shared = { server: ServerOption.server, format: Output.format }

const id = Args.integer({ name: "id" }).pipe(
  Args.withSchema(Schema.Int.pipe(Schema.positive())),
  Args.withDescription("the number of the hold, as `sluice holds ls` shows it")
)

const viewJson = Schema.encodeSync(HoldView)
const detailJson = Schema.encodeSync(HoldDetail)
const reviewedJson = Schema.encodeSync(Reviewed)

/** Holds in one request; the server's own bound. */
const pageMax = 500

const limit = Bounded.integer("limit", 1, 1_000_000).pipe(
  Options.withDefault(50),
  Options.withDescription("how many at most; 50 where it is not given")
)

const ls = Command.make("ls", { ...shared, limit }, ({ format, limit, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const found: Array<HoldView> = []
    let cursor: string | null = null
    do {
      const urlParams: Parameters<typeof client.operations.holds>[0]["urlParams"] = {
        ...(cursor === null ? {} : { cursor }),
        limit: Math.min(pageMax, limit - found.length)
      }
      const page = yield* ServerFailure.told(client.operations.holds({ urlParams }))
      found.push(...page.holds)
      cursor = page.next
      if (format === "json") yield* Effect.forEach(page.holds, (hold) => Output.json(viewJson(hold)))
    } while (cursor !== null && found.length < limit)
    if (format === "json") return
    yield* Output.line(HoldLines.table(found))
    if (cursor !== null) yield* Output.line(`the first ${found.length}; --limit shows more`)
  })
).pipe(
  Command.withDescription(
    Example.described("List the holds in force; those of single recipients come last", ["sluice holds ls --limit 500"])
  )
)

const show = Command.make("show", { ...shared, id }, ({ format, id, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const hold = yield* ServerFailure.told(client.holds.show({ path: { id } }))
    yield* format === "json" ? Output.json(detailJson(hold)) : Output.line(HoldLines.page(hold))
  })
).pipe(
  Command.withDescription(
    Example.described("Show a hold, with what its senders sent in the hour before it", ["sluice holds show 7"])
  )
)

const note = Options.text("note").pipe(
  Options.withDefault(""),
  Options.withDescription("what you found; it stays with the hold")
)
const read = Options.text("read").pipe(
  Options.optional,
  Options.withDescription("what `sluice holds show` ends with: you have read the hour before a medium or severe hold")
)
const dryRun = Options.boolean("dry-run").pipe(
  Options.withDescription("show what would be reviewed, and change nothing")
)
const yes = Options.boolean("yes").pipe(Options.withDescription("the reason is dealt with, and the hold may end"))

/**
 * What proves that the last hour was read (RL-07): given, or shown now to somebody who is asked and says yes. A script that gives neither is refused before
 * the server is asked.
 */
const evidenceOf = (hold: HoldDetail, given: Option.Option<string>, isSure: boolean) =>
  Effect.gen(function* () {
    if (hold.evidence === null) return {}
    if (Option.isSome(given)) return { evidence: given.value }
    if (isSure) {
      return yield* new ExitCode.UsageError({
        message: `hold ${hold.id} (${hold.level}) ends when the hour before it has been read: \`sluice holds show ${hold.id}\` shows it, and ends with what --read takes`
      })
    }
    const { note } = yield* Output.Output
    yield* note(`${HoldLines.page(hold)}\n`)
    return { evidence: hold.evidence }
  })

const clear = Command.make(
  "clear",
  { ...shared, id, note, read, dryRun, yes },
  ({ dryRun, format, id, note, read, server, yes }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const hold = yield* ServerFailure.told(client.holds.show({ path: { id } }))
      if (dryRun) {
        return yield* format === "json"
          ? Output.json(detailJson(hold))
          : Output.line(`${HoldLines.page(hold)}\n\nNothing was changed.`)
      }
      const evidence = yield* evidenceOf(hold, read, yes)
      yield* Confirmation.asked(
        `hold ${id} (${hold.level}: ${Shown.whole(hold.reason)}) would end; --dry-run shows what came before it`,
        yes
      )
      const reviewed = yield* ServerFailure.told(client.holds.review({ path: { id }, payload: { note, ...evidence } }))
      yield* format === "json"
        ? Output.json({ id, ...reviewedJson(reviewed) })
        : Output.line(
            reviewed.over
              ? `hold ${id} is over; what waited goes on by itself`
              : `hold ${id} is reviewed, and ends at ${DateTime.formatIso(reviewed.endsAt)}`
          )
    })
).pipe(
  Command.withDescription(
    Example.described("Review a hold, so that it ends as soon as the rules allow", [
      "sluice holds clear 7 --dry-run",
      'sluice holds clear 7 --read 3f9a1c2b4d5e6f70 --yes --note "the import job was throttled"'
    ])
  )
)

/** `sluice holds`: what stops messages, and the review that lets it end (RL-06, RL-07). */
export const command = Command.make("holds").pipe(
  Command.withDescription(Example.described("What stops messages, and who lets it end", ["sluice holds ls"])),
  Command.withSubcommands([ls, show, clear])
)
