import { Effect } from "effect"
import pg from "pg"

/** One statement on a connection of its own, as any other program would send it. */
export const run = (url: string, text: string) =>
  Effect.acquireUseRelease(
    Effect.promise(() => {
      const client = new pg.Client(url)
      client.on("error", () => {})
      return client.connect().then(() => client)
    }),
    (client) => Effect.tryPromise(() => client.query<Record<string, unknown>>(text).then(({ rows }) => rows)),
    (client) => Effect.promise(() => client.end().catch(() => {}))
  )
