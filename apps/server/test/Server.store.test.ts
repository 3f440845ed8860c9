import { NodeContext } from "@effect/platform-node"
import { FileSystem } from "@effect/platform"
import { it } from "@effect/vitest"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import { Keys } from "@sluice/engine/access/Keys"
import { create } from "@sluice/server/Server"
import type { ServerConfig } from "@sluice/server/ServerConfig"
import * as ServerLayer from "@sluice/server/ServerLayer"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Cause, Effect, Layer, LogLevel, Option, Redacted, Runtime } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "./testServer.ts"

const { ask, expectProblem, read, recipient, send, sendBatch, sign, textTo } = testServer

const database = (url: string) =>
  Database.layer({ url: Redacted.make(url), connectionsMax: 2, applicationName: "server tests" })

const migrated = (url: string) => Effect.orDie(Effect.provide(Migrations.run, database(url)))

/** An accounts file of the test's own. */
const accountsFile = (content: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* files.makeTempFileScoped()
    yield* files.writeFileString(path, content)
    return path
  }).pipe(Effect.provide(NodeContext.layer))

const configOf = (url: string, accountsPath: string): ServerConfig => ({
  databaseUrl: Redacted.make(url),
  callbackLog: { _tag: "Postgres" },
  tracing: Option.none(),
  callbackDays: 30,
  mediaBytesMax: 0,
  blobs: { _tag: "Directory", path: `${accountsPath}-blobs` },
  accountsPath,
  alertsPath: Option.none(),
  environment: "development",
  clock: Option.none(),
  secretKeys: { keys: Option.none(), path: Option.none() },
  logLevel: LogLevel.None,
  endWithParent: false,
  host: "127.0.0.1",
  port: 0,
  trustProxyHops: 0,
  publicUrl: null,
  databaseConnections: 4,
  batchRowsMax: 10_000,
  keyRequestsPerSecond: 1_000,
  batchBytesMax: 32 * 1024 * 1024
})

const started = (config: ServerConfig) =>
  Effect.acquireRelease(
    Effect.promise(() => create(ServerLayer.layer(config), config)),
    (app) => Effect.promise(() => app.close())
  )

const operatorKey = (url: string) =>
  Effect.gen(function* () {
    const keys = yield* Keys
    const issued = yield* keys.issue({ name: "test", role: "operator", accountId: null, expiresMillis: null })
    return Redacted.value(issued.token)
  }).pipe(
    Effect.provide(
      Keys.layer().pipe(Layer.provide(NodeCrypto.layer), Layer.provide(PgStore.layer), Layer.provide(database(url)))
    )
  )

/** A server over PostgreSQL, as the process makes it. */
const serverOverPostgres = Effect.gen(function* () {
  const url = yield* TestDatabase.fresh()
  yield* migrated(url)
  const accountsPath = yield* accountsFile(JSON.stringify(testServer.accounts))
  const app = yield* started(configOf(url, accountsPath))
  return { server: { app }, token: yield* operatorKey(url), url }
})

/** Why a server does not start: the failure of its layers. */
const refusal = (config: ServerConfig) =>
  Effect.promise(() =>
    create(ServerLayer.layer(config), config).then(
      (app) => app.close().then(() => "it started"),
      (thrown: unknown) =>
        Runtime.isFiberFailure(thrown) ? Cause.pretty(thrown[Runtime.FiberFailureCauseId]) : String(thrown)
    )
  )

const numberOf = (index: number) => `+8869876${String(54_000 + index).padStart(5, "0")}`

