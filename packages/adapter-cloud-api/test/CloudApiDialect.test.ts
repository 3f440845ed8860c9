import { it } from "@effect/vitest"
import * as CloudApiDialect from "@sluice/adapter-cloud-api/CloudApiDialect"
import * as Policy from "@sluice/core/policy/Policy"
import { Provider } from "@sluice/engine/ports/Provider"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import { Effect, Layer, Redacted } from "effect"
import * as FetchWire from "@sluice/engine/test-kit/FetchWire"
import * as Speaking from "@sluice/engine/providers/Speaking"
import { createServer } from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import { describe, expect } from "vitest"

/** A platform of a few lines, for what the simulator does not do: silence, redirects, broken connections. */
const platform = (handle: (request: IncomingMessage, body: string, response: ServerResponse) => void) =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer((request, response) => {
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => handle(request, Buffer.concat(chunks).toString("utf8"), response))
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(
          Effect.succeed({
            url: `http://127.0.0.1:${port}`,
            close: () => {
              server.closeAllConnections()
              server.close()
            }
          })
        )
      })
    }),
    ({ close }) => Effect.sync(close)
  )

const policy = {
  ...Policy.shipped["cloud-api"],
  certainty: { ...Policy.shipped["cloud-api"].certainty, answerMillisMax: 1_500 }
}

const request = (endpoint: string): SendRequest => ({
  account: {
    id: "account",
    provider: "cloud-api",
    baseUrls: [endpoint],
    version: "v25.0",
    accessToken: Redacted.make("the-token"),
    appSecrets: [Redacted.make("secret")],
    verifyToken: Redacted.make("verify")
  },
  sender: {
    id: "sender",
    accountId: "account",
    businessId: "business",
    phoneNumberId: "100000000000001",
    number: "+12025550101",
    tier: "initial",
    throughput: "standard",
    timeZone: "UTC",
    policy
  },
  endpoint,
  messageId: "01900000-0000-7000-8000-000000000001",
  attempt: 2,
  recipient: "+12025550199",
  content: { type: "text", text: { body: "hello" } },
  replyTo: "wamid.before"
})

/** What became of each request, in their order. */
const sendAll = (requests: ReadonlyArray<SendRequest>) =>
  Effect.gen(function* () {
    const provider = yield* Provider
    const outcomes: Array<SendOutcome> = []
    yield* provider.send(requests, (outcome, index) => {
      outcomes[index] = outcome
    })
    return outcomes
  })

const sendOne = (one: SendRequest) => Effect.map(sendAll([one]), ([outcome]) => outcome)

const send = (endpoint: string) => sendOne(request(endpoint))

const adapter = Layer.provide(Speaking.layer([CloudApiDialect.dialect]), FetchWire.layer)

describe("Sending through the Cloud API", () => {
  it.scopedLive(
    "CLOUD_API 3.1: posts the documented body with the token, and message id and attempt as opaque data (RT-04)",
    () =>
      Effect.gen(function* () {
        const seen: Array<{
          readonly url: string | undefined
          readonly token: string | undefined
          readonly body: unknown
        }> = []
        const { url } = yield* platform((incoming, body, response) => {
          seen.push({ url: incoming.url, token: incoming.headers.authorization, body: JSON.parse(body) })
          response.end(JSON.stringify({ messages: [{ id: "wamid.A" }] }))
        })
        expect(yield* send(`${url}/`)).toMatchObject({ _tag: "Accepted", wamid: "wamid.A" })
        expect(seen).toEqual([
          {
            url: "/v25.0/100000000000001/messages",
            token: "Bearer the-token",
            body: {
              messaging_product: "whatsapp",
              recipient_type: "individual",
              to: "+12025550199",
              type: "text",
              text: { body: "hello" },
              context: { message_id: "wamid.before" },
              biz_opaque_callback_data: "01900000-0000-7000-8000-000000000001.2"
            }
          }
        ])
      }).pipe(Effect.provide(adapter))
  )

  it.scopedLive("SF-03: no answer in time is uncertain", () =>
    Effect.gen(function* () {
      const { url } = yield* platform(() => undefined)
      expect(yield* send(url)).toMatchObject({ _tag: "Uncertain" })
    }).pipe(Effect.provide(adapter))
  )

  it.scopedLive("RT-04: a connection that breaks after the request left is uncertain", () =>
    Effect.gen(function* () {
      const { url } = yield* platform((incoming) => incoming.socket.destroy())
      expect(yield* send(url)).toMatchObject({ _tag: "Uncertain" })
    }).pipe(Effect.provide(adapter))
  )

  it.scopedLive("RT-04: nothing listens there, so nothing was sent", () =>
    Effect.gen(function* () {
      const { close, url } = yield* platform(() => undefined)
      close()
      expect(yield* send(url)).toEqual({ _tag: "NotSent", detail: "ECONNREFUSED" })
    }).pipe(Effect.provide(adapter))
  )
})
