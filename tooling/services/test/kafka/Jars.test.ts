import { describe, expect, it } from "@effect/vitest"
import * as JarList from "@sluice/services/kafka/JarList"
import * as Jars from "@sluice/services/kafka/Jars"
import { Effect } from "effect"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "sluice-jars-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

describe("the programs of Kafka", () => {
  it("are listed once each, with a size and a SHA-512", () => {
    expect(new Set(JarList.jars.map(({ path }) => basename(path))).size).toBe(JarList.jars.length)
    for (const { bytes, path, sha512 } of JarList.jars) {
      expect(path).toMatch(/^[\w./-]+\.jar$/)
      expect(sha512).toMatch(/^[0-9a-f]{128}$/)
      expect(bytes).toBeGreaterThan(0)
    }
    expect(JarList.jars.some(({ path }) => path.includes(`kafka_2.13-${JarList.version}.jar`))).toBe(true)
  })

  it.scoped("an incomplete one counts as missing, and the message says how to fetch them", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const [first] = JarList.jars
      yield* Effect.promise(() => writeFile(join(path, basename(first?.path ?? "")), "half"))
      expect((yield* Jars.missing(path)).length).toBe(JarList.jars.length)
      const error = yield* Effect.flip(Jars.classPath(path))
      expect(error.step).toBe("jars")
      expect(error.message).toContain("kafka/main.ts")
    })
  )
})
