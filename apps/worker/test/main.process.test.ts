import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { it } from "@effect/vitest"
import * as Processes from "@sluice/services/Processes"
import { Effect } from "effect"
import { createServer, type Server } from "node:net"
import { describe, expect } from "vitest"

const script = new URL("../dist/main.js", import.meta.url)

const account = {
  id: "acme",
  provider: "cloud-api",
  policy: "cloud-api",
  baseUrls: ["http://127.0.0.1:9"],
  version: "v25.0",
  accessToken: "acme-token",
  appSecrets: ["acme-secret"],
  verifyToken: "acme-verify",
  businesses: [
    {
      id: "acme-business",
      timeZone: "Asia/Taipei",
      senders: [{ id: "acme-tw", phoneNumberId: "1001", number: "+886912345678" }]
    }
  ]
}

/** A port that takes connections and says nothing, as a database does that hangs. */
const silentDatabase = Effect.acquireRelease(
  Effect.async<Server>((resume) => {
    const server = createServer().listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
  }),
  (server) => Effect.sync(() => server.close())
).pipe(
  Effect.map((server) => {
    const address = server.address()
    return typeof address === "object" && address !== null ? address.port : 0
  })
)

describe("the worker's process", () => {
  it.scopedLive("a configuration that cannot be used ends it with one message that names every variable", () =>
    Effect.gen(function* () {
      const failed = yield* Effect.flip(
        Processes.start({
          name: "worker",
          script,
          env: { SLUICE_RUNNER_PORT: "many", SLUICE_RUNER_HOST: "hunter2" },
          ready: Processes.Line({ pattern: /^running / })
        })
      )
      expect(failed.reason).toBe("ended")
      const told = failed.output.join("\n")
      expect(told).toContain("worker: the configuration cannot be used:")
      for (const name of ["DATABASE_URL", "SLUICE_ACCOUNTS", "SLUICE_RUNNER_PORT"]) expect(told).toContain(name)
      expect(told).toContain("SLUICE_RUNER_HOST: no program of Sluice reads it: did you mean SLUICE_RUNNER_HOST?")
      expect(told).not.toContain("hunter2")
    })
  )

  it.scopedLive("one that waits for its database is alive and not ready, for whoever watches it", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const accounts = `${yield* files.makeTempDirectoryScoped()}/accounts.json`
      yield* files.writeFileString(accounts, JSON.stringify({ accounts: [account] }))
      const port = yield* silentDatabase
      const worker = yield* Processes.start({
        name: "worker",
        script,
        env: {
          SLUICE_DATABASE_URL: `postgres://sluice@127.0.0.1:${port}/sluice`,
          SLUICE_ACCOUNTS: accounts,
          SLUICE_WATCH_PORT: "0"
        },
        ready: Processes.Line({ pattern: /^watched at (?<url>http:\S+)$/ })
      })
      const [, url = ""] = /watched at (http:\S+)/.exec((yield* worker.output).join("\n")) ?? []
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      const ask = (path: string) => Effect.promise(() => fetch(`${url}${path}`))
      expect((yield* ask("/livez")).status).toBe(200)
      const ready = yield* ask("/readyz")
      expect([ready.status, yield* Effect.promise(() => ready.text())]).toEqual([
        503,
        '{"status":"not-ready","detail":"it is starting"}'
      ])
      const metrics = yield* Effect.flatMap(ask("/metrics"), (answer) => Effect.promise(() => answer.text()))
      expect(metrics).toMatch(/^sluice_lanes 0$/m)
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
