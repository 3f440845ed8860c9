import { setTimeout } from "node:timers/promises"
import Pg from "pg"
import type { Message } from "./Platform.ts"

export type Name = "sluice" | "graphile-worker" | "pg-boss"

/** A queue that is filled, and emptied by sending what is in it. */
export interface Drained {
  readonly name: string
  /** Puts so many messages into its queue. */
  readonly fill: (count: number) => Promise<void>
  /** Sends all that is in its queue; ends when the outcome of the last one is recorded. */
  readonly drain: () => Promise<void>
  readonly close: () => Promise<void>
}

/** One way to get messages from a table in PostgreSQL to the platform, and what became of them back into it. */
export interface Contestant extends Drained {
  readonly name: Name
  /** Sends whatever is in its queue, until it is told to stop. */
  readonly work: () => Promise<Stop>
}

export type Stop = () => Promise<void>

/** Puts messages into a contestant's queue, a few at a time. */
export interface Intake {
  /** Ends once all of them are durable. */
  readonly accept: (messages: ReadonlyArray<Message>) => Promise<void>
  readonly close: () => Promise<void>
}

/** Connections to the database of the one who hands messages over. */
export const intakeConnections = 16

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
