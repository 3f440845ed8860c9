import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { CallbackDetail, CallbackView, type Replayed } from "@sluice/client/Callbacks"
import { Effect, Option, Schema } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import { FindingsFound, UsageError } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as CallbackLines from "./CallbackLines.ts"
import * as FilterOptions from "./FilterOptions.ts"

const shared = { server: ServerOption.server, format: Output.format }

const pageMax = 500

const limit = Bounded.integer("limit", 1, 1_000_000).pipe(
  Options.withDefault(50),
  Options.withDescription("how many at most; 50 where it is not given")
)

const viewJson = Schema.encodeSync(CallbackView)
const detailJson = Schema.encodeSync(CallbackDetail)

const positive = Schema.Int.pipe(Schema.positive())
const ids = Args.integer({ name: "id" }).pipe(
  Args.withSchema(positive),
  Args.withDescription(
    "the numbers of callbacks, as `sluice callbacks ls` shows them; left out, the filter says which"
  ),
  Args.repeated
)

/** `sluice callbacks ls` */
export const ls = Command.make(
  "ls",
  { ...shared, filter: FilterOptions.filter, limit },
  ({ filter, format, limit, server }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const found: Array<CallbackView> = []
      let cursor: string | null = null
      do {
        const urlParams: Parameters<typeof client.callbacks.list>[0]["urlParams"] = {
          ...FilterOptions.named(filter),
          ...(cursor === null ? {} : { cursor }),
          limit: Math.min(pageMax, limit - found.length)
        }
        const page = yield* ServerFailure.told(client.callbacks.list({ urlParams }))
        found.push(...page.callbacks)
        cursor = page.next
        if (format === "json") yield* Effect.forEach(page.callbacks, (one) => Output.json(viewJson(one)))
      } while (cursor !== null && found.length < limit)
      if (format === "human") yield* Output.line(CallbackLines.table(found))
    })
).pipe(
  Command.withDescription(
    Example.described("List stored callbacks, newest first", [
      "sluice callbacks ls --verdict quarantined",
      "sluice callbacks ls --account acme --since 2026-03-01 --limit 500 --json"
    ])
  )
)

/** `sluice callbacks show` */
export const show = Command.make(
  "show",
  {
    ...shared,
    id: Args.integer({ name: "id" }).pipe(
      Args.withSchema(positive),
      Args.withDescription("the number of the callback, as `sluice callbacks ls` shows it")
    )
  },
  ({ format, id, server }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const callback = yield* ServerFailure.told(client.callbacks.show({ path: { id } }))
      const { style } = yield* Output.Output
      yield* format === "json" ? Output.json(detailJson(callback)) : Output.line(CallbackLines.page(callback, style))
    })
).pipe(
  Command.withDescription(
    Example.described("Show a stored callback as it came, and what it says", ["sluice callbacks show 4711"])
  )
)

const dryRun = Options.boolean("dry-run").pipe(
  Options.withDescription("tell what would be processed again, and change nothing")
)
const yes = Options.boolean("yes").pipe(Options.withDescription("process them again"))

/** `sluice callbacks replay` */
export const replay = Command.make(
  "replay",
  { ...shared, filter: FilterOptions.filter, dryRun, yes, ids },
  ({ dryRun, filter, format, ids, server, yes }) =>
    Effect.gen(function* () {
      const isFiltered = Object.values(filter).some(Option.isSome)
      if (ids.length === 0 && !isFiltered) {
        return yield* new UsageError({
          message: "say which: by their numbers, or with --verdict, --since and the like"
        })
      }
      if (ids.length > 0 && isFiltered) {
        return yield* new UsageError({ message: "numbers name callbacks by themselves: leave the filter out" })
      }
      if (ids.length > pageMax) {
        return yield* new UsageError({ message: `give at most ${pageMax} numbers at once` })
      }
      if (!dryRun) yield* Confirmation.asked("callbacks would be processed again; --dry-run shows which", yes)
      const client = yield* ServerOption.client(server)
      let [count, appliedBefore, filesGone] = [0, 0, 0]
      const leftOut: Array<Replayed["leftOut"][number]> = []
      let cursor: string | null = null
      do {
        const payload: Parameters<typeof client.callbacks.replay>[0]["payload"] = {
          ...FilterOptions.named(filter),
          ...(ids.length === 0 ? {} : { ids }),
          ...(cursor === null ? {} : { cursor }),
          limit: pageMax,
          dryRun
        }
        const answer = yield* ServerFailure.told(client.callbacks.replay({ payload }))
        count += answer.count
        appliedBefore += answer.appliedBefore
        filesGone += answer.filesGone
        leftOut.push(...answer.leftOut)
        cursor = answer.next
      } while (cursor !== null)
      yield* format === "json"
        ? Output.json({ count, appliedBefore, filesGone, leftOut, dryRun })
        : Output.line(CallbackLines.replayed({ count, appliedBefore, filesGone, leftOut }, dryRun))
      // A filter may find nothing; whoever names callbacks wants these.
      if (ids.length > 0 && count === 0) return yield* new FindingsFound({ errors: ids.length })
    })
).pipe(
  Command.withDescription(
    Example.described("Process stored callbacks again; nothing is applied or told twice", [
      "sluice callbacks replay --verdict quarantined --since 2026-03-01 --dry-run",
      "sluice callbacks replay --yes 4711 4712"
    ])
  )
)
