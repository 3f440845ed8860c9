import { createHash } from "node:crypto"
import { SqlError } from "@effect/sql/SqlError"
import { Duration, Effect } from "effect"
import type { Scope } from "effect"
import Pg from "pg"

/**
 * A pool whose connections prepare every statement with parameters, once each: the server parses and plans it no more than it has
 * to. Planning the statements of a lane costs the server more than running them.
 *
 * A statement is named by the digest of its text. The adapter's texts are fixed but for a few filters; should something build texts
 * without end, those beyond `statementsMax` are sent as they are.
 *
 * A pooler between here and the server must know prepared statements (PgBouncer from 1.21 on does).
 */
export interface Options {
  readonly url: string
  readonly connectionsMax: number
  readonly applicationName: string
  readonly connectMillisMax: number
}

/** A server keeps what is prepared, some tens of kilobytes each, as long as the connection. */
const statementsMax = 500

const names = new Map<string, string>()

/** The name under which a text is prepared; null beyond `statementsMax`. */
const nameOf = (text: string): string | null => {
  const known = names.get(text)
  if (known !== undefined) return known
  if (names.size >= statementsMax) return null
  const name = createHash("sha256").update(text).digest("hex").slice(0, 32)
  names.set(text, name)
  return name
}

/** The arguments of `query` with the statement named. Without parameters it may be several statements, which none can prepare. */
const named = (args: ReadonlyArray<unknown>): ReadonlyArray<unknown> => {
  const [text, values, ...rest] = args
  if (typeof text !== "string" || !Array.isArray(values) || values.length === 0) return args
  const name = nameOf(text)
  return name === null ? args : [{ name, text, values }, ...rest]
}

class PreparingClient extends Pg.Client {
  constructor(config?: string | Pg.ClientConfig) {
    super(config)
    const query = this.query
    Object.defineProperty(this, "query", {
      value: (...args: ReadonlyArray<unknown>): unknown => Reflect.apply(query, this, named(args))
    })
  }
}

const connected = (pool: Pg.Pool, connectMillisMax: number) =>
  Effect.tryPromise({
    try: () => pool.query("SELECT 1"),
    catch: (cause) => new SqlError({ cause, message: "the database did not take a connection" })
  }).pipe(
    Effect.timeoutFail({
      duration: Duration.millis(connectMillisMax),
      onTimeout: () =>
        new SqlError({ cause: new Error("it took too long"), message: "the database did not take a connection" })
    })
  )

const closed = (pool: Pg.Pool): Effect.Effect<void> =>
  Effect.promise(() => pool.end()).pipe(Effect.interruptible, Effect.timeoutOption("1 second"), Effect.asVoid)

/** The pool, which has connected once, for the length of the scope. */
export const make = (options: Options): Effect.Effect<Pg.Pool, SqlError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const pool = new Pg.Pool({
        Client: PreparingClient,
        connectionString: options.url,
        connectionTimeoutMillis: options.connectMillisMax,
        max: options.connectionsMax,
        application_name: options.applicationName,
        // A prepared plan outlives the table it was made for: one made while a table was empty would read a full one from end to end.
        // Every statement here goes by an index, so the planner is told not to think of the other way. An address with `options`
        // of its own keeps those.
        // For the same reason no plan is made for the values of one call: those of the first calls would read whole tables while these are small, and
        // planning a statement costs more than running it for a few hundred messages.
        options: "-c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c random_page_cost=1.1"
      })
      // An idle connection that breaks is replaced at its next use; nobody waits for it here.
      pool.on("error", () => undefined)
      return pool
    }),
    closed
  ).pipe(Effect.tap((pool) => connected(pool, options.connectMillisMax)))
