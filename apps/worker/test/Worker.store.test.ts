import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { it } from "@effect/vitest"
import * as CloudApiInspector from "@sluice/adapter-cloud-api/CloudApiInspector"
import * as HttpWire from "@sluice/adapter-http/HttpWire"
import * as AccountsFile from "@sluice/adapter-node/AccountsFile"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as NodeVault from "@sluice/adapter-node/NodeVault"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import * as LiveDirectory from "@sluice/engine/directory/LiveDirectory"
import { Holds } from "@sluice/engine/ports/Holds"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Tokens } from "@sluice/engine/tokens/Tokens"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import * as Simulator from "@sluice/simulator/Simulator"
import * as Cluster from "@sluice/worker/Cluster"
import * as FreePort from "@sluice/worker/FreePort"
import * as Readiness from "@sluice/worker/health/Readiness"
import * as Worker from "@sluice/worker/Worker"
import { workerConfig } from "@sluice/worker/WorkerConfig"
import { Cause, Clock, ConfigProvider, Effect, Exit, Layer, Logger, LogLevel, Option, Redacted, Schedule } from "effect"
import { describe, expect } from "vitest"

const tokenOf = (nth: number): string => `EAAGworkerSecret${nth}`.padEnd(150, "x")
const keyOf = (fill: number): string => Buffer.alloc(32, fill).toString("base64")

/** The simulator's sample account, with the first token. */
const accounts = (url: string) => ({
  accounts: [
    {
      id: "acme",
      provider: "cloud-api",
      policy: "cloud-api",
      baseUrls: [url],
      version: "v25.0",
      accessToken: tokenOf(1),
      appSecrets: ["app-secret"],
      verifyToken: "verify-token",
      businesses: [
        {
          id: "b",
          timeZone: "UTC",
          senders: [{ id: "acme-1", phoneNumberId: "100200300400500", number: "+12025550101" }]
        }
      ]
    }
  ]
})

const grant = (nth: number, expiresAtMillis: number | null) =>
  Effect.flatMap(Simulator.Simulator, (simulator) =>
    simulator.putToken({
      value: tokenOf(nth),
      appId: "700100200300400",
      expiresAtMillis,
      scopes: ["whatsapp_business_messaging", "whatsapp_business_management"],
      phoneNumberIds: null
    })
  )

/** A migrated database and an accounts file. */
const prepared = Effect.gen(function* () {
  const url = yield* TestDatabase.fresh()
  const database = Database.layer({ url: Redacted.make(url), connectionsMax: 4, applicationName: "worker tests" })
  yield* Effect.provide(Effect.zipRight(Migrations.run, Cluster.createTables), database)
  const files = yield* FileSystem.FileSystem
  const path = yield* files.makeTempFileScoped()
  yield* files.writeFileString(path, JSON.stringify(accounts((yield* Simulator.Simulator).url)))
  return { url, path, database }
})

/** A whole worker, as the process makes it from its environment. */
const worker = (environment: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const provider = ConfigProvider.fromMap(new Map(Object.entries(environment)))
    const config = yield* Effect.withConfigProvider(workerConfig, provider)
    const runner = { host: "127.0.0.1", port: yield* FreePort.take("127.0.0.1") }
    return yield* Effect.withConfigProvider(Layer.build(Worker.layer(config, runner, yield* Readiness.make)), provider)
  })

/** What an operator's server does, on the same database. */
const beside = ({ database, path }: Effect.Effect.Success<typeof prepared>, key: string) =>
  Tokens.layer.pipe(
    Layer.provideMerge(LiveDirectory.layer()),
    Layer.provideMerge(PgStore.layer),
    Layer.provide(database),
    Layer.provide([
      AccountsFile.layer(path),
      NodeVault.layer({ keys: Option.some(Redacted.make(key)), path: Option.none() }),
      Layer.provide(CloudApiInspector.layer, HttpWire.layer),
      NodeCrypto.layer
    ])
  )

const waiting = { schedule: Schedule.spaced("50 millis").pipe(Schedule.upTo("30 seconds")) }

describe("a worker, with a database and a platform", () => {
  it.scopedLive(
    "SF-04: starts with a dead token and holds its account, sends once another is put beside it, and without the key does not start",
    () =>
      Effect.gen(function* () {
        const made = yield* prepared
        const environment = { SLUICE_DATABASE_URL: made.url, SLUICE_ACCOUNTS: made.path }
        yield* grant(1, (yield* Clock.currentTimeMillis) - 1)
        const operator = yield* Layer.build(beside(made, `k1:${keyOf(1)}`))
        const use = Effect.provide(operator)
        const acceptedMillis = yield* Clock.currentTimeMillis
        const queue = Effect.flatMap(Outbox, (outbox) =>
          outbox.enqueue([
            {
              id: "01900000-0000-7000-8000-000000000001",
              accountId: "acme",
              senderId: "acme-1",
              recipient: "+12025570001",
              content: { type: "text", text: { body: "hello" } },
              replyTo: null,
              kind: "text",
              units: 1,
              priority: 100,
              dueMillis: acceptedMillis,
              acceptedMillis,
              idempotencyKey: null,
              requestDigest: "digest"
            }
          ])
        )
        yield* use(queue)
        yield* worker({ ...environment, SLUICE_SECRET_KEYS: `k1:${keyOf(1)}` })
        const holds = Effect.flatMap(Holds, (store) => store.active(acceptedMillis))
        expect((yield* use(holds)).map(({ hold }) => `${hold.scope} ${hold.key}`)).toEqual(["token acme"])
        const states = Effect.flatMap(Outbox, (outbox) => outbox.list({ limit: 10 })).pipe(
          Effect.map((all) => all.map(({ state }) => state))
        )
        expect(yield* use(states)).toEqual(["queued"])

        yield* grant(2, null)
        yield* use(Effect.flatMap(Tokens, (tokens) => tokens.put("acme", Redacted.make(tokenOf(2)), "test")))
        yield* Effect.repeat(use(states), { ...waiting, until: ([state]) => state === "accepted" })
        expect(yield* use(states)).toEqual(["accepted"])
        expect(yield* use(holds)).toEqual([])

        for (const [keys, why] of [
          [undefined, 'is sealed with key "k1", which is not here'],
          [`k1:${keyOf(2)}`, 'does not open with key "k1"']
        ] as const) {
          const started = yield* Effect.exit(
            worker({ ...environment, ...(keys === undefined ? {} : { SLUICE_SECRET_KEYS: keys }) })
          )
          const told = Exit.isFailure(started) ? Cause.pretty(started.cause) : "it started"
          expect(told).toContain(why)
          for (const secret of [tokenOf(1), tokenOf(2), keyOf(1), keyOf(2)]) expect(told).not.toContain(secret)
        }
      }).pipe(
        Effect.provide(NodeContext.layer),
        Effect.provide(
          Simulator.layer({ policy: "cloud-api", faults: { latencyRealMillisMin: 5, latencyRealMillisMax: 15 } })
        ),
        Logger.withMinimumLogLevel(LogLevel.None)
      ),
    120_000
  )
})
