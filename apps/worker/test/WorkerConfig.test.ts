import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import * as WorkerConfig from "@sluice/worker/WorkerConfig"
import { ConfigProvider, Effect, Either, Option } from "effect"
import { describe, expect, it } from "vitest"

const needed = { SLUICE_DATABASE_URL: "postgres://localhost/sluice", SLUICE_ACCOUNTS: "/etc/sluice/accounts.json" }

const read = (variables: Readonly<Record<string, string>>) =>
  Effect.runSync(
    Effect.either(WorkerConfig.read).pipe(
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
    )
  )

const issues = (variables: Readonly<Record<string, string>>) =>
  Either.match(read(variables), { onLeft: SharedConfig.describe, onRight: () => [] })

describe("the worker's configuration", () => {
  it("stands with two variables, and lets nobody in from the network", () => {
    const config = Either.getOrThrow(read(needed))
    expect(config).toMatchObject({
      runnerHost: "127.0.0.1",
      runnerPort: 0,
      databaseConnections: 8,
      callbackDays: 30,
      greyShare: 0.01
    })
    expect(Option.isNone(config.greyDecoder)).toBe(true)
  })

  it("names every variable that is missing or wrong, at once and once", () => {
    const told = issues({ SLUICE_GREY_SHARE: "2", SLUICE_GREY_DECODER: "none", SLUICE_ENV: "staging" })
    for (const name of ["SLUICE_DATABASE_URL", "SLUICE_ACCOUNTS", "SLUICE_GREY_SHARE", "SLUICE_GREY_DECODER"]) {
      expect(told.filter((line) => line.includes(name))).toHaveLength(1)
    }
    expect(told.filter((line) => line.startsWith("SLUICE_ENV"))).toHaveLength(1)
  })

  it("has room for what other programs read, and for nothing that looks like ours and is read by none", () => {
    expect(issues({ ...needed, SLUICE_PORT: "80", SLUICE_BLOBS: "s3", SLUICE_URL: "http://a" })).toEqual([])
    expect(issues({ ...needed, SLUICE_RUNER_HOST: "worker" })).toEqual([
      "SLUICE_RUNER_HOST: no program of Sluice reads it: did you mean SLUICE_RUNNER_HOST?"
    ])
  })
})
