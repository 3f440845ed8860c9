import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { Depth, HoldView } from "@sluice/client/Operations"
import { DateTime, Effect, Schema } from "effect"
import * as Example from "../Example.ts"
import * as MessageLines from "../messages/MessageLines.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as Table from "../Table.ts"

const depthJson = Schema.encodeSync(Depth)
const holdJson = Schema.encodeSync(HoldView)

const depths = (rows: ReadonlyArray<Depth>): string =>
  rows.length === 0
    ? "no messages"
    : Table.plain(
        ["sender", "standing", "messages", "units", "first due"],
        rows.map((row) => [
          row.senderId,
          MessageLines.standing(row),
          String(row.count),
          String(Math.round(row.units * 10) / 10),
          row.firstDueAt === null ? "" : DateTime.formatIso(row.firstDueAt)
        ]),
        new Set([2, 3])
      )

const holds = (rows: ReadonlyArray<HoldView>): string =>
  rows.length === 0
    ? "no holds"
    : Table.plain(
        ["hold", "scope", "key", "until", "reason"],
        rows.map((hold) => [
          `${hold.level} ${hold.id}`,
          hold.scope,
          hold.key,
          hold.until === null
            ? "mended"
            : `${DateTime.formatIso(hold.until)}${hold.needsReview ? " and a review" : ""}`,
          hold.reason
        ])
      )

/** Holds of single recipients come last, and may be as many as there are recipients: `sluice holds ls` lists them all. */
const holdsMax = 100

const all = Options.boolean("all").pipe(
  Options.withDescription("count what has come to its end too; that reads the whole table")
)

/** `sluice queue`: how many messages are where, and which holds stop them. */
export const command = Command.make(
  "queue",
  { server: ServerOption.server, format: Output.format, all },
  ({ all, format, server }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const queue = yield* ServerFailure.told(client.operations.queue({ urlParams: { all } }))
      const active = yield* ServerFailure.told(client.operations.holds({ urlParams: { limit: holdsMax } }))
      if (format === "json") {
        return yield* Output.json({
          depths: queue.depths.map((depth) => depthJson(depth)),
          holds: active.holds.map((hold) => holdJson(hold))
        })
      }
      const more = active.next === null ? "" : "\nand more: sluice holds ls"
      yield* Output.line(`${depths(queue.depths)}\n\n${holds(active.holds)}${more}`)
    })
).pipe(
  Command.withDescription(
    Example.described("Show how many messages are where, and which holds stop them", ["sluice queue --json"])
  )
)
