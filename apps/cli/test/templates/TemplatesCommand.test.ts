import { describe, expect, it } from "vitest"
import * as commandLine from "../commandLine.ts"

const template = (text: string): unknown => ({
  name: "order_update",
  language: "en_US",
  category: "UTILITY",
  components: [{ type: "BODY", text }]
})

/** Runs `sluice templates lint` on files with these contents, named 0.json, 1.json, … */
const lint = (contents: ReadonlyArray<string>, ...options: ReadonlyArray<string>): Promise<commandLine.Printed> =>
  commandLine.onFiles(
    ["templates", "lint"],
    Object.fromEntries(contents.map((content, index) => [`${index}.json`, content])),
    options
  )

const values = ({ stdout }: commandLine.Printed) => commandLine.values(stdout)

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

describe("several files", () => {
  it("one that cannot be read keeps nobody from the rest, and is told at the end with every other", async () => {
    const good = await lint(
      [JSON.stringify(template("Your order is on its way."))],
      "/nowhere/a.json",
      "/nowhere/b.json"
    )
    expect(good.code).toBe(2)
    expect(good.stdout).toMatch(/0\.json #1: 0 findings/)
    expect(good.stderr).toContain("cannot read /nowhere/a.json")
    expect(good.stderr).toContain("cannot read /nowhere/b.json")
  })
})
