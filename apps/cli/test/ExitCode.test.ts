import * as HelpDoc from "@effect/cli/HelpDoc"
import * as ValidationError from "@effect/cli/ValidationError"
import { Effect, Exit } from "effect"
import { describe, expect, it } from "vitest"
import * as ExitCode from "@sluice/cli/ExitCode"
import * as Output from "@sluice/cli/Output"

const reported = (exit: Exit.Exit<unknown, unknown>) =>
  Effect.gen(function* () {
    const captured = yield* Output.captured
    const code = yield* Effect.provide(ExitCode.report(exit), captured.layer)
    return { code, stderr: yield* captured.stderr }
  }).pipe(Effect.runSync)

describe("ExitCode", () => {
  it("0 when the command succeeded, or when its reader has gone, without a word", () => {
    expect(reported(Exit.void)).toEqual({ code: 0, stderr: "" })
    expect(reported(Exit.fail(new Output.OutputClosed()))).toEqual({ code: 0, stderr: "" })
  })

  it("1 for findings, which are printed already", () => {
    expect(reported(Exit.fail(new ExitCode.FindingsFound({ errors: 3 })))).toEqual({ code: 1, stderr: "" })
  })

  it("1 for failures, with the reason", () => {
    const failed = new ExitCode.CommandFailed({ message: "the disk is full" })
    expect(reported(Exit.fail(failed))).toEqual({ code: 1, stderr: "sluice: the disk is full\n" })
    expect(reported(Exit.fail(new Error("refused")))).toEqual({ code: 1, stderr: "sluice: refused\n" })
    expect(reported(Exit.fail("refused"))).toEqual({ code: 1, stderr: "sluice: refused\n" })
  })

  it("2 for usage mistakes; those of the command line's parser are printed already", () => {
    const usage = new ExitCode.UsageError({ message: "unknown option --x" })
    expect(reported(Exit.fail(usage))).toEqual({ code: 2, stderr: "sluice: unknown option --x\n" })
    expect(reported(Exit.fail(ValidationError.missingValue(HelpDoc.p("x"))))).toEqual({ code: 2, stderr: "" })
  })

  it("130 when interrupted, 1 with the whole cause for a defect", () => {
    expect(Effect.runSync(Effect.exit(Effect.interrupt)).pipe(reported)).toEqual({ code: 130, stderr: "" })
    const defect = reported(Exit.die(new Error("impossible")))
    expect(defect.code).toBe(1)
    expect(defect.stderr).toMatch(/^sluice: internal error\nError: impossible/)
  })
})
