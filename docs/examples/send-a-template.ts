/**
 * A template from its draft to a message: judged here, handed in, waited for, and sent with its parameters. A few lines stand in for the server, so
 * that the program runs anywhere; with `baseUrl` and a key of yours it is the same.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Client from "@sluice/client/Client"
import { guide } from "@sluice/core/policy/guide"
import * as Linter from "@sluice/core/template/Linter"
import { Effect, Redacted } from "effect"
import { createServer } from "node:http"

const draft = {
  name: "order_shipped",
  language: "en_US",
  category: "UTILITY",
  components: [
    {
      type: "BODY",
      text: "Hello {{1}}, your order {{2}} left our warehouse today and will be with you within three days.",
      example: { body_text: [["Mina", "4711"]] }
    }
  ]
}

const stands = (status: string) => ({
  ...draft,
  accountId: "acme",
  status,
  since: "2026-01-05T03:00:00.000Z",
  reason: null,
  review:
    status === "submitted"
      ? { from: "2026-01-06T03:00:00.000Z", to: "2026-01-08T03:00:00.000Z", approvalOdds: 0.65 }
      : null,
  quality: null,
  updatedAt: "2026-01-05T03:00:00.000Z",
  platformId: "1234567890",
  revisions: 0
})

const answers = [
  { act: "create", name: draft.name, language: draft.language, warnings: [], template: stands("submitted") },
  { templates: [stands("approved")], next: null },
  { id: "0197f8a0", outcome: "queued", predictedAt: "2026-01-06T09:00:00.000Z", warnings: [] }
]

const server = createServer((request, response) => {
  const body = answers.shift()
  console.log(`${request.method} ${request.url}`)
  const status = request.url === "/v1/messages" ? 202 : 200
  response.writeHead(status, { "content-type": "application/json" })
  response.end(JSON.stringify(body))
})
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const address = server.address()
const port = typeof address === "object" && address !== null ? address.port : 0

const program = Effect.gen(function* () {
  const findings = Linter.lintJson(guide.templates, draft)
  console.log(`${findings.length} findings`)

  const client = yield* Client.make({ baseUrl: `http://127.0.0.1:${port}`, apiKey: Redacted.make("sluice_id_secret") })
  const submitted = yield* client.templates.submit({ payload: { template: draft, dryRun: false } })
  const review = submitted.template?.review ?? null
  console.log(`${submitted.template?.status}: expected until ${review?.to.toJSON() ?? "nobody knows when"}`)

  // A callback tells the server of the decision within seconds; a program asks now and then, or subscribes to events.
  const { templates } = yield* client.templates.list({ urlParams: { name: draft.name, limit: 1 } })
  console.log(`${templates[0]?.name} is ${templates[0]?.status}`)

  const sent = yield* client.messages.send({
    payload: {
      senderId: "acme-tw",
      recipient: "+886987654321",
      content: {
        type: "template",
        template: {
          name: draft.name,
          language: { code: draft.language },
          components: [
            {
              type: "body",
              parameters: [
                { type: "text", text: "Mina" },
                { type: "text", text: "4711" }
              ]
            }
          ]
        }
      }
    },
    headers: { "idempotency-key": "order-4711-shipped" }
  })
  console.log(`${sent.outcome} as ${sent.id}`)
})

await Effect.runPromise(Effect.provide(program, FetchHttpClient.layer))
server.close()
