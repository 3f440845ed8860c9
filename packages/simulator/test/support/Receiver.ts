import { Effect, type Scope } from "effect"
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"

/** A callback that came: its raw bytes, and its statuses and messages taken out of their envelope. */
export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly raw: Buffer
  readonly statuses: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly messages: ReadonlyArray<Readonly<Record<string, unknown>>>
}

export interface Receiver {
  readonly url: string
  readonly received: Array<Received>
  /** How the next callbacks are answered, until it is changed. */
  answer: (response: ServerResponse) => void
  readonly statuses: () => ReadonlyArray<Readonly<Record<string, unknown>>>
}

interface Value {
  readonly statuses?: Received["statuses"]
  readonly messages?: Received["messages"]
}

/** A server that keeps what it is sent, on a free port of this machine, as long as the scope. */
export const make: Effect.Effect<Receiver, never, Scope.Scope> = Effect.gen(function* () {
  const received: Array<Received> = []
  const server = yield* Effect.acquireRelease(
    Effect.sync(() =>
      createServer((request, response) => {
        const url = new URL(request.url ?? "/", "http://receiver")
        if (request.method === "GET") {
          const known = url.searchParams.get("hub.verify_token") === "sample-verify-token"
          response.writeHead(known ? 200 : 403).end(url.searchParams.get("hub.challenge"))
          return
        }
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => {
          const raw = Buffer.concat(chunks)
          const envelope: { entry: ReadonlyArray<{ changes: ReadonlyArray<{ value: Value }> }> } = JSON.parse(
            raw.toString()
          )
          const values = envelope.entry.flatMap((entry) => entry.changes.map((change) => change.value))
          received.push({
            headers: request.headers,
            raw,
            statuses: values.flatMap((value) => value.statuses ?? []),
            messages: values.flatMap((value) => value.messages ?? [])
          })
          receiver.answer(response)
        })
      })
    ),
    (made) =>
      Effect.sync(() => {
        made.close()
        made.closeAllConnections()
      })
  )
  yield* Effect.async<void>((resume) => {
    server.listen(0, "127.0.0.1", () => resume(Effect.void))
  })
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/callbacks`,
    received,
    answer: (response) => void response.writeHead(200).end(),
    statuses: () => received.flatMap((callback) => callback.statuses)
  }
  return receiver
})
