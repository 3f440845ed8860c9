import * as SqlClient from "@effect/sql/SqlClient"
import * as DatabaseOption from "@sluice/cli/database/DatabaseOption"
import { Effect, type Redacted, Schedule } from "effect"

/**
 * What a newer version would leave in the database while older processes still run: its migration, which adds and takes nothing away (the rule
 * for every migration, so that the version before goes on working), and rows in which more stands than the older know.
 */

/** Names everything that no version so far has. */
const name = "of_a_newer_version"

/** Far above the numbers of real migrations. */
const migration = 9_001

/** Tables that lanes, callers and callbacks use all the time: a statement planned before the column came is run again after it. */
const tables = ["message", "queue", "attempt", "message_event", "lane", "hold", "ledger", "callback", "message_name"]

const columns = tables.map((table) => `ALTER TABLE ${table} ADD COLUMN ${name} text DEFAULT 'newer'`)

/**
 * Every state of the ledger that anybody writes from now on is as a newer version would write it: with fields that the older do not know, beside
 * its parts and in each of them.
 */
const newerFunction = `
  CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF jsonb_typeof(NEW.state) = 'object' THEN
      NEW.state := (
        SELECT coalesce(jsonb_object_agg(key, CASE WHEN jsonb_typeof(value) = 'object'
                 THEN value || '{"ofANewerVersion": {"since": 1}}' ELSE value END), '{}')
        FROM jsonb_each(NEW.state)
      ) || '{"ofANewerVersion": [1, 2, 3]}';
    END IF;
    RETURN NEW;
  END $$`

/** Each is a transaction of its own, and holds one table at most: several at once, under load, would wait in a circle with those that work. */
const statements = [
  `CREATE TABLE ${name} (id bigint PRIMARY KEY)`,
  ...columns,
  newerFunction,
  `CREATE TRIGGER ${name} BEFORE INSERT OR UPDATE ON ledger FOR EACH ROW EXECUTE FUNCTION ${name}()`,
  "UPDATE ledger SET state = state",
  `INSERT INTO sluice_migration (migration_id, name) VALUES (${migration}, '${name}')`
]

const withClient = <A, E>(databaseUrl: Redacted.Redacted, use: (sql: SqlClient.SqlClient) => Effect.Effect<A, E>) =>
  Effect.flatMap(SqlClient.SqlClient, use).pipe(Effect.provide(DatabaseOption.layer(databaseUrl)))

/** A statement that PostgreSQL ended for the sake of another leaves no trace, and is run again. */
const triesMax = 10

/** Migrates the database as a newer version would, one statement after the other, while others work. */
export const migrate = (databaseUrl: Redacted.Redacted) =>
  withClient(databaseUrl, (sql) =>
    Effect.forEach(
      statements,
      (statement) =>
        Effect.retry(sql.unsafe(statement), { times: triesMax - 1, schedule: Schedule.spaced("200 millis") }),
      { discard: true }
    )
  ).pipe(Effect.withSpan("NewerVersion.migrate"))

/** How many states of senders carry what a newer version wrote. */
export const marked = (databaseUrl: Redacted.Redacted) =>
  withClient(
    databaseUrl,
    (sql) => sql<{ readonly count: number }>`
      SELECT count(*)::int AS count FROM ledger WHERE scope = 'sender' AND state ? 'ofANewerVersion'`
  ).pipe(
    Effect.map(([row]) => row?.count ?? 0),
    Effect.withSpan("NewerVersion.marked")
  )
