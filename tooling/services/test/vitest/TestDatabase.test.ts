import { fileURLToPath } from "node:url"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Processes from "@sluice/services/Processes"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"

const root = fileURLToPath(new URL("../../../../", import.meta.url))

describe("TestDatabase", () => {
  it.scopedLive(
    "a test that asks for a database where its project starts none fails, and learns how to name its file",
    () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(TestDatabase.fresh())
        expect(error.message).toContain("name the file *.store.test.ts")
      })
  )

  it.scopedLive("without a PostgreSQL the tests that need it fail with the reason; none is skipped", () =>
    Effect.gen(function* () {
      const run = yield* Processes.start({
        name: "vitest",
        script: new URL("../../../../node_modules/vitest/vitest.mjs", import.meta.url),
        args: ["run", "--project", "store", "tooling/services/test/Databases.store.test.ts"],
        env: { DATABASE_URL: "postgres://nobody:secret@127.0.0.1:1/none" },
        cwd: root
      })
      expect(yield* run.exit).toEqual({ _tag: "Exited", code: 1 })
      const output = (yield* run.output).join("\n")
      expect(output).toContain("PostgreSQL is unavailable: it does not answer: 127.0.0.1:1/none: connect ECONNREFUSED")
      expect(output).toContain("store: 0 passed, 4 failed, 0 skipped")
      expect(output).not.toContain("secret")
    })
  )
})
