import { Effect } from "effect"
import Pg from "pg"
import * as Gateway from "../accept/Gateway.ts"
import * as Rows from "../accept/Rows.ts"
import * as Contest from "../Contest.ts"
import type { Suite } from "../Suite.ts"

/** The promise: rows judged, queued, recorded and answered at no less than this share of what bare rows can be written at. */
const bareFloor = 0.5

/** Rows in one bare statement: more are no faster, and parameters end at 65,535. */
const bareRows = 500

const contentTypes = { document: "application/json", lines: "application/x-ndjson" } as const

/** A list of messages through the door: one request, read to the end of its answer. */
const sluice = (gateway: Gateway.Gateway, form: keyof typeof contentTypes): Contest.Entry => ({
  name: "sluice",
  operations: Rows.count,
  run: async () => {
    const requests = Rows.requests()
    const body =
      form === "document"
        ? JSON.stringify({ messages: requests })
        : requests.map((request) => JSON.stringify(request)).join("\n")
    const answer = await fetch(gateway.batchUrl, {
      method: "POST",
      headers: { authorization: `Bearer ${gateway.token}`, "content-type": contentTypes[form] },
      body
    })
    const text = await answer.text()
    if (!text.includes(`"queued":${Rows.count}`)) throw new Error(`${answer.status}: ${text.slice(-500)}`)
    return text.length
  }
})

/** The names of the columns, and those of so many rows as parameters. */
const names = Rows.columns.map(([name]) => name).join(", ")
const parameters = Array.from(
  { length: bareRows },
  (_, row) => `(${Rows.columns.map((_column, column) => `$${row * Rows.columns.length + column + 1}`).join(", ")})`
).join(", ")

const statements = {
  VALUES: {
    text: `INSERT INTO message (${names}) VALUES ${parameters}`,
    parametersOf: (rows: ReadonlyArray<ReadonlyArray<unknown>>) => rows.flat()
  },
  unnest: {
    text: `INSERT INTO message (${names}) SELECT * FROM unnest(${Rows.columns.map(([, type], column) => `$${column + 1}::${type}[]`).join(", ")})`,
    parametersOf: (rows: ReadonlyArray<ReadonlyArray<unknown>>) =>
      Rows.columns.map((_, column) => rows.map((row) => row[column]))
  }
} as const

/** The same rows into the same table, prepared, and nothing else: no place in the queue, no history, no answer. */
const bare = (client: Pg.Client, form: keyof typeof statements): Contest.Entry => ({
  name: `bare INSERT, ${form}`,
  operations: Rows.count,
  run: async () => {
    const { parametersOf, text } = statements[form]
    const rows = Rows.requests().map(Rows.values)
    let written = 0
    for (let from = 0; from < rows.length; from += bareRows) {
      const values = parametersOf(rows.slice(from, from + bareRows))
      written += (await client.query({ name: form, text, values })).rowCount ?? 0
    }
    return written
  }
})

/** Lists until the server's code is compiled as it is after a minute of work; it is a process of its own, and starts cold. */
const warmLists = 8

const warm = async (entry: Contest.Entry): Promise<void> => {
  for (let list = 0; list < warmLists; list++) await entry.run()
}

const connected = (url: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const client = new Pg.Client({ connectionString: url })
      await client.connect()
      return client
    }),
    (client) => Effect.promise(() => client.end())
  )

const contest = (gateway: Gateway.Gateway, client: Pg.Client, form: keyof typeof contentTypes): Contest.Contest => ({
  title: `lists of ${Rows.count} through /v1/messages/batch, as a ${form === "lines" ? "body of lines" : form}`,
  unit: "rows/s",
  subject: sluice(gateway, form),
  peers: [{ ...bare(client, "VALUES"), floor: bareFloor }, bare(client, "unnest")]
})

/** @public Found by its file's name. */
export const suite: Suite = {
  name: "accept",
  describe: "messages handed in, judged and queued, against bare INSERTs of the same rows into the same table",
  run: ({ effort }) =>
    Effect.gen(function* () {
      const gateway = yield* Gateway.make
      const client = yield* connected(gateway.databaseUrl)
      const forms = ["document", "lines"] as const
      for (const form of forms) yield* Effect.promise(() => warm(sluice(gateway, form)))
      const contests = yield* Effect.forEach(forms, (form) =>
        Effect.promise(() => Contest.hold(contest(gateway, client, form), effort))
      )
      return { contests }
    }).pipe(Effect.scoped, Effect.runPromise)
}
