import * as Confirmation from "@sluice/cli/Confirmation"
import * as Output from "@sluice/cli/Output"
import { Effect, Exit } from "effect"
import { describe, expect, it } from "vitest"

/** How a question ends, and what was asked. */
const asked = (answer: string | null, isSure = false) =>
  Effect.gen(function* () {
    const captured = yield* Output.capturedWith(answer)
    const exit = yield* Effect.exit(
      Effect.provide(Effect.flip(Confirmation.asked("key k1 would be revoked", isSure)), captured.layer)
    )
    return { failure: Exit.isSuccess(exit) ? exit.value : null, stderr: yield* captured.stderr }
  }).pipe(Effect.runSync)

describe("confirmation", () => {
  it("goes on where a person says so, in either case and length", () => {
    for (const answer of ["y", "Y", "yes", " YES "]) expect(asked(answer).failure).toBeNull()
  })

  it("does nothing for every other answer, also for none", () => {
    for (const answer of ["", "n", "no", "yep", "yes please"]) {
      expect(asked(answer).failure).toMatchObject({ _tag: "CommandFailed", message: "nothing was done" })
    }
  })

  it("asks nothing where --yes was said, and says what is about to happen where not", () => {
    expect(asked("n", true)).toEqual({ failure: null, stderr: "" })
    expect(asked("y").stderr).toBe("key k1 would be revoked. Go on? [y/N]\n")
  })

  it("where nobody is at a terminal, it is a mistake of usage that names --yes", () => {
    expect(asked(null).failure).toMatchObject({ _tag: "UsageError", message: expect.stringContaining("--yes") })
  })
})
