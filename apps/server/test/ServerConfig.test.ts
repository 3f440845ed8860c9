import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import * as ServerConfig from "@sluice/server/ServerConfig"
import { ConfigProvider, Effect, Either, Option, Redacted } from "effect"
import { describe, expect, it } from "vitest"

const needed = { SLUICE_DATABASE_URL: "postgres://localhost/sluice", SLUICE_ACCOUNTS: "/etc/sluice/accounts.json" }

const read = (variables: Readonly<Record<string, string>>) =>
  Effect.runSync(
    Effect.either(ServerConfig.read).pipe(
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
    )
  )

const issues = (variables: Readonly<Record<string, string>>) =>
  Either.match(read(variables), { onLeft: SharedConfig.describe, onRight: () => [] })

describe("the server's configuration", () => {
  it("stands with two variables, listens on this machine alone, and runs on real time", () => {
    const config = Either.getOrThrow(read(needed))
    expect(config).toMatchObject({
      host: "127.0.0.1",
      port: 8080,
      environment: "development",
      trustProxyHops: 0,
      batchRowsMax: 10_000,
      keyRequestsPerSecond: 1_000,
      batchBytesMax: 33_554_432,
      endWithParent: false
    })
    expect(Redacted.value(config.databaseUrl)).toBe("postgres://localhost/sluice")
    expect(Option.isNone(config.clock)).toBe(true)
  })

  it("takes DATABASE_URL where SLUICE_DATABASE_URL is not set", () => {
    const config = Either.getOrThrow(read({ DATABASE_URL: "postgres://other/db", SLUICE_ACCOUNTS: "a" }))
    expect(Redacted.value(config.databaseUrl)).toBe("postgres://other/db")
  })

  it("of variables of which one would do, names the first as the one to set", () => {
    expect(issues({ SLUICE_ACCOUNTS: "a" })).toEqual(["SLUICE_DATABASE_URL is not set, and neither is DATABASE_URL"])
  })

  it("names every variable that is missing or wrong, at once", () => {
    expect(issues({ SLUICE_PORT: "eighty", SLUICE_TRUST_PROXY_HOPS: "-1", SLUICE_ENV: "staging" }).join("\n")).toMatch(
      /SLUICE_DATABASE_URL[^]*DATABASE_URL[^]*SLUICE_ACCOUNTS[^]*SLUICE_ENV[^]*SLUICE_PORT[^]*SLUICE_TRUST_PROXY_HOPS/
    )
  })

  it("has room for what other programs read, and for nothing that looks like ours and is read by none", () => {
    expect(
      issues({ ...needed, SLUICE_WORKER_CONNECTIONS: "4", SLUICE_API_KEY: "k", SLUICE_KAFKA_TLS: "true" })
    ).toEqual([])
    expect(issues({ ...needed, SLUICE_WORKER_CONECTIONS: "4", SLUICE_BLOB: "s3" })).toEqual([
      "SLUICE_BLOB: no program of Sluice reads it: did you mean SLUICE_BLOBS?",
      "SLUICE_WORKER_CONECTIONS: no program of Sluice reads it: did you mean SLUICE_WORKER_CONNECTIONS?"
    ])
  })

  it("WH-01: refuses a scaled clock in production, and half of one anywhere", () => {
    const scaled = { ...needed, SLUICE_CLOCK_ORIGIN_MILLIS: "1700000000000", SLUICE_CLOCK_SPEED: "60" }
    expect(Option.getOrNull(Either.getOrThrow(read(scaled)).clock)).toEqual({
      originMillis: 1_700_000_000_000,
      speed: 60
    })
    expect(
      issues({
        ...scaled,
        SLUICE_ENV: "production",
        SLUICE_BLOBS: "directory",
        SLUICE_BLOBS_DIRECTORY: "/var/lib/sluice"
      })
    ).toEqual([expect.stringContaining("SLUICE_CLOCK_SPEED")])
    expect(issues({ ...needed, SLUICE_CLOCK_SPEED: "60" })).toEqual([
      expect.stringContaining("SLUICE_CLOCK_ORIGIN_MILLIS")
    ])
  })
})
