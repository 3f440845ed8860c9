import { DatabaseSync } from "node:sqlite"
import { Effect } from "effect"
import type { Scope } from "effect"

/**
 * Finds numbers that were there before, exactly, in the same memory for any number of rows (SPEC PH-09).
 *
 * The numbers are kept in a private SQLite database in the system's temporary directory, a file that has no name and is gone
 * with the process, however that ends; only the cache is in memory. Measured: 2 to 3 microseconds a number while they fit the
 * cache, 5 to 10 beyond. A set in memory would be faster and grow without end; sorted runs on disk would find duplicates only
 * after the last row, too late to mark them; a Bloom filter before the database saved nothing.
 */
export interface Duplicates {
  /**
   * The first row that had this number, or null when this row is the first.
   *
   * @param sendable whether this row itself can be sent to. One that can is a duplicate only of another that can:
   * otherwise a row with a fault would take the place of the good one behind it.
   */
  readonly firstRow: (e164: string, row: number, sendable: boolean) => number | null
}

/** What a million numbers take, 24 MB; more of them go through it to the disk. */
export const cacheKib = 24_576

/**
 * Everything that makes SQLite safe against crashes is turned off: the database is worth nothing after this run.
 * `number` is the row id, so that the table is one tree without an index beside it.
 */
const setup = (cacheKib: number): string => `
  pragma journal_mode = off;
  pragma synchronous = off;
  pragma locking_mode = exclusive;
  pragma temp_store = file;
  pragma cache_size = -${cacheKib};
  create table seen (number integer primary key, row integer not null);
  begin
`

/** Digits that a double holds exactly. */
const doubleDigitsMax = 15

/** Rows that cannot be sent to are kept under the negative of the number that was suggested for them. */
const keyOf = (e164: string, sendable: boolean): number | bigint => {
  const digits = e164.slice(1)
  const value = digits.length <= doubleDigitsMax ? Number(digits) : BigInt(digits)
  return sendable ? value : -value
}

/**
 * An empty set, gone with its scope.
 *
 * @param cacheKib memory for the numbers.
 */
export const make = (cacheKib: number): Effect.Effect<Duplicates, never, Scope.Scope> =>
  Effect.gen(function* () {
    const database = yield* Effect.acquireRelease(
      Effect.sync(() => new DatabaseSync("")),
      (opened) => Effect.sync(() => opened.close())
    )
    database.exec(setup(cacheKib))
    const insert = database.prepare("insert into seen (number, row) values (?, ?) on conflict do nothing")
    const select = database.prepare("select row from seen where number = ?")

    const find = (key: number | bigint): number | null => {
      const row = select.get(key)?.["row"]
      return typeof row === "number" ? row : null
    }

    return {
      firstRow: (e164, row, sendable) => {
        const earlier = sendable ? null : find(keyOf(e164, true))
        if (earlier !== null) return earlier
        const key = keyOf(e164, sendable)
        return insert.run(key, row).changes === 0 ? find(key) : null
      }
    }
  })
