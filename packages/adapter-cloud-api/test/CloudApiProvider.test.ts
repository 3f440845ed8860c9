import { it } from "@effect/vitest"
import * as CloudApiProvider from "@sluice/adapter-cloud-api/CloudApiProvider"
import * as Policy from "@sluice/core/policy/Policy"
import { Provider } from "@sluice/engine/ports/Provider"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import { Deferred, Effect, Fiber, Redacted } from "effect"
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
  certainty: { ...Policy.shipped["cloud-api"].certainty, answerMillisMax: 200 }
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

const adapter = CloudApiProvider.layer

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

  it.scopedLive("the token is for the configured endpoint alone: a redirect is not followed", () =>
    Effect.gen(function* () {
      let elsewhere = 0
      const other = yield* platform((_, __, response) => {
        elsewhere++
        response.end(JSON.stringify({ messages: [{ id: "wamid.A" }] }))
      })
      const { url } = yield* platform((_, __, response) => {
        response.writeHead(307, { location: other.url }).end()
      })
      expect((yield* send(url))?._tag).not.toBe("Accepted")
      expect(elsewhere).toBe(0)
    }).pipe(Effect.provide(adapter))
  )

  it.scopedLive("an endless answer is not read into memory", () =>
    Effect.gen(function* () {
      const { url } = yield* platform((_, __, response) => {
        const timer = setInterval(() => response.write("x".repeat(65_536)), 1)
        response.on("close", () => clearInterval(timer))
      })
      expect(yield* send(url)).toMatchObject({ _tag: "Uncertain" })
    }).pipe(Effect.provide(adapter))
  )

  it.scopedLive("RT-04: a name that does not exist, and a token that no header can carry, sent nothing", () =>
    Effect.gen(function* () {
      expect((yield* send("http://nowhere.invalid"))?._tag).toBe("NotSent")
      const { url } = yield* platform((_, __, response) => response.end())
      const { account, ...rest } = request(url)
      const torn = { ...rest, account: { ...account, accessToken: Redacted.make("a\nb") } }
      expect((yield* sendOne(torn))?._tag).toBe("NotSent")
    }).pipe(Effect.provide(adapter))
  )

  it.scopedLive("RT-04: an interrupted send is taken off the wire", () =>
    Effect.gen(function* () {
      const closed = yield* Deferred.make<void>()
      const { url } = yield* platform((incoming) =>
        incoming.socket.on("close", () => Deferred.unsafeDone(closed, Effect.void))
      )
      const fiber = yield* Effect.fork(send(url))
      yield* Effect.sleep("50 millis")
      yield* Fiber.interrupt(fiber)
      yield* Deferred.await(closed)
    }).pipe(Effect.provide(adapter))
  )

  it.scopedLive("a thousand sends at once are all answered, over a bounded number of connections", () =>
    Effect.gen(function* () {
      const sockets = new Set<unknown>()
      const { url } = yield* platform((incoming, _, response) => {
        sockets.add(incoming.socket)
        response.end(JSON.stringify({ messages: [{ id: "wamid.A" }] }))
      })
      const patient = { ...policy, certainty: { ...policy.certainty, answerMillisMax: 20_000 } }
      const one = request(url)
      const outcomes = yield* sendAll(
        Array.from({ length: 1_000 }, () => ({ ...one, sender: { ...one.sender, policy: patient } }))
      )
      expect(outcomes).toHaveLength(1_000)
      expect(new Set(outcomes.map(({ _tag }) => _tag))).toEqual(new Set(["Accepted"]))
      expect(sockets.size).toBeLessThanOrEqual(256)
    }).pipe(Effect.provide(adapter))
  )
})
