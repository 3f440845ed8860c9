import { it } from "@effect/vitest"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { StoredCallback } from "@sluice/engine/ports/CallbackLog"
import { Context, Effect } from "effect"
import type { InjectOptions } from "fastify"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"
import * as Signing from "./callbackSigning.ts"

const { ask, expectProblem } = testServer

const origin = "https://hooks.example.com"

const account = (provider: string, own: object, sender: object = { phoneNumberId: "1001" }) => ({
  id: `acme-${provider}`,
  provider,
  policy: "guide",
  baseUrls: ["http://127.0.0.1:1"],
  ...own,
  businesses: [
    {
      id: `business-${provider}`,
      timeZone: "Asia/Taipei",
      senders: [{ id: `sender-${provider}`, ...sender }]
    }
  ]
})

/** One account at each provider, every secret in rotation. */
const file = {
  accounts: [
    account("twilio", { accountSid: "AC1", authTokens: ["new", "old"] }, { number: "+886912345671" }),
    account(
      "messagebird",
      { accessKey: "k", signingKeys: ["new", "old"] },
      { phoneNumberId: "channel-1", number: "+886912345672" }
    ),
    account(
      "bird",
      { workspaceId: "ws", accessKey: "k", signingKeys: ["new", "old"] },
      { phoneNumberId: "channel-2", number: "+886912345673" }
    ),
    account(
      "zendesk",
      { appId: "app", keyId: "key", keySecret: "s", webhookSecrets: ["new", "old"] },
      { phoneNumberId: "integration", number: "+886912345674" }
    ),
    account(
      "360dialog",
      { apiKey: "k", callbackHeader: "x-our-key", callbackKeys: ["new", "old"] },
      { phoneNumberId: "1005", number: "+886912345675" }
    )
  ]
}

const server = (changes: Parameters<typeof testServer.make>[0] = {}) =>
  testServer.make({ publicUrl: origin, ...changes }, undefined, file)

const stored = (store: testServer.TestServer) =>
  Effect.gen(function* () {
    const found: Array<StoredCallback> = []
    yield* Context.get(store.store, CallbackLog).consume(100, (callbacks) => {
      found.push(...callbacks)
      return Effect.succeed(callbacks.map(({ id }) => ({ id, verdict: "processed" as const, report: {} })))
    })
    return found
  })

const json = { "content-type": "application/json" }
const form = { "content-type": "application/x-www-form-urlencoded" }

/** How a provider delivers, with whichever secret. */
interface Scheme {
  readonly body: string
  readonly headers: (url: string, secret: string) => Readonly<Record<string, string>>
}

const twilioFields = { MessageSid: "SM1", MessageStatus: "delivered", To: "whatsapp:+886987654321", AccountSid: "AC1" }
const metaBody = JSON.stringify({
  object: "whatsapp_business_account",
  entry: [{ id: "1", changes: [{ field: "messages", value: { messaging_product: "whatsapp" } }] }]
})
const zendeskBody = JSON.stringify({ app: { id: "app" }, webhook: { id: "w", version: "v2" }, events: [] })
const birdBody = JSON.stringify({
  service: "channels",
  event: "whatsapp.outbound",
  payload: { id: "m1", status: "sent" }
})
const messagebirdBody = JSON.stringify({ type: "message.updated", message: { id: "m1", status: "delivered" } })

const schemes: Readonly<Record<string, Scheme>> = {
  twilio: {
    body: new URLSearchParams(twilioFields).toString(),
    headers: (url, secret) => ({ ...form, ...Signing.twilio(url, twilioFields, secret) })
  },
  messagebird: {
    body: messagebirdBody,
    headers: (url, secret) => ({ ...json, ...Signing.messagebird(url, messagebirdBody, secret, Date.now()) })
  },
  bird: {
    body: birdBody,
    headers: (url, secret) => ({ ...json, ...Signing.bird(url, birdBody, secret, Date.now()) })
  },
  zendesk: { body: zendeskBody, headers: (_, secret) => ({ ...json, "x-api-key": secret }) },
  "360dialog": { body: metaBody, headers: (_, secret) => ({ ...json, "x-our-key": secret }) }
}

