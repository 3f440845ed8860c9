import { it } from "@effect/vitest"
import * as GraphVersion from "@sluice/core/access/GraphVersion"
import * as VersionWatch from "@sluice/engine/alerts/VersionWatch"
import { ProviderUnwilling } from "@sluice/engine/ports/ProviderAnswer"
import { ProviderInspection } from "@sluice/engine/ports/ProviderInspection"
import { Effect, Fiber, Layer, Logger, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as testDirectory from "../testDirectory.ts"

const unsupported = (accountId: string) =>
  Effect.fail(new ProviderUnwilling({ accountId, why: "unsupported", code: null, detail: "", remedy: "" }))

/** The platform of `acme` has ended its version; the one of `zenith` cannot be asked. */
const inspection = Layer.succeed(ProviderInspection, {
  number: ({ id }) => unsupported(id),
  version: ({ id }) =>
    id === "acme"
      ? Effect.succeed({
          configured: "v19.0",
          served: "v21.0",
          warning: null,
          standing: GraphVersion.standing("v19.0", Date.UTC(2026, 10, 22))
        })
      : unsupported(id)
})

describe("Watching the versions of the platform", () => {
  it.effect(
    "CLOUD_API 3.8: a version that has ended is told once, and accounts that cannot be asked keep nobody from it",
    () =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        const logger = Logger.make(({ message }) => void lines.push(String(message)))
        const watch = yield* Effect.fork(
          VersionWatch.run({ everyMillis: 1_000 }).pipe(Effect.provide(Logger.replace(Logger.defaultLogger, logger)))
        )
        yield* TestClock.adjust("5 seconds")
        yield* Fiber.interrupt(watch)
        expect(lines).toEqual(["account acme: v19.0 ended on 2026-05-21, and v21.0 answers in its place"])
      }).pipe(Effect.provide([testDirectory.layer, inspection]))
  )
})
