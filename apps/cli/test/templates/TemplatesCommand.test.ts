import { Command } from "@effect/cli"
import { FileSystem, Path } from "@effect/platform"
import * as ExitCode from "@sluice/cli/ExitCode"
import * as Output from "@sluice/cli/Output"
import * as Platform from "@sluice/cli/Platform"
import { command } from "@sluice/cli/templates/TemplatesCommand"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"

const template = (text: string): unknown => ({
  name: "order_update",
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text }]
})

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs `sluice templates lint` on files with these contents, named 0.json, 1.json, … */
const lint = (contents: ReadonlyArray<string>, ...options: ReadonlyArray<string>): Promise<Ran> =>
  Effect.gen(function* () {
    const captured = yield* Output.captured
    const files = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const folder = yield* files.makeTempDirectoryScoped()
    const names = yield* Effect.forEach(contents, (content, index) => {
      const name = path.join(folder, `${index}.json`)
      return Effect.as(files.writeFileString(name, content), name)
    })
    const run = Command.run(command, { name: "sluice", version: "0.0.0" })
    const exit = yield* Effect.exit(
      run(["node", "sluice", "lint", ...options, ...names]).pipe(Effect.provide(captured.layer))
    )
    const code = yield* Effect.provide(ExitCode.report(exit), captured.layer)
    return { code, stdout: yield* captured.stdout, stderr: yield* captured.stderr }
  }).pipe(Effect.scoped, Effect.provide(Platform.layer), Effect.runPromise)

const values = ({ stdout }: Ran): ReadonlyArray<unknown> =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line))

describe("sluice templates lint", () => {
  it("TP-01: prints file and findings as one JSON value a template, and exits 1 for errors", async () => {
    const ran = await lint([JSON.stringify(template("Dear VIP, take 30% off today."), null, 2)], "--json")
    expect(ran.code).toBe(1)
    expect(values(ran)).toEqual([
      {
        file: expect.stringMatching(/0\.json$/),
        number: 1,
        findings: [
          {
            rule: "TP-02",
            code: "abbreviation",
            severity: "warning",
            component: "body",
            offset: 5,
            text: "VIP",
            message: expect.any(String),
            suggestion: "premium member",
            foresees: "INVALID_FORMAT"
          },
          {
            rule: "TP-03",
            code: "percent-discount",
            severity: "error",
            component: "body",
            offset: 15,
            text: "30% off",
            message: expect.any(String),
            suggestion: "<amount> off",
            foresees: "PROMOTIONAL"
          }
        ]
      }
    ])
  })

  it("TP-03: cloud-api does not mind percentages; warnings alone exit 0", async () => {
    const ran = await lint(
      [JSON.stringify(template("Dear VIP, take 30% off today."))],
      "--json",
      "--policy",
      "cloud-api"
    )
    expect(ran.code).toBe(0)
    expect(values(ran)).toMatchObject([{ findings: [{ rule: "TP-02", severity: "warning" }] }])
  })

  it("TP-01: takes several files, arrays and lines, and judges every template before it exits", async () => {
    const fine = template("Your order has left our store.")
    const bad = template("")
    const ran = await lint([JSON.stringify([fine, bad]), `${JSON.stringify(fine)}\n{broken\n`, ""], "--json")
    expect(ran.code).toBe(1)
    expect(values(ran)).toMatchObject([
      { number: 1, findings: [] },
      { number: 2, findings: [{ code: "body-missing" }] },
      { number: 1, findings: [] },
      { number: 2, findings: [{ code: "shape", component: "template" }] },
      { number: 1, findings: [{ code: "shape", message: "there is no template in the file" }] }
    ])
  })

  it("tells people the same, without letting a template's text move their cursor", async () => {
    const ran = await lint([JSON.stringify(template("Dear VIP, \u001B[2J click here today."))])
    expect(ran.code).toBe(1)
    expect(ran.stdout).toContain('warning TP-02 abbreviation body:5 "VIP"')
    expect(ran.stdout).toContain('(try "premium member")')
    expect(ran.stdout).not.toContain("\u001B")
  })

  it("exits 2 for a file that is not there, for none at all, and for a policy that is not known", async () => {
    const missing = await lint([], "--json", "/nowhere/template.json")
    expect([missing.code, missing.stdout]).toEqual([2, ""])
    expect(missing.stderr).toContain("/nowhere/template.json")
    expect((await lint([])).code).toBe(2)
    expect((await lint(["{}"], "--policy", "strict")).code).toBe(2)
  })
})