const post = (
  provider: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  to = provider
): InjectOptions => ({
  method: "POST",
  url: `/callbacks/${provider}/acme-${to}`,
  headers,
  payload: body
})

const pathOf = (provider: string): string => `${origin}/callbacks/${provider}/acme-${provider}`

describe("the doors of every provider", () => {
  for (const [provider, { body, headers }] of Object.entries(schemes)) {
    it.scoped(
      `WH-02, WH-03: ${provider} is believed by its own scheme, with either secret, and stored as it came`,
      () =>
        Effect.gen(function* () {
          const one = yield* server()
          const url = pathOf(provider)
          expect((yield* ask(one, post(provider, headers(url, "new"), body))).status).toBe(200)
          // The same delivery once more, by the older secret: known by its bytes.
          expect((yield* ask(one, post(provider, headers(url, "old"), body))).status).toBe(200)
          expectProblem(yield* ask(one, post(provider, headers(url, "wrong"), body)), "signature-refused")
          expectProblem(yield* ask(one, post(provider, json, body)), "signature-refused")
          const found = yield* stored(one)
          expect(found).toMatchObject([
            { provider, accountId: `acme-${provider}`, contentType: headers(url, "new")["content-type"] }
          ])
          expect(new TextDecoder().decode(found[0]?.body)).toBe(body)
        })
    )

    it.scoped(
      `WH-02: ${provider} is believed also where the type is none that can be parsed, and its body read by its looks`,
      () =>
        Effect.gen(function* () {
          for (const type of ["json", "application/json, application/json", "a/b/c", ";;;", ""]) {
            const one = yield* server()
            const typed = { ...headers(pathOf(provider), "new"), "content-type": type }
            expect([type, (yield* ask(one, post(provider, typed, body))).status]).toEqual([type, 200])
            expect(yield* stored(one)).toMatchObject([{ provider, contentType: type }])
          }
        })
    )

    it.scoped(`an account of ${provider} is unknown at the doors of the others`, () =>
      Effect.gen(function* () {
        const one = yield* server()
        const detailOf = (request: InjectOptions) =>
          Effect.map(ask(one, request), (answer) => {
            expectProblem(answer, "account-unknown")
            return String(answer.json["detail"])
          })
        for (const other of [...Object.keys(schemes), "cloud-api"]) {
          if (other === provider) continue
          const elsewhere = yield* detailOf(post(other, json, "{}", provider))
          expect(elsewhere).toMatch(
            new RegExp(`^no account "acme-${provider}" is configured at ${other}; the address is `)
          )
          // TM-01: a stranger does not learn that it is at another provider.
          const nowhere = yield* detailOf(post(other, json, "{}", "nobody"))
          expect(nowhere.replace("acme-nobody", `acme-${provider}`)).toBe(elsewhere)
        }
        expect(yield* Context.get(one.store, CallbackLog).counts).toEqual({})
      })
    )
  }

  it.scoped("CLOUD_API 3.9: Twilio signs its address with the port or without it", () =>
    Effect.gen(function* () {
      const one = yield* server()
      const [withPort, without] = [`${origin}:443/callbacks/twilio/acme-twilio`, pathOf("twilio")]
      for (const url of [withPort, without]) {
        const fields = { ...twilioFields, MessageSid: url }
        const body = new URLSearchParams(fields).toString()
        const answer = yield* ask(one, post("twilio", { ...form, ...Signing.twilio(url, fields, "new") }, body))
        expect(answer.status).toBe(200)
      }
      expect(yield* stored(one)).toHaveLength(2)
    })
  )

  it.scoped("CLOUD_API 3.9: Twilio and MessageBird may deliver by GET: the query is the callback", () =>
    Effect.gen(function* () {
      const one = yield* server()
      const query = new URLSearchParams(twilioFields).toString()
      const url = `/callbacks/twilio/acme-twilio?${query}`
      const headers = Signing.twilio(`${origin}${url}`, {}, "new")
      expect((yield* ask(one, { method: "GET", url, headers })).status).toBe(200)
      expectProblem(yield* ask(one, { method: "GET", url: `${url}&x=1`, headers }), "signature-refused")
      const [found] = yield* stored(one)
      expect(found).toMatchObject({ contentType: "application/x-www-form-urlencoded" })
      expect(new TextDecoder().decode(found?.body)).toBe(query)
    })
  )

  it.scoped("the others have no handshake, and say so, whatever accounts there are", () =>
    Effect.gen(function* () {
      const one = yield* server()
      for (const provider of ["bird", "zendesk", "360dialog"]) {
        for (const account of [`acme-${provider}`, "nobody"]) {
          const url = `/callbacks/${provider}/${account}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=new`
          const answer = yield* ask(one, { method: "GET", url })
          expectProblem(answer, "handshake-refused")
          expect(answer.json["detail"]).toMatch(new RegExp(`^${provider} has no handshake, `))
        }
      }
    })
  )

  it.scoped("a provider that there is not is named, with those that there are", () =>
    Effect.gen(function* () {
      const one = yield* server()
      const url = "/callbacks/nobody/acme-bird"
      for (const request of [post("nobody", json, "{}", "bird"), { method: "GET", url } as const]) {
        const answer = yield* ask(one, request)
        expectProblem(answer, "route-unknown")
        expect(answer.json["detail"]).toMatch(/^there is no provider "nobody"; .*cloud-api, .*zendesk/)
      }
      expect(yield* Context.get(one.store, CallbackLog).counts).toEqual({})
    })
  )

  it.scoped("without a public address, it is told from the request, as trusted proxies pass it on", () =>
    Effect.gen(function* () {
      const body = new URLSearchParams(twilioFields).toString()
      const signed = (url: string) => ({ ...form, ...Signing.twilio(url, twilioFields, "new") })
      const bare = yield* server({ publicUrl: null })
      const own = { ...signed("http://hooks.example.com/callbacks/twilio/acme-twilio"), host: "hooks.example.com" }
      expect((yield* ask(bare, post("twilio", own, body))).status).toBe(200)
      const forwarded = {
        ...signed(pathOf("twilio")),
        host: "10.0.0.5:8080",
        "x-forwarded-for": "54.1.2.3",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "hooks.example.com"
      }
      expectProblem(yield* ask(bare, post("twilio", forwarded, body)), "signature-refused")
      const behind = yield* server({ publicUrl: null, trustProxyHops: 1 })
      expect((yield* ask(behind, post("twilio", forwarded, body))).status).toBe(200)
    })
  )

  for (const [hops, told, taken] of [
    [1, "https", true],
    [1, "https, http", false],
    [2, "https, http", true],
    [2, "http, http", false],
    [2, "https", true],
    [1, "", false],
    [0, "https", false]
  ] as const) {
    const proxies = `${hops} trusted proxies that say ${JSON.stringify(told)}`
    it.scoped(`WH-01: in production behind ${proxies}, a callback is ${taken ? "taken" : "refused"}`, () =>
      Effect.gen(function* () {
        const one = yield* server({ environment: "production", trustProxyHops: hops })
        const headers = { ...json, "x-api-key": "new", "x-forwarded-proto": told }
        const answer = yield* ask(one, post("zendesk", headers, zendeskBody))
        if (taken) expect(answer.status).toBe(200)
        else expectProblem(answer, "plain-http-refused")
      })
    )
  }

  it.scoped("GD-02: five malformed in a row pause that address, and no other: 503, with when to come back", () =>
    Effect.gen(function* () {
      const one = yield* server()
      const malformed = (n: number) => post("zendesk", { ...json, "x-api-key": "new" }, `{"n":${n}}`)
      for (const n of [1, 2, 3, 4, 5]) expectProblem(yield* ask(one, malformed(n)), "malformed-request")
      const paused = yield* ask(one, post("zendesk", { ...json, "x-api-key": "new" }, zendeskBody))
      expectProblem(paused, "unavailable")
      expect(Number(paused.headers["retry-after"])).toBeGreaterThan(25)
      // Who cannot sign is told no more than before.
      expectProblem(yield* ask(one, post("zendesk", json, zendeskBody)), "signature-refused")
      expect((yield* ask(one, post("360dialog", { ...json, "x-our-key": "new" }, metaBody))).status).toBe(200)
      expect(yield* Context.get(one.store, CallbackLog).counts).toEqual({
        malformed: 5,
        "bad-signature": 1,
        pending: 1
      })
    })
  )
})
