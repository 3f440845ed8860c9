import { it } from "@effect/vitest"
import * as Processes from "@sluice/services/Processes"
import { Effect } from "effect"
import { describe, expect } from "vitest"

const script = new URL("../dist/main.js", import.meta.url)

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
})
