import type { NestFastifyApplication } from "@nestjs/platform-fastify"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as NodeVault from "@sluice/adapter-node/NodeVault"
import * as WebhookTarget from "@sluice/adapter-webhooks/HttpTarget"
import type { Role } from "@sluice/client/Access"
import { Keys } from "@sluice/engine/access/Keys"
import * as Channels from "@sluice/engine/alerts/Channels"
import * as ChannelsConfig from "@sluice/engine/alerts/ChannelsConfig"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import type { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import type { Question } from "@sluice/engine/ports/Graph"
import * as PlatformTemplates from "@sluice/engine/test-kit/PlatformTemplates"
import { Holds } from "@sluice/engine/ports/Holds"
import { TokenInspector } from "@sluice/engine/ports/TokenInspector"
import { Vault } from "@sluice/engine/ports/Vault"
import { HttpTarget, TopicTarget } from "@sluice/engine/ports/Targets"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { type Kind, kinds } from "@sluice/client/Problem"
import { Context, Effect, Layer, Logger, Redacted, type Scope } from "effect"
import type { InjectOptions } from "fastify"
import { createHmac } from "node:crypto"
import { expect } from "vitest"
import { create } from "@sluice/server/Server"
import * as ProcessLog from "@sluice/adapter-node/ProcessLog"
import * as UseCases from "@sluice/server/UseCases"
import type { Settings } from "@sluice/server/http/Settings"
import * as Platform from "./platform.ts"

/** Two accounts: `acme` sends by the guide's policy, `zenith` by the Cloud API's. */
export const accounts = {
  accounts: [
    {
      id: "acme",
      provider: "cloud-api",
      policy: "guide",
      baseUrls: ["http://127.0.0.1:1"],
      version: "v25.0",
      accessToken: "acme-access-token",
      appSecrets: ["acme-app-secret", "acme-old-secret"],
      verifyToken: "acme-verify-token",
      businesses: [
        {
          id: "acme-asia",
          timeZone: "Asia/Taipei",
          senders: [{ id: "acme-tw", phoneNumberId: "1001", number: "+886912345678" }]
        }
      ]
    },
    {
      id: "zenith",
      provider: "cloud-api",
      policy: "cloud-api",
      baseUrls: ["http://127.0.0.1:1"],
      version: "v25.0",
      accessToken: "zenith-access-token",
      appSecrets: ["zenith-app-secret"],
      verifyToken: "zenith-verify-token",
      businesses: [
        {
          id: "zenith-eu",
          timeZone: "Europe/Berlin",
          senders: [{ id: "zenith-de", phoneNumberId: "2001", number: "+4915112345678" }]
        }
      ]
    }
  ]
}

/** Every secret of the configuration: none may ever be in an answer or a log line. */
export const secrets = [
  "acme-access-token",
  "acme-app-secret",
  "acme-old-secret",
  "acme-verify-token",
  "zenith-access-token"
]

const settings: typeof Settings.Service = {
  environment: "development",
  trustProxyHops: 0,
  publicUrl: null,
  batchRowsMax: 100,
  keyRequestsPerSecond: 1_000,
  batchBytesMax: 2 * 1024 * 1024
}

/** What the platform says of a token: by what the token itself says. */
const inspector = Layer.succeed(TokenInspector, {
  inspect: (_, senders, token) =>
    Effect.succeed({
      word: Redacted.value(token).includes("dead")
        ? { _tag: "Refused", code: 190, subcode: 463 }
        : { _tag: "Described", isValid: true, expiresMillis: null, scopes: ["whatsapp_business_messaging"] },
      reaches: senders.map(({ id }) => ({ senderId: id, reach: "readable" }))
    })
})

/** Seals with a key of the tests' own. */
const vault = Layer.succeed(Vault, NodeVault.make([{ id: "test", bytes: new Uint8Array(32).fill(7) }]))

/** A subscriber that takes what does not lead to `refused`; which addresses are never called is for the adapter to say. */
const subscriber = Layer.effect(
  HttpTarget,
  Effect.map(HttpTarget, (real) => ({
    ...real,
    post: (url) =>
      Effect.succeed(
        url.includes("refused")
          ? { _tag: "Untaken", status: 500, detail: "it answered 500", askedMillis: null }
          : { _tag: "Taken", status: 204 }
      )
  }))
).pipe(Layer.provide(WebhookTarget.layer(WebhookTarget.defaults)))

/** The store behind a server under test, so that a test can look into it. */
export type Store = Layer.Layer.Success<typeof MemoryStore.layer>

export interface TestServer {
  readonly app: NestFastifyApplication
  readonly store: Context.Context<Store>
  readonly logged: ReadonlyArray<string>
  /** What the platform was asked by the server itself. */
  readonly asked: ReadonlyArray<Question>
  /** Files that it was given. */
  readonly uploaded: ReadonlyArray<Platform.Uploaded>
  /** The templates that the provider has. */
  readonly platformTemplates: PlatformTemplates.PlatformTemplates
  /** The text of a fresh key. */
  readonly key: (role: Role, accountId?: string | null) => Effect.Effect<string>
}

const issue = (role: Role, accountId: string | null) =>
  Effect.gen(function* () {
    const keys = yield* Keys
    const { token } = yield* keys.issue({ name: `${role} of a test`, role, accountId, expiresMillis: null })
    return Redacted.value(token)
  }).pipe(Effect.provide(Keys.layer().pipe(Layer.provide(NodeCrypto.layer))), Effect.orDie)

/**
 * A server over a memory store, closed with the scope.
 *
 * @param through what to put between the server and its store, to make it fail.
 * @param file the accounts file.
 * @param around what the process has besides, such as a tracer.
 */
export const make = (
  changes: Partial<typeof Settings.Service> = {},
  through: (store: Context.Context<Store>) => Context.Context<Store> = (store) => store,
  file: object = accounts,
  around: Layer.Layer<never> = Layer.empty
): Effect.Effect<TestServer, never, Scope.Scope> =>
  Effect.gen(function* () {
    const store = yield* Layer.build(MemoryStore.layer)
    const logged: Array<string> = []
    const platform = Platform.make()
    const platformTemplates = PlatformTemplates.make()
    const log = Logger.replace(
      Logger.defaultLogger,
      Logger.map(ProcessLog.lines, (line) => void logged.push(line))
    )
    const directory = DirectoryLayer.layer(file, () => Effect.die("no secret lies elsewhere"))
    const given = Layer.mergeAll(
      Layer.succeedContext(through(store)),
      MemoryBlobStore.layer,
      directory,
      inspector,
      platform.layer,
      platformTemplates.layer,
      vault,
      subscriber,
      TopicTarget.none,
      Channels.layer(ChannelsConfig.unconfigured)
    )
    const chosen = { ...settings, ...changes }
    const layer = UseCases.over(given, chosen, 1).pipe(Layer.provideMerge(around), Layer.provideMerge(log))
    const app = yield* Effect.acquireRelease(
      Effect.promise(() => create(layer, chosen)),
      (made) => Effect.promise(() => made.close())
    )
    const key: TestServer["key"] = (role, accountId = null) =>
      Effect.provide(issue(role, accountId), Layer.succeedContext(store) satisfies Layer.Layer<ApiKeys>)
    return { app, store, logged, asked: platform.asked, uploaded: platform.uploaded, platformTemplates, key }
  })

/** HMAC-SHA256 in hex. */
export const hmac = (body: string | Uint8Array, secret = "acme-app-secret"): string =>
  createHmac("sha256", secret).update(body).digest("hex")

/** What the platform would put into `X-Hub-Signature-256`. */
export const sign = (body: string, secret?: string): string => `sha256=${hmac(body, secret)}`

/** A text to a number that can be sent to. */
export const textTo = (recipient: string, more: object = {}) => ({
  senderId: "acme-tw",
  recipient,
  content: { type: "text", text: { body: "Your order is on its way." } },
  ...more
})

/** A number of the same country that is not the sender's. */
export const recipient = "+886987654321"

/** What came back. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

const parsed = (type: string, text: string): Readonly<Record<string, unknown>> =>
  /[/+]json\b/.test(type) ? JSON.parse(text) : {}

/** Asks a server in process. */
export const ask = (server: Pick<TestServer, "app">, options: InjectOptions): Effect.Effect<Answer> =>
  Effect.map(
    Effect.promise(() => server.app.inject(options)),
    ({ body, headers, statusCode }) => {
      const type = String(headers["content-type"])
      return { status: statusCode, type, headers, text: body, json: parsed(type, body) }
    }
  )

/** A request to send one message; a text goes as it is, anything else as JSON. */
export const send = (
  token: string,
  payload: unknown,
  headers: Readonly<Record<string, string>> = {}
): InjectOptions => ({
  method: "POST",
  url: "/v1/messages",
  headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
  payload: typeof payload === "string" ? payload : JSON.stringify(payload)
})

/** The same for a batch. */
export const sendBatch = (token: string, payload: unknown, query = ""): InjectOptions => ({
  ...send(token, payload),
  url: `/v1/messages/batch${query}`
})

/** A request to read. */
export const read = (token: string, url: string): InjectOptions => ({
  method: "GET",
  url,
  headers: { authorization: `Bearer ${token}` }
})

/** What a refusal has to look like. */
export const problem = (kind: Kind) => ({
  type: `urn:sluice:problem:${kind}`,
  title: kinds[kind].title,
  status: kinds[kind].status,
  detail: expect.stringMatching(/./),
  instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/)
})

/** Whether an answer is that refusal, in full and as RFC 9457 asks. */
export const expectProblem = (answer: Answer, kind: Kind): void => {
  expect(answer.json).toMatchObject(problem(kind))
  expect(answer.status).toBe(kinds[kind].status)
  expect(answer.type).toBe("application/problem+json; charset=utf-8")
  expect(answer.json["instance"]).toBe(`urn:uuid:${String(answer.headers["x-request-id"])}`)
  for (const leaked of [...secrets, "node_modules", "at async", ".ts:", ".js:", "SELECT", "INSERT"]) {
    expect(answer.text).not.toContain(leaked)
  }
}

/** How many messages are in the outbox. */
export const queued = (server: TestServer) =>
  Effect.map(Context.get(server.store, Outbox).list({ limit: 10_000 }), (messages) => messages.length)

/** Puts a light hold of five minutes on `acme-tw`. */
export const hold = (server: TestServer, nowMillis: number) =>
  Context.get(server.store, Holds).place({
    scope: "sender",
    key: "acme-tw",
    level: "light",
    number: 1,
    sinceMillis: nowMillis,
    untilMillis: nowMillis + 300_000,
    needsReview: false,
    reason: "7 messages within a minute",
    reviewFromMillis: null
  })
