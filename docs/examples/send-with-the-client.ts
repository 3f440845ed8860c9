/**
 * The typed client sends a message and understands a refusal. A few lines stand in for the server, so that the program runs anywhere; with
 * `baseUrl` and a key of yours it is the same.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Client from "@sluice/client/Client"
import { Effect, Redacted } from "effect"
import { createServer } from "node:http"

const answers = [
  { status: 202, body: { id: "0197f8a0", outcome: "queued", predictedAt: "2026-01-05T03:00:00.000Z", warnings: [] } },
  {
    status: 422,
    body: {
      type: "urn:sluice:problem:message-refused",
      title: "The message cannot be sent as it is",
      status: 422,
      detail: "nothing was queued: 1 finding",
      instance: "urn:uuid:0",
      findings: [
        { path: "recipient", code: "plus-missing", rule: "PH-01", message: "has no +", suggestion: "+886987654321" }
      ]
    }
  }
]

const server = createServer((request, response) => {
  const { body, status } = answers.shift() ?? { status: 404, body: {} }
  console.log(`${request.method} ${request.url} ${request.headers["idempotency-key"] ?? ""}`.trim())
  response.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json" })
  response.end(JSON.stringify(body))
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const address = server.address()
const port = typeof address === "object" && address !== null ? address.port : 0

const program = Effect.gen(function* () {
  const client = yield* Client.make({ baseUrl: `http://127.0.0.1:${port}`, apiKey: Redacted.make("sluice_id_secret") })
  const content = { type: "text", text: { body: "Your order is on its way." } } as const
  const sent = yield* client.messages.send({
    payload: { senderId: "acme-tw", recipient: "+886987654321", content },
    headers: { "idempotency-key": "order-4711-shipped" }
  })
  console.log(`${sent.outcome} as ${sent.id}`)
  const refused = yield* Effect.flip(
    client.messages.send({ payload: { senderId: "acme-tw", recipient: "886987654321", content }, headers: {} })
  )
  if (refused._tag !== "Problem") return
  for (const { message, path, suggestion } of refused.findings) console.log(`${path} ${message}: ${suggestion}`)
})

await Effect.runPromise(Effect.provide(program, FetchHttpClient.layer))
server.close()
