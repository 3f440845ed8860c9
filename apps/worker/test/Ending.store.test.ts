import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { it } from "@effect/vitest"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import { Outbox } from "@sluice/engine/ports/Outbox"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import * as Simulator from "@sluice/simulator/Simulator"
import * as Cluster from "@sluice/worker/Cluster"
import * as FreePort from "@sluice/worker/FreePort"
import * as Readiness from "@sluice/worker/health/Readiness"
import * as Worker from "@sluice/worker/Worker"
import { workerConfig } from "@sluice/worker/WorkerConfig"
import {
  Clock,
  ConfigProvider,
  Duration,
  Effect,
  Exit,
  Layer,
  Logger,
  LogLevel,
  Redacted,
  Schedule,
  Scope
} from "effect"
import { createServer, connect } from "node:net"
import type { Socket } from "node:net"
import { describe, expect } from "vitest"

const token = "EAAGworkerSecret".padEnd(150, "x")

const accounts = (baseUrl: string) => ({
  accounts: [
    {
      id: "acme",
      provider: "cloud-api",
      policy: "cloud-api",
      baseUrls: [baseUrl],
      version: "v25.0",
      accessToken: token,
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

/** A way to the database that can be cut: then connections are gone, and new ones are refused. */
const cuttable = (databaseUrl: string) =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly cut: () => void }>((resume) => {
      const to = new URL(databaseUrl)
      const sockets = new Set<Socket>()
      const server = createServer((near) => {
        const far = connect(Number(to.port), to.hostname)
        for (const [one, other] of [
          [near, far],
          [far, near]
        ] as const) {
          sockets.add(one)
          one.on("error", () => other.destroy()).on("close", () => other.destroy())
        }
        near.pipe(far)
        far.pipe(near)
      })
      const cut = () => {
        server.close()
        for (const socket of sockets) socket.destroy()
      }
      server.listen(0, "127.0.0.1", () => {
        const url = new URL(databaseUrl)
        const address = server.address()
        if (typeof address === "object" && address !== null) url.host = `127.0.0.1:${address.port}`
        resume(Effect.succeed({ url: url.href, cut }))
      })
    }),
    ({ cut }) => Effect.sync(cut)
  )

describe("the end of a worker", () => {
  it.scopedLive(
    "RT-03: told to end while the database is away, it ends in its time; what it sent stays open for its next owner",
    () =>
      Effect.gen(function* () {
        const databaseUrl = yield* TestDatabase.fresh()
        const database = Database.layer({
          url: Redacted.make(databaseUrl),
          connectionsMax: 4,
          applicationName: "worker tests"
        })
        yield* Effect.provide(Effect.zipRight(Migrations.run, Cluster.createTables), database)
        const store = yield* Layer.build(Layer.provide(PgStore.layer, database))
        const files = yield* FileSystem.FileSystem
        const simulator = yield* Simulator.Simulator
        const path = yield* files.makeTempFileScoped()
        yield* files.writeFileString(path, JSON.stringify(accounts(simulator.url)))
        yield* simulator.putToken({
          value: token,
          appId: "700100200300400",
          expiresAtMillis: null,
          scopes: ["whatsapp_business_messaging", "whatsapp_business_management"],
          phoneNumberIds: null
        })

        const way = yield* cuttable(databaseUrl)
        const environment = new Map([
          ["SLUICE_DATABASE_URL", way.url],
          ["SLUICE_ACCOUNTS", path]
        ])
        const provider = ConfigProvider.fromMap(environment)
        const config = yield* Effect.withConfigProvider(workerConfig, provider)
        const runner = { host: "127.0.0.1", port: yield* FreePort.take("127.0.0.1") }
        const running = yield* Scope.make()
        yield* Layer.buildWithScope(Worker.layer(config, runner, yield* Readiness.make), running).pipe(
          Effect.withConfigProvider(provider)
        )

        const acceptedMillis = yield* Clock.currentTimeMillis
        const outbox = yield* Effect.provide(Outbox, store)
        yield* outbox.enqueue([
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
        const states = Effect.map(outbox.list({ limit: 10 }), (all) => all.map(({ state }) => state))
        yield* Effect.repeat(states, {
          schedule: Schedule.spaced("20 millis").pipe(Schedule.upTo("30 seconds")),
          until: ([state]) => state === "sending"
        })
        expect(yield* states).toEqual(["sending"])

        way.cut()
        const [took] = yield* Effect.timed(
          Scope.close(running, Exit.void).pipe(Effect.disconnect, Effect.timeout("25 seconds"))
        )
        expect(Duration.toMillis(took)).toBeLessThan(20_000)
        expect(yield* states).toEqual(["sending"])
      }).pipe(
        Effect.provide(NodeContext.layer),
        Effect.provide(
          Simulator.layer({ policy: "cloud-api", faults: { latencyRealMillisMin: 4_000, latencyRealMillisMax: 4_500 } })
        ),
        Logger.withMinimumLogLevel(LogLevel.None)
      ),
    60_000
  )
})
