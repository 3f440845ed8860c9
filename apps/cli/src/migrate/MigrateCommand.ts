import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import { Effect } from "effect"
import * as DatabaseOption from "../database/DatabaseOption.ts"
import * as Example from "../Example.ts"
import * as Output from "../Output.ts"

const dryRun = Options.boolean("dry-run").pipe(Options.withDescription("only tell which migrations are missing"))

const fileName = ({ name, number }: Migrations.Migration): string => `${String(number).padStart(4, "0")}_${name}`

const describe = (migrations: ReadonlyArray<Migrations.Migration>, isDone: boolean): string =>
  migrations.length === 0
    ? "the database is up to date"
    : `${isDone ? "ran" : "missing:"} ${migrations.map(fileName).join(", ")}`

/** `sluice migrate`: brings the database up to date. Safe to run at any time, from any number of places at once. */
export const command = Command.make(
  "migrate",
  { databaseUrl: DatabaseOption.databaseUrl, dryRun, format: Output.format },
  ({ databaseUrl, dryRun, format }) =>
    Effect.gen(function* () {
      // Loaded when it is needed: the cluster's client takes longer to load than most commands take to run.
      const Migrate = yield* Effect.promise(() => import("./Migrate.ts"))
      const migrations = dryRun ? yield* Migrations.pending : yield* Migrate.run
      yield* format === "json"
        ? Output.json({ [dryRun ? "missing" : "ran"]: migrations })
        : Output.line(describe(migrations, !dryRun))
    }).pipe(Effect.provide(DatabaseOption.layer(databaseUrl)))
).pipe(
  Command.withDescription(
    Example.described("Bring the database up to date", [
      "sluice migrate --database-url postgres://sluice@127.0.0.1/sluice",
      "DATABASE_URL=postgres://sluice@127.0.0.1/sluice sluice migrate --dry-run"
    ])
  )
)
