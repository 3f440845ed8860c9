import { chown, copyFile, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Data, Effect, Predicate, Schema } from "effect"
import type { Server } from "./EmbeddedPostgres.ts"
import { PostgresUnavailable } from "./PostgresUnavailable.ts"
import { attempt, detailOf } from "./internal/attempt.ts"
import * as Client from "./internal/Client.ts"

/**
 * Backup and restore of an embedded server that was started `archived`: PostgreSQL's own way with a base backup and the write-ahead log after it
 * (continuous archiving), in the few steps that `pg_basebackup` takes. The embedded programs bring no client programs along.
 */
type Embedded = Data.TaggedEnum.Value<Server, "Embedded">

/** A copy of the data as they were while the server went on working; the log from its start on makes it whole. */
interface Backup {
  readonly directory: string
}

/** What belongs to the running server alone, and the log, which the archive has. */
const left = new Set([
  "pg_wal",
  "postmaster.pid",
  "postmaster.opts",
  "pg_dynshmem",
  "pg_notify",
  "pg_replslot",
  "pg_stat_tmp",
  "pg_subtrans"
])

/** The same owner: PostgreSQL starts on its own files alone. Only root has to say so. */
const own = (path: string, like: string) =>
  process.getuid?.() === 0
    ? Effect.flatMap(
        attempt("directory", () => stat(like)),
        ({ gid, uid }) => attempt("directory", () => chown(path, uid, gid))
      )
    : Effect.void

const makeDirectory = (path: string, like: string) =>
  Effect.zipRight(
    attempt("directory", () => mkdir(path, { recursive: true, mode: 0o700 })),
    own(path, like)
  )

/** A file that ends while the tree is copied is none of the backup: the log tells that it has ended. */
const copyOne = (from: string, to: string, like: string) =>
  Effect.tryPromise(() => copyFile(from, to)).pipe(
    Effect.as(true),
    Effect.catchIf(
      ({ error }) => Predicate.hasProperty(error, "code") && error.code === "ENOENT",
      () => Effect.succeed(false)
    ),
    Effect.mapError(({ error }) => new PostgresUnavailable({ step: "directory", detail: detailOf(error) })),
    Effect.flatMap((isThere) => (isThere ? own(to, like) : Effect.void))
  )

/** @param skipped names at its top whose contents are left behind: directories stay as empty ones */
const copyTree = (
  from: string,
  to: string,
  skipped: ReadonlySet<string> = new Set()
): Effect.Effect<void, PostgresUnavailable> =>
  Effect.gen(function* () {
    yield* makeDirectory(to, from)
    const entries = yield* attempt("directory", () => readdir(from, { withFileTypes: true }))
    for (const entry of entries) {
      const source = join(from, entry.name)
      const target = join(to, entry.name)
      if (entry.isDirectory()) {
        yield* skipped.has(entry.name) ? makeDirectory(target, source) : copyTree(source, target)
      } else if (!skipped.has(entry.name)) yield* copyOne(source, target, from)
    }
  })

/** A file of the server's, written by us. */
const write = (path: string, text: string, like: string) =>
  Effect.zipRight(
    attempt("directory", () => writeFile(path, text, { mode: 0o600 })),
    own(path, like)
  )

const Stopped = Schema.Struct({ labelfile: Schema.String })

const unreadable = (cause: { readonly message: string }) =>
  new PostgresUnavailable({ step: "connect", detail: `its answer cannot be read: ${cause.message}` })

/** Copies the data while the server goes on: whatever is written meanwhile, the log has. */
export const take = Effect.fn("Backup.take")(function* (server: Embedded, name: string) {
  const { directory, url } = server
  const backup: Backup = { directory: join(directory, `backup-${name}`) }
  const data = join(directory, "data")
  yield* Effect.scoped(
    Effect.gen(function* () {
      // Both on one connection: PostgreSQL gives the backup up where it ends in between.
      const client = yield* Client.connect(url)
      yield* Client.query(client, url, "SELECT pg_backup_start($1, fast => true)", [name])
      yield* copyTree(data, backup.directory, left)
      const [row] = yield* Client.query(client, url, "SELECT labelfile FROM pg_backup_stop()")
      const { labelfile } = yield* Effect.mapError(Schema.decodeUnknown(Stopped)(row), unreadable)
      yield* write(join(backup.directory, "backup_label"), labelfile, data)
    })
  )
  return backup
})

const Switched = Schema.Struct({ segment: Schema.String })
const Archived = Schema.Struct({ done: Schema.Boolean })

/**
 * Ends the segment of the log that is being written, and waits until the archive has it: what was committed before this is called survives the loss of
 * the server. PostgreSQL does so by itself every `archive_timeout`.
 */
export const switchLog = Effect.fn("Backup.switchLog")(function* ({ url }: Embedded) {
  const ask = <A, I>(schema: Schema.Schema<A, I>, sql: string, values: ReadonlyArray<unknown> = []) =>
    Effect.flatMap(Client.once(url, sql, values), ([row]) =>
      Effect.mapError(Schema.decodeUnknown(schema)(row), unreadable)
    )
  const { segment } = yield* ask(Switched, "SELECT pg_walfile_name(pg_switch_wal()) AS segment")
  const arrived = ask(Archived, `SELECT coalesce(max(last_archived_wal) >= $1, false) AS done FROM pg_stat_archiver`, [
    segment
  ])
  yield* Effect.repeat(Effect.delay(arrived, "50 millis"), { until: ({ done }) => done })
})

const keptLog = (directory: string): string => join(directory, "log")

/** `kill -9` and everything that the server wrote is gone; with `log` "kept" its write-ahead log lay elsewhere, or was received elsewhere as it was written. */
export const lose = Effect.fn("Backup.lose")(function* ({ directory, kill }: Embedded, log: "kept" | "gone") {
  const data = join(directory, "data")
  yield* kill
  if (log === "kept") yield* copyTree(join(data, "pg_wal"), keptLog(directory), new Set(["archive_status"]))
  yield* attempt("directory", () => rm(data, { recursive: true, force: true }))
})

/** Puts a backup in the place of the data, and starts: the log of the archive is applied as far as it goes, and what was kept of the rest. */
export const restore = Effect.fn("Backup.restore")(function* ({ directory, restart }: Embedded, backup: Backup) {
  const data = join(directory, "data")
  const log = keptLog(directory)
  yield* copyTree(backup.directory, data)
  if (yield* Effect.isSuccess(attempt("directory", () => stat(log)))) yield* copyTree(log, join(data, "pg_wal"))
  yield* write(join(data, "recovery.signal"), "", data)
  yield* restart
})
