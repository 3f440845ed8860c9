import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Migrate from "@sluice/cli/migrate/Migrate"
import * as DatabaseOption from "@sluice/cli/database/DatabaseOption"
import * as Platform from "@sluice/cli/Platform"
import { create } from "@sluice/server/Server"
import { serverConfig } from "@sluice/server/ServerConfig"
import * as ServerLayer from "@sluice/server/ServerLayer"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import * as Simulator from "@sluice/simulator/Simulator"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import * as http from "node:http"

export const token = `EAA${"x".repeat(147)}`
export const secrets = { appSecret: "app-secret-of-acme", verifyToken: "verify-token-of-acme" }

/** What may be wrong with an installation; one that is right is none of these. */
export interface Faults {
  /** When the platform says that the token ends. */
  readonly expiresAtMillis?: number
  readonly scopes?: ReadonlyArray<"whatsapp_business_messaging" | "whatsapp_business_management">
  /** By how much the platform's clock is ahead of ours. */
  readonly platformAheadMillis?: number
  /** The accounts file's token where it is not the platform's. */
  readonly accessToken?: string
}

type World = NonNullable<NonNullable<Parameters<typeof Simulator.make>[0]>["world"]>

const world = ({ expiresAtMillis, scopes }: Faults): World => ({
  apps: [{ appId: "701", accountId: "acme", ...secrets }],
  businesses: [{ businessId: "501", accountId: "acme" }],
  senders: [
    { phoneNumberId: "1001", displayPhoneNumber: "+886912000001", callingCode: "886", wabaId: "301", businessId: "501" }
  ],
  tokens: [
    {
      value: token,
      appId: "701",
      ...(expiresAtMillis === undefined ? {} : { expiresAtMillis }),
      ...(scopes === undefined ? {} : { scopes: [...scopes] })
    }
  ]
})

/** A platform whose clock is off: everything is passed on, and the time of the answers is another. */
const skewed = (url: string, aheadMillis: number) =>
  Effect.acquireRelease(
    Effect.async<http.Server>((resume) => {
      const server = http.createServer((request, response) => {
        const passed = http.request(
          new URL(request.url ?? "/", url),
          { method: request.method, headers: request.headers },
          (answer) => {
            const date = new Date(Date.parse(answer.headers.date ?? "") + aheadMillis).toUTCString()
            response.writeHead(answer.statusCode ?? 500, { ...answer.headers, date })
            answer.pipe(response)
          }
        )
        request.pipe(passed)
      })
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  ).pipe(
    Effect.map((server) => {
      const address = server.address()
      return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`
    })
  )

const accountsFile = (platformUrl: string, accessToken: string) => ({
  accounts: [
    {
      id: "acme",
      provider: "cloud-api",
      policy: "guide",
      // A machine that is busy with other tests is no slow platform.
      policyOverrides: { certainty: { healthyMillis: 5_000, answerMillisMax: 10_000 } },
      baseUrls: [platformUrl],
      version: "v25.0",
      accessToken,
      appSecrets: [secrets.appSecret],
      verifyToken: secrets.verifyToken,
      businesses: [
        {
          id: "acme-business",
          timeZone: "UTC",
          messagingTier: "TIER_100K",
          senders: [{ id: "shop", phoneNumberId: "1001", number: "+886912000001" }]
        }
      ]
    }
  ]
})

/** The variables of an installation that runs: a database, a platform and a server, for the length of the scope. */
export const make = (faults: Faults = {}) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const { join } = yield* Path.Path
    const databaseUrl = yield* TestDatabase.fresh()
    yield* Effect.provide(Migrate.run, DatabaseOption.layer(Redacted.make(databaseUrl)))
    const simulator = yield* Simulator.make({ world: world(faults) })
    const ahead = faults.platformAheadMillis
    const platformUrl = ahead === undefined ? simulator.url : yield* skewed(simulator.url, ahead)
    const directory = yield* files.makeTempDirectoryScoped()
    const accountsPath = join(directory, "accounts.json")
    yield* files.writeFileString(accountsPath, JSON.stringify(accountsFile(platformUrl, faults.accessToken ?? token)))
    const variables = {
      SLUICE_DATABASE_URL: databaseUrl,
      SLUICE_ACCOUNTS: accountsPath,
      SLUICE_BLOBS_DIRECTORY: join(directory, "blobs"),
      SLUICE_LOG_LEVEL: "OFF",
      SLUICE_SECRET_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`
    }
    const config = yield* Effect.withConfigProvider(
      serverConfig,
      ConfigProvider.fromMap(new Map(Object.entries(variables)))
    )
    const app = yield* Effect.acquireRelease(
      Effect.promise(() => create(ServerLayer.layer(config), config)),
      (made) => Effect.promise(() => made.close())
    )
    yield* Effect.promise(() => app.listen(0, "127.0.0.1"))
    const url = yield* Effect.promise(() => app.getUrl())
    return { variables: { ...variables, SLUICE_PUBLIC_URL: url }, simulator }
  }).pipe(Effect.provide(Layer.orDie(Platform.layer)))
