import { Effect } from "effect"
import pg from "pg"
import { PostgresUnavailable } from "../PostgresUnavailable.ts"
import { detailOf } from "./attempt.ts"

const connectMillisMax = 5_000

/** The address without its password, for people to read. */
const shown = (url: string): string => {
  if (!URL.canParse(url)) return "an address that is no URL"
  const parsed = new URL(url)
  return `${parsed.host}${parsed.pathname}`
}

/** The same server, another database. */
export const withDatabase = (url: string, name: string): string => {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(name)}`
  return changed.href
}

const unavailable = (url: string) => (cause: unknown) =>
  new PostgresUnavailable({ step: "connect", detail: `${shown(url)}: ${detailOf(cause)}` })

/** One connection for the length of the scope. */
export const connect = Effect.fn("Client.connect")((url: string) =>
  Effect.acquireRelease(
    Effect.tryPromise({
      try: () => {
        const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectMillisMax })
        // A server that goes away is told by the next query; unheard, the event would end this process.
        client.on("error", () => {})
        return client.connect().then(() => client)
      },
      catch: unavailable(url)
    }),
    (client) => Effect.promise(() => client.end().catch(() => {}))
  )
)

type Row = Readonly<Record<string, unknown>>

/** One statement; rows as plain records. */
export const query = (client: pg.Client, url: string, sql: string, values: ReadonlyArray<unknown> = []) =>
  Effect.tryPromise({
    try: (): Promise<ReadonlyArray<Row>> => client.query<Row>(sql, [...values]).then(({ rows }) => rows),
    catch: unavailable(url)
  })

/** One statement on a connection of its own. */
export const once = (url: string, sql: string, values: ReadonlyArray<unknown> = []) =>
  Effect.scoped(Effect.flatMap(connect(url), (client) => query(client, url, sql, values)))

/** A name as SQL takes it. */
export const quoted = (name: string): string => pg.escapeIdentifier(name)
