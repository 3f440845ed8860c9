import * as Finding from "@sluice/engine/doctor/Finding"
import { Effect, Either } from "effect"
import type { Probe } from "../callbacks/verify/Probe.ts"

const remedy = "start it, and look at its log; `sluice doctor` in its environment tells what it lacks"

/** Whether the server that callbacks are to reach is ready. @param baseUrl null where nobody says where it is */
export const run = (probe: Probe, baseUrl: string | null): Effect.Effect<Finding.Finding> =>
  Effect.gen(function* () {
    if (baseUrl === null) return Finding.skipped("server", "", "nobody says where it is", "give --callback-url")
    const url = new URL(`${baseUrl.replace(/\/+$/, "")}/readyz`)
    const answered = yield* Effect.either(probe({ method: "GET", url, headers: {}, body: null }))
    if (Either.isLeft(answered)) return Finding.fail("server", baseUrl, answered.left.reason, remedy)
    const { millis, status } = answered.right
    return status === 200
      ? Finding.ok("server", baseUrl, `ready in ${Math.round(millis)} ms`)
      : Finding.fail("server", baseUrl, `/readyz answered ${status}`, remedy)
  })
