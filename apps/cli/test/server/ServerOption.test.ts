import * as Platform from "@sluice/cli/Platform"
import * as ServerOption from "@sluice/cli/server/ServerOption"
import { Config, Effect, Option } from "effect"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"

const before = process.cwd()
let directory = ""
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-option-"))
  process.chdir(directory)
})
afterEach(() => {
  process.chdir(before)
  rmSync(directory, { recursive: true })
})

/** A variable as a command reads it beside what runs in the working directory. */
const read = (name: string) =>
  Effect.gen(function* () {
    const provider = yield* ServerOption.environment
    return Option.getOrNull(yield* Effect.withConfigProvider(Config.option(Config.string(name)), provider))
  }).pipe(Effect.provide(Platform.layer), Effect.runPromise)

const left = (connection: unknown) => {
  mkdirSync(".sluice")
  writeFileSync(ServerOption.connectionPath, JSON.stringify(connection))
}

describe("what `sluice up` left here", () => {
  it("its variables stand behind those of the process, and are none where it does not run", async () => {
    expect(await read("SLUICE_TEST_VARIABLE")).toBeNull()
    left({ url: "http://127.0.0.1:1", key: "k", environment: { SLUICE_TEST_VARIABLE: "left", PATH: "left" } })
    expect(await read("SLUICE_TEST_VARIABLE")).toBe("left")
    expect(await read("PATH")).not.toBe("left")
  })

  it("a file of an older version, without variables, still names its server", async () => {
    left({ url: "http://127.0.0.1:1", key: "k" })
    expect(await read("SLUICE_TEST_VARIABLE")).toBeNull()
    const found = await Effect.runPromise(Effect.provide(ServerOption.left, Platform.layer))
    expect(Option.getOrNull(found)?.url).toBe("http://127.0.0.1:1")
  })
})
