import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as Progress from "@sluice/cli/numbers/Progress"
import * as commandLine from "../commandLine.ts"

/** Runs `sluice numbers check …` in this process. */
const check = (...args: ReadonlyArray<string>) => Effect.runPromise(commandLine.printed(["numbers", "check", ...args]))

const jsonLines = (text: string): ReadonlyArray<unknown> =>
  text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]))

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-numbers-"))
})
afterAll(() => rm(folder, { recursive: true }))

const file = async (name: string, content: string | Uint8Array): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

describe("numbers check NUMBER…", () => {
  it("PH-01: --json prints one verdict a line; 0 when all are good", async () => {
    const { code, stderr, stdout } = await check("+886912345678", "+85251234567", "--json")
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout.split("\n")[0]).toBe(
      '{"input":"+886912345678","sendable":true,"e164":"+886912345678","region":"TW","callingCode":"886","nationalNumber":"912345678","type":"mobile","risk":"low","findings":[]}'
    )
    expect(jsonLines(stdout).length).toBe(2)
  })

  it("PH-01: exits with 1 when there is an error, with 0 when there are only warnings", async () => {
    expect((await check("+886912345678", "886912345678")).code).toBe(1)
    expect((await check("+6531581234")).code).toBe(0)
  })

  it("PH-02: people get aligned lines, the finding and the number to try", async () => {
    const { stdout } = await check("886912345678", "+85251234567")
    expect(stdout).toBe(
      [
        "no  886912345678  -             TW  unknown",
        "    error PH-01 plus-missing: no + before what is +886912345678, mobile in TW (try +886912345678)",
        "ok  +85251234567  +85251234567  HK  mobile   low risk",
        ""
      ].join("\n")
    )
  })

  it("PH-02: characters that could move the cursor do not reach the terminal", async () => {
    const { stdout } = await check("+886\u001B[2J912345678")
    expect(stdout.includes("\u001B")).toBe(false)
  })

  it("PH-02: --lenient repairs, --region completes; small letters will do", async () => {
    const { code, stdout } = await check("0912 345 678", "--lenient", "--region", "tw", "--json")
    expect(code).toBe(0)
    expect(jsonLines(stdout)).toMatchObject([{ sendable: true, e164: "+886912345678" }])
  })

  it.each([
    [[], "nothing to check"],
    [["--nope"], "unknown option --nope"],
    [["+886912345678", "--region", "zz"], "--region zz"],
    [["+886912345678", "--file", "x.csv"], "not both"],
    [["--file", "/nowhere/x.csv"], "there is no such file"],
    [["--file", tmpdir()], "it is a directory"],
    [["+886912345678", "--sample"], "--sample needs a list"],
    [["+886912345678", "--stop-above", "0.1"], "belong to --sample"]
  ])("usage mistakes exit with 2 and say what is wrong: %s", async (args, words) => {
    const { code, stderr, stdout } = await check(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain(words)
  })

  it("mistakes that the parser of the command line finds exit with 2 as well", async () => {
    expect((await check("--file", "x", "--seed", "many", "--sample")).code).toBe(2)
  })
})

describe("numbers check --file", () => {
  const csv = 'name,phone\n"Li, Ann",+886912345678\nBo,886912345678\nCy\nDi,+886 912 345 678\n'

  it("PH-09: CSV in, the same rows plus verdict out, totals on stderr", async () => {
    const { code, stderr, stdout } = await check("--file", await file("a.csv", csv))
    expect(code).toBe(1)
    expect(stdout.split("\n")).toEqual([
      "name,phone,verdict_sendable,verdict_e164,verdict_region,verdict_type,verdict_risk,verdict_findings,verdict_suggestion,verdict_duplicate_of",
      '"Li, Ann",+886912345678,true,+886912345678,TW,mobile,low,,,',
      "Bo,886912345678,false,,TW,unknown,unknown,plus-missing duplicate,+886912345678,2",
      '"Cy",,false,,,unknown,unknown,row-unreadable,,',
      "Di,+886 912 345 678,false,,TW,unknown,unknown,separators duplicate,+886912345678,2",
      ""
    ])
    expect(stderr).toContain("row 4: 1 column where the first row has 2")
    expect(stderr).toMatch(/rows +4\b/)
    expect(stderr).toMatch(/duplicates +2\b/)
  })

  it("PH-09: duplicates are found after normalisation", async () => {
    const { stdout } = await check("--file", await file("b.csv", csv), "--lenient", "--json")
    expect(jsonLines(stdout)).toMatchObject([
      { row: 2, sendable: true, duplicateOfRow: null, record: { name: "Li, Ann", phone: "+886912345678" } },
      { row: 3, sendable: true, duplicateOfRow: 2 },
      { row: 4, sendable: false, duplicateOfRow: null, record: "Cy" },
      { row: 5, sendable: true, duplicateOfRow: 2 }
    ])
  })

  it("PH-09: with --json the totals are one JSON value on stderr", async () => {
    const { stderr } = await check("--file", await file("c.csv", "phone\n+886912345678\n886912345678\n"), "--json")
    expect(jsonLines(stderr)).toMatchObject([
      {
        summary: {
          rows: 2,
          sendable: 1,
          refused: 1,
          duplicates: 1,
          unreadable: 0,
          findings: [
            { code: "plus-missing", rule: "PH-01", severity: "error", rows: 1 },
            { code: "duplicate", rule: "PH-09", severity: "warning", rows: 1 }
          ]
        }
      }
    ])
  })

  it("PH-09: NDJSON in, NDJSON out, known by its name or its first character", async () => {
    const text = '{"to":"+886912345678","n":1}\n'
    for (const path of [await file("d.ndjson", text), await file("d", text)]) {
      const { code, stdout } = await check("--file", path)
      expect(code).toBe(0)
      expect(jsonLines(stdout)).toMatchObject([
        { to: "+886912345678", n: 1, verdict: { sendable: true, e164: "+886912345678" } }
      ])
    }
  })

  it("PH-09: bytes that are no UTF-8 are kept, judged and reported", async () => {
    const bytes = Buffer.from("name,phone\nJos\u00E9,+886912345678\n", "latin1")
    const { code, stdout } = await check("--file", await file("e.csv", bytes))
    expect(code).toBe(0)
    expect(stdout).toContain(",+886912345678,true,+886912345678,TW,mobile,low,row-encoding,,")
  })

  it("PH-09: a column that is not there is a usage mistake", async () => {
    const { code, stderr } = await check("--file", await file("f.csv", csv), "--column", "zip")
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("there are: name, phone") })
  })

  it.each([
    ["nothing", "g.csv", ""],
    ["a header alone", "g.csv", "name,phone\n"],
    ["blank lines", "g.ndjson", "\n\n"]
  ])(
    "PH-09: a list of %s is a mistake in the call, since nothing was checked: 2, and what to give",
    async (_, name, text) => {
      const path = await file(name, text)
      for (const sampling of [[], ["--sample"]]) {
        const { code, stderr } = await check("--file", path, ...sampling)
        expect(code).toBe(2)
        expect(stderr).toContain(`${path} has no rows: give a row for each number`)
      }
    }
  )

  it("PH-09: many rows that cannot be read are told one by one up to 20, then counted", async () => {
    const { stderr } = await check("--file", await file("h.csv", `name,phone\n${"x\n".repeat(30)}`))
    expect(stderr.split("\n").filter((line) => line.startsWith("row ")).length).toBe(20)
    expect(stderr).toContain("and 10 more rows that cannot be read")
  })
})

