import { createHash, randomUUID } from "node:crypto"
import { Effect } from "effect"
import * as Client from "./internal/Client.ts"

/** Prefix of everything made here: what a killed run left on a server that stays can be told by it. */
const prefix = "sluice"

const drop = (url: string, name: string) =>
  Client.once(url, `drop database if exists ${Client.quoted(name)} with (force)`)

/**
 * An empty database of its own, dropped with the scope; whoever is still connected then is disconnected.
 *
 * @param url any database of the server, as a role that may create databases
 * @param options.template name of the database to copy (see `template`); PostgreSQL's own empty one by default
 * @returns the address of the new database
 */
export const fresh = Effect.fn("Databases.fresh")(function* (
  url: string,
  options: { readonly template?: string } = {}
) {
  const name = yield* Effect.acquireRelease(
    Effect.gen(function* () {
      const unique = `${prefix}_${randomUUID().replaceAll("-", "")}`
      const copied = options.template === undefined ? "" : ` template ${Client.quoted(options.template)}`
      yield* Client.once(url, `create database ${Client.quoted(unique)}${copied}`)
      return unique
    }),
    // A server that is gone took the database with it, or will be cleaned by hand: no reason to fail what has been done.
    (unique) => Effect.ignoreLogged(drop(url, unique))
  )
  return Client.withDatabase(url, name)
})

/**
 * A database that others are copied from: prepared once, however many processes ask for it at the same time.
 *
 * Copying takes tens of milliseconds where migrating takes hundreds. It stays on the server: on one that outlives the run,
 * the next run finds it prepared.
 *
 * @param key names what `prepare` makes of an empty database; it must change when that changes (a digest of the migrations)
 * @param prepare gets the address of an empty database and closes its connections before it ends
 * @returns its name, for `fresh`
 */
export const template = <E, R>(url: string, key: string, prepare: (url: string) => Effect.Effect<void, E, R>) =>
  Effect.scoped(
    Effect.gen(function* () {
      // 16 hexadecimal digits of the key's digest: database names end at 63 bytes, keys anywhere.
      const name = `${prefix}_template_${createHash("sha256").update(key).digest("hex").slice(0, 16)}`
      const client = yield* Client.connect(url)
      const run = (sql: string, values?: ReadonlyArray<unknown>) => Client.query(client, url, sql, values)
      // Held by the connection: whoever dies while preparing lets go of it.
      yield* run("select pg_advisory_lock(hashtextextended($1, 0))", [name])
      const ready = yield* run("select 1 from pg_database where datname = $1 and datistemplate", [name])
      if (ready.length > 0) return name
      // Not marked as a template: what a killed preparation left.
      yield* run(`drop database if exists ${Client.quoted(name)} with (force)`)
      yield* run(`create database ${Client.quoted(name)}`)
      yield* prepare(Client.withDatabase(url, name))
      yield* run(`alter database ${Client.quoted(name)} with is_template true allow_connections false`)
      return name
    })
  ).pipe(Effect.withSpan("Databases.template"))
