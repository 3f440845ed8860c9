import * as HelpDoc from "@effect/cli/HelpDoc"
import * as ValidationError from "@effect/cli/ValidationError"
import * as Database from "@sluice/adapter-postgres/Database"
import { Problem } from "@sluice/client/Problem"
import { PostgresUnavailable } from "@sluice/services/PostgresUnavailable"
import { Effect, Exit } from "effect"
import { describe, expect, it } from "vitest"
import * as ExitCode from "@sluice/cli/ExitCode"
import * as Output from "@sluice/cli/Output"

const explain = () => ({ at: "--x", message: "--x is missing", remedy: "see --help" })

const reported = (exit: Exit.Exit<unknown, unknown>, format: Output.Format = "human") =>
  Effect.gen(function* () {
    const captured = yield* Output.captured
    const code = yield* Effect.provide(ExitCode.report(exit, { format, explain }), captured.layer)
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

  it("a database that is not there is told with what to do about it, an address that is none with how it is written", () => {
    const unreachable = (address: string) =>
      reported(Exit.fail(new Database.DatabaseUnreachable({ address, cause: "refused" }))).stderr
    expect(unreachable("127.0.0.1:1/x")).toMatch(/127\.0\.0\.1:1\/x.*\n {2}start PostgreSQL there, .*`sluice up`\n$/)
    expect(unreachable("?")).toMatch(/\n {2}write it as postgres:\/\/role:password@/)
    const silent = new PostgresUnavailable({ step: "connect", detail: "127.0.0.1:1/x: refused" })
    expect(reported(Exit.fail(silent)).stderr).toContain("\n  start PostgreSQL there, ")
  })

  it("2 for usage mistakes, those of the command line's parser in our words", () => {
    const usage = new ExitCode.UsageError({ message: "unknown option --x" })
    expect(reported(Exit.fail(usage))).toEqual({ code: 2, stderr: "sluice: unknown option --x\n" })
    expect(reported(Exit.fail(ValidationError.missingValue(HelpDoc.p("x"))))).toEqual({
      code: 2,
      stderr: "sluice: --x is missing\n  see --help\n"
    })
  })

  it("with --json, a failure is one JSON value of the shape in which the server refuses", () => {
    const usage = reported(Exit.fail(ValidationError.missingValue(HelpDoc.p("x"))), "json")
    expect(usage.code).toBe(2)
    expect(JSON.parse(usage.stderr)).toEqual({
      type: "urn:sluice:problem:cli-usage",
      title: "The command is not called so",
      status: 400,
      detail: "--x is missing",
      instance: "",
      findings: [{ path: "--x", code: "usage", rule: null, message: "--x is missing", suggestion: "see --help" }],
      retryAfterSeconds: null,
      exitCode: 2
    })
    const problem = new Problem({
      kind: "message-unknown",
      detail: "no message",
      instance: "i-1",
      findings: [],
      retryAfterSeconds: null
    })
    const refused = reported(Exit.fail(new ExitCode.CommandFailed({ message: "told", problem })), "json")
    expect(JSON.parse(refused.stderr)).toMatchObject({
      type: "urn:sluice:problem:message-unknown",
      status: 404,
      detail: "no message",
      instance: "i-1",
      exitCode: 1
    })
    expect(reported(Exit.fail(new ExitCode.FindingsFound({ errors: 3 })), "json").stderr).toBe("")
    expect(JSON.parse(reported(Exit.die(new Error("impossible")), "json").stderr)).toMatchObject({
      type: "urn:sluice:problem:cli-internal"
    })
  })

  it("130 when interrupted, 1 with the whole cause for a defect", () => {
    expect(Effect.runSync(Effect.exit(Effect.interrupt)).pipe(reported)).toEqual({ code: 130, stderr: "" })
    const defect = reported(Exit.die(new Error("impossible")))
    expect(defect.code).toBe(1)
    expect(defect.stderr).toMatch(/^sluice: internal error\nError: impossible/)
  })
})