describe("numbers check --sample", () => {
  const list = (rows: number) =>
    ["phone", ...Array.from({ length: rows }, (_, row) => (row % 4 === 0 ? "886912345678" : "+886912345678"))].join(
      "\n"
    )

  it("PH-08: judges about a tenth, and projects the failure rate with its interval", async () => {
    const { code, stdout } = await check(
      "--file",
      await file("s.csv", list(8_000)),
      "--sample",
      "--seed",
      "1",
      "--json"
    )
    const [report] = jsonLines(stdout)
    expect(code).toBe(1)
    expect(report).toMatchObject({ rows: 8_000, decision: null, seed: 1, findings: [{ code: "plus-missing" }] })
    const { high, low, rate, sampled } = report as Record<string, number>
    expect(Math.abs((sampled ?? 0) - 800)).toBeLessThan(120)
    expect(Math.abs((rate ?? 0) - 0.25)).toBeLessThan(0.08)
    expect((low ?? 1) < 0.25 && 0.25 < (high ?? 0)).toBe(true)
  })

  it("PH-08: the same seed draws the same rows", async () => {
    const path = await file("t.csv", list(3_000))
    const reports = [
      await check("--file", path, "--sample", "--seed", "5"),
      await check("--file", path, "--sample", "--seed", "5")
    ]
    expect(reports[0]).toEqual(reports[1])
  })

  it("PH-08: stops above a threshold, and goes on below it", async () => {
    const path = await file("u.csv", list(3_000))
    const above = await check("--file", path, "--sample", "--stop-above", "0.05")
    expect({ code: above.code, stdout: above.stdout }).toEqual({
      code: 1,
      stdout: expect.stringContaining("stop: above the threshold")
    })
    const below = await check("--file", path, "--sample", "--stop-above", "0.9")
    expect({ code: below.code, stdout: below.stdout }).toEqual({ code: 0, stdout: expect.stringContaining("go on") })
  })

  it("PH-08: a list shorter than a thousand rows is judged whole", async () => {
    const { stdout } = await check("--file", await file("v.csv", list(100)), "--sample", "--json")
    expect(jsonLines(stdout)).toMatchObject([
      { rows: 100, sampled: 100, failed: 25, rate: 0.25, low: 0.25, high: 0.25 }
    ])
  })
})

describe("progress", () => {
  it("PH-09: shows the share of the file, the rows and the rate; without a total, what has been read", () => {
    expect(Progress.bar(50, 200, 1_500, 3_000)).toBe("[########----------------------]  25 %  1,500 rows, 500/s")
    expect(Progress.bar(200, 200, 6_000, 3_000)).toBe(`[${"#".repeat(30)}] 100 %  6,000 rows, 2,000/s`)
    expect(Progress.bar(50, null, 1_500, 0)).toBe("1,500 rows")
  })

  it("PH-09: a file that is no text is refused in one line, whatever its name", async () => {
    for (const bytes of [new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]), Buffer.from("phone\n", "utf16le")]) {
      const { code, stderr, stdout } = await check("--file", await file("binary.csv", bytes))
      expect([code, stdout]).toEqual([1, ""])
      expect(stderr).toMatch(/binary\.csv is no text in UTF-8: save the list as CSV in UTF-8/)
    }
  })
})
