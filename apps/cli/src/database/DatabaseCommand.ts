import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import type { Doubts } from "@sluice/engine/settle/Restoring"
import { Clock, DateTime, Effect, Option, Schema } from "effect"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as DatabaseOption from "./DatabaseOption.ts"
import * as RestoredDatabase from "./RestoredDatabase.ts"

const lostAt = Options.text("lost-at").pipe(
  Options.withSchema(Schema.DateTimeUtc),
  Options.optional,
  Options.withDescription(
    "when the lost database was last at work, such as 2026-07-01T09:30:00Z; now where it is not given"
  )
)

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`

const total = ({ messages }: Doubts): number => messages.queued + messages.sending + messages.uncertain

const summary = (doubts: Doubts): string =>
  `${plural(total(doubts), "message")} and ${plural(doubts.campaigns.length, "campaign")} in doubt`

const lines = (doubts: Doubts, isDone: boolean): string => {
  const { campaigns, messages, untouched } = doubts
  return [
    `${isDone ? "now dead letters" : "in doubt"}: ${plural(total(doubts), "message")} (${messages.queued} queued, ${messages.sending} in flight, ${messages.uncertain} uncertain)`,
    `not due before the loss, and waiting as ever: ${plural(untouched, "message")}`,
    ...campaigns.map(
      ({ accountId, id, name }) =>
        `${isDone ? "paused" : "in doubt"}: campaign ${id} of ${accountId}, ${JSON.stringify(name)}`
    ),
    ...(isDone && total(doubts) > 0
      ? [
          "callbacks that still come settle them; then look at `sluice dead-letters ls`, and send again what did not arrive"
        ]
      : [])
  ].join("\n")
}

const json = ({ campaigns, messages, untouched }: Doubts, lostMillis: number, isDone: boolean) => ({
  lostAt: DateTime.formatIso(DateTime.unsafeMake(lostMillis)),
  changed: isDone,
  messages,
  untouched,
  campaigns
})

const restored = Command.make(
  "restored",
  {
    databaseUrl: DatabaseOption.databaseUrl,
    format: Output.format,
    lostAt,
    dryRun: Confirmation.dryRun,
    yes: Confirmation.yes
  },
  ({ databaseUrl, dryRun, format, lostAt, yes }) =>
    Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      const lostMillis = Option.match(lostAt, { onNone: () => nowMillis, onSome: DateTime.toEpochMillis })
      if (lostMillis > nowMillis) return yield* new ExitCode.UsageError({ message: "--lost-at lies in the future" })
      const running = yield* RestoredDatabase.workers
      if (running > 0 && !dryRun) {
        return yield* new ExitCode.CommandFailed({
          message: "workers are connected to this database, and may be sending what is in doubt: stop them first"
        })
      }
      const restoration = { lostMillis, nowMillis }
      const found = yield* RestoredDatabase.look(restoration)
      const print = (doubts: Doubts, isDone: boolean) =>
        format === "json" ? Output.json(json(doubts, lostMillis, isDone)) : Output.line(lines(doubts, isDone))
      if (dryRun) return yield* print(found, false)
      yield* Confirmation.asked(`${summary(found)} would be taken out of the queue`, yes)
      yield* print(yield* RestoredDatabase.settle(restoration), true)
    }).pipe(Effect.provide(DatabaseOption.layer(databaseUrl)))
).pipe(
  Command.withDescription(
    Example.described(
      "After a restore to an earlier point: take out of the queue what may have been sent since, before any worker starts (SPEC RT-04)",
      ["sluice database restored --dry-run", "sluice database restored --lost-at 2026-07-01T09:30:00Z --yes"]
    )
  )
)

/** `sluice database`: what is done to the database itself, while nothing else runs on it. */
export const command = Command.make("database").pipe(
  Command.withDescription(
    Example.described("What is done to the database itself", ["sluice database restored --dry-run"])
  ),
  Command.withSubcommands([restored])
)