describe("the server over PostgreSQL", () => {
  it.scopedLive("takes messages in, keeps them, and tells what became of them", () =>
    Effect.gen(function* () {
      const { server, token } = yield* serverOverPostgres
      expect((yield* ask(server, { url: "/readyz" })).status).toBe(200)
      const first = yield* ask(server, send(token, textTo(recipient, { idempotencyKey: "order-1" })))
      expect(first.status).toBe(202)
      const again = yield* ask(server, send(token, textTo(recipient, { idempotencyKey: "order-1" })))
      expect(again.json).toMatchObject({ id: first.json["id"], outcome: "repeated" })
      expectProblem(
        yield* ask(server, send(token, textTo(recipient, { idempotencyKey: "order-1", replyTo: "wamid.1" }))),
        "idempotency-conflict"
      )
      const detail = yield* ask(server, read(token, `/v1/messages/${String(first.json["id"])}`))
      expect(detail.json).toMatchObject({ state: "queued", why: { code: "waiting" }, history: [{ kind: "accepted" }] })
      const cancel = { ...read(token, `/v1/messages/${String(first.json["id"])}/cancel`), method: "POST" as const }
      expect((yield* ask(server, cancel)).json).toMatchObject({ state: "cancelled" })
    })
  )

  it.scopedLive("takes a batch of 2,000 rows in, its repeats told, and foretells when the last will leave", () =>
    Effect.gen(function* () {
      const { server, token } = yield* serverOverPostgres
      const rows = Array.from({ length: 2_000 }, (_, index) =>
        textTo(numberOf(index), { idempotencyKey: `row-${index}` })
      )
      const answer = yield* ask(server, sendBatch(token, rows))
      expect(answer.json).toMatchObject({ queued: 2_000, repeated: 0, refused: 0 })
      expect((yield* ask(server, sendBatch(token, rows))).json).toMatchObject({
        queued: 0,
        repeated: 2_000,
        refused: 0
      })
      const { json } = yield* ask(server, read(token, "/v1/queue"))
      expect(json["depths"]).toEqual([expect.objectContaining({ senderId: "acme-tw", state: "queued", count: 2_000 })])
      const next = yield* ask(server, send(token, textTo(recipient)))
      expect(Date.parse(String(next.json["predictedAt"])) - Date.now()).toBeGreaterThan(2_000 * 11_000)
    })
  )

  it.scopedLive("WH-03: a burst of callbacks with repeats is stored once each, and acknowledged", () =>
    Effect.gen(function* () {
      const { server, token } = yield* serverOverPostgres
      const bodies = Array.from({ length: 300 }, (_, index) =>
        JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: String(index % 250), changes: [] }] })
      )
      const answers = yield* Effect.forEach(
        bodies,
        (body) =>
          ask(server, {
            method: "POST",
            url: "/callbacks/cloud-api/acme",
            headers: { "x-hub-signature-256": sign(body) },
            payload: body
          }),
        { concurrency: "unbounded" }
      )
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
      expect((yield* ask(server, read(token, "/v1/callbacks/counts"))).json["counts"]).toMatchObject({ pending: 250 })
    })
  )

  it.scopedLive("RL-12: on a scaled clock messages are accepted and foretold in the engine's time", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh()
      yield* migrated(url)
      const accountsPath = yield* accountsFile(JSON.stringify(testServer.accounts))
      const originMillis = Date.now() - 60_000
      const clock = Option.some({ originMillis, speed: 600 })
      const app = yield* started({ ...configOf(url, accountsPath), clock })
      const token = yield* operatorKey(url)
      const sent = yield* ask({ app }, send(token, textTo(recipient)))
      const { json } = yield* ask({ app }, read(token, `/v1/messages/${String(sent.json["id"])}`))
      expect(Date.parse(String(json["acceptedAt"]))).toBeGreaterThan(originMillis + 60_000 * 600)
      expect(sent.json["predictedAt"]).toBe(json["acceptedAt"])
    })
  )

  it.scopedLive("does not start on a database that was not migrated, and says what to do", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh()
      const accountsPath = yield* accountsFile(JSON.stringify(testServer.accounts))
      const why = yield* refusal(configOf(url, accountsPath))
      expect(why).toContain("run `sluice migrate`")
    })
  )

  it.scopedLive("does not start on a wrong accounts file, and says where it is wrong without its secrets", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh()
      yield* migrated(url)
      const wrong = JSON.stringify(testServer.accounts).replace("Asia/Taipei", "Asia/Nowhere")
      const why = yield* refusal(configOf(url, yield* accountsFile(wrong)))
      expect(why).toContain("accounts[0].businesses[0].timeZone")
      for (const secret of testServer.secrets) expect(why).not.toContain(secret)
    })
  )

  it.scopedLive("SF-04: does not start while a secret is not where the accounts file says, and names all at once", () =>
    Effect.gen(function* () {
      const url = yield* TestDatabase.fresh()
      yield* migrated(url)
      const [account] = testServer.accounts.accounts
      const accounts = [
        {
          ...account,
          appSecrets: [{ env: "NOT_THERE_NEW" }, { file: "/nowhere/old" }],
          verifyToken: { env: "NOT_THERE" }
        }
      ]
      const why = yield* refusal(configOf(url, yield* accountsFile(JSON.stringify({ accounts }))))
      const needed = `and account ${account?.id} needs it`
      for (const line of [
        `accounts[0].appSecrets[0]: the environment variable NOT_THERE_NEW is not set, ${needed}`,
        `accounts[0].appSecrets[1]: the file /nowhere/old cannot be read: NotFound, ${needed}`,
        `accounts[0].verifyToken: the environment variable NOT_THERE is not set, ${needed}`
      ]) {
        expect(why).toContain(line)
      }
    })
  )

  it.scopedLive("does not start without its database, and names it without its password", () =>
    Effect.gen(function* () {
      const accountsPath = yield* accountsFile(JSON.stringify(testServer.accounts))
      const why = yield* refusal(configOf("postgres://sluice:hidden@127.0.0.1:1/nowhere", accountsPath))
      expect(why).toContain("127.0.0.1:1/nowhere")
      expect(why).not.toContain("hidden")
    })
  )
})
