import { setTimeout } from "node:timers/promises"
import Pg from "pg"

/** One way to get messages from a table in PostgreSQL to the platform, and what became of them back into it. */
export interface Contestant {
  readonly name: string
  /** Puts so many messages into its queue. */
  readonly fill: (count: number) => Promise<void>
  /** Sends all of them; ends when the outcome of the last one is recorded. */
  readonly drain: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Rows that go in with one statement. */
export const chunk = 1_000

/** Longer than any drain takes: something is broken. */
const drainMillisMax = 120_000

/** Asks a connection of its own, every few milliseconds, until the query has no row left. */
export const untilEmpty = async (pool: Pg.Pool, query: string): Promise<void> => {
  const since = performance.now()
  while ((await pool.query(query)).rows.length > 0) {
    if (performance.now() - since > drainMillisMax) throw new Error(`not empty after ${drainMillisMax} ms: ${query}`)
    await setTimeout(5)
  }
}

/** What autovacuum does within a minute of real traffic: the planner knows the tables, and old rows are gone. */
export const settle = async (pool: Pg.Pool, tables: ReadonlyArray<string>): Promise<void> => {
  for (const table of tables) await pool.query(`VACUUM ANALYZE ${table}`)
}

/** A small pool whose idle connections may break when the server ends. */
export const pool = (url: string, max: number): Pg.Pool => {
  const made = new Pg.Pool({ connectionString: url, max })
  made.on("error", () => undefined)
  return made
}
