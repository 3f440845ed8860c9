import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Schema } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as commandLine from "../commandLine.ts"

const plan = (...words: ReadonlyArray<string>) => Effect.runPromise(commandLine.printed(["plan", ...words]))

const { values } = commandLine

const Left = Schema.Struct({ at: Schema.String })

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-plan-"))
})
afterAll(() => rm(folder, { recursive: true }))

const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const numbers = (count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, n) => `+8869123${String(45_000 + n)}`)

const list = (count: number) => file(`${count}.csv`, ["phone", ...numbers(count), ""].join("\n"))

describe("sluice plan", () => {
  it("RL-12: prints when each message would leave, one JSON value a line, then the summary", async () => {
    const { code, stdout } = await plan(await list(3), "--start", "2026-03-10T09:00Z", "--json")
    expect(code).toBe(0)
    expect(values(stdout)).toMatchObject([
      { row: 2, recipient: "+886912345000", sender: "sender-1", at: "2026-03-10T09:00:00.000Z", waitedFor: null },
      { row: 3, at: "2026-03-10T09:00:12.000Z", waitedFor: { limit: "spacing", scope: "sender" } },
      { row: 4, at: "2026-03-10T09:00:24.000Z" },
      { summary: { departures: 3, finish: "2026-03-10T09:00:24.000Z", refused: 0, holds: 0 } }
    ])
  })

  it("RL-12, RL-10: tells people the finish, each sender and what binds, on the zone's clocks", async () => {
    const path = await list(60)
    const start = ["--start", "2026-03-10T09:00", "--time-zone", "Asia/Taipei"]
    const { code, stdout } = await plan(...start, "--senders", "3", path)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^60 messages through 3 senders under guide: from 2026-03-10 09:00:00 to 2026-03-10 09:03:/)
    expect(stdout).toMatch(/sender-3 +20 +5\.\d +2026-03-10 09:00:00/)
    expect(stdout).toMatch(/window \d+ %/)
  })

  it("RL-12: a raise and the Cloud API's limits make it faster", async () => {
    const path = await list(60)
    const finish = async (...more: ReadonlyArray<string>) =>
      (await plan("--start", "2026-03-10T09:00Z", ...more, path)).stdout.match(/to (\S+ \S+)/)?.[1] ?? ""
    const [initial, raised, cloud] = [
      await finish(),
      await finish("--tier", "raised"),
      await finish("--policy", "cloud-api")
    ]
    expect(raised < initial).toBe(true)
    expect(cloud < raised).toBe(true)
  })

  it("RL-02, RL-12: kind and due of a row count, in CSV and NDJSON", async () => {
    const csv = await file(
      "kinds.csv",
      `phone,kind,due\n${numbers(2)
        .map((number) => `${number},image,\n`)
        .join("")}`
    )
    const ndjson = await file("due.ndjson", `{"phone":"+886912345001","due":"2026-03-10T10:00:00Z"}\n`)
    const start = ["--start", "2026-03-10T09:00Z", "--json"]
    expect(values((await plan(...start, csv)).stdout)).toMatchObject([
      { at: "2026-03-10T09:00:00.000Z" },
      { at: "2026-03-10T09:00:21.600Z" },
      { summary: { units: 3.6 } }
    ])
    expect(values((await plan(...start, ndjson)).stdout)).toMatchObject([
      { at: expect.stringMatching(/^2026-03-10T10:00:00/) },
      { summary: { departures: 1 } }
    ])
  })

  it("RL-12: counts who is outside the 24 h window when the message leaves, where the list says when each last wrote", async () => {
    const [fresh = "", closing = "", old = "", never = ""] = numbers(4)
    const rows = [
      "phone,wrote,due",
      `${fresh},2026-03-10T08:00:00Z,`,
      // Open when the plan starts, closed when it leaves.
      `${closing},2026-03-09T09:30:00Z,2026-03-10T09:30:00Z`,
      `${old},2026-03-08T09:00:00Z,`,
      `${never},,`
    ]
    const path = await file("wrote.csv", `${rows.join("\n")}\n`)
    const start = ["--start", "2026-03-10T09:00Z", "--policy", "cloud-api"]
    const told = await plan(...start, path)
    expect(told.stdout).toContain("outside their recipients' 24 h windows, where templates alone may leave: 3")
    const json = values((await plan(...start, "--json", path)).stdout)
    expect(json.at(-1)).toMatchObject({ summary: { departures: 4, outsideWindow: 3 } })
    const unsaid = values((await plan(...start, "--json", await list(2))).stdout)
    expect(unsaid.at(-1)).toMatchObject({ summary: { outsideWindow: null } })
  })

  it("RL-12, CLOUD_API 3.4: recipients outside the window are as many a day as the portfolio's lowest tier lets through", async () => {
    const path = await file(
      "strangers.csv",
      ["phone,wrote", ...numbers(260).map((number) => `${number},`), ""].join("\n")
    )
    const { stdout } = await plan("--start", "2026-03-10T09:00Z", "--policy", "cloud-api", "--json", path)
    const steps = values(stdout)
      .slice(0, -1)
      .map((value) => Schema.decodeUnknownSync(Left)(value).at)
    const dayLater = steps.filter((at) => at >= "2026-03-11T09:00:00.000Z")
    expect(dayLater).toHaveLength(10)
  })

  it("rows that cannot be sent to are left out, counted, and make the exit code 1", async () => {
    const path = await file("faulty.csv", "phone\n+886912345678\n886912345679\n")
    const { code, stdout } = await plan(path)
    expect(code).toBe(1)
    expect(stdout).toContain("left out: 1 row with a number that cannot be sent to")
    expect((await plan(path, "--json")).stdout).toContain('"refused":1')
  })

  it("RL-12: --plot draws the messages through over time and what binds", async () => {
    const path = join(folder, "plan.svg")
    const { code } = await plan("--plot", path, await list(60))
    const svg = await readFile(path, "utf8")
    expect(code).toBe(0)
    expect(svg).toMatch(/^<svg [^>]+>\n<title>60 messages through, 1 sender, guide<\/title>/)
    expect(svg).toContain(">spacing</text>")
    expect(svg).toContain(">rest</text>")
    expect(svg).not.toMatch(/NaN|Infinity|undefined/)
  })

  it("an empty list is planned, and drawn", async () => {
    const path = join(folder, "empty.svg")
    const { code, stdout } = await plan("--plot", path, await file("empty.csv", "phone\n"))
    expect([code, stdout.includes("nothing leaves")]).toEqual([0, true])
    expect(await readFile(path, "utf8")).not.toMatch(/NaN|Infinity|undefined/)
  })

  it.each([
    [["--start", "soon"], "--start soon"],
    [["--time-zone", "Mars/Olympus"], "no time zone by that name"],
    [["--column", "fax"], "there is no column fax"]
  ])("usage mistakes exit with 2 and say what is wrong: %s", async (words, said) => {
    const { code, stderr, stdout } = await plan(...words, await list(3))
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain(said)
  })

  it("exits 2 for a list that is not there", async () => {
    expect((await plan(join(folder, "nowhere.csv"))).code).toBe(2)
  })

  it("exits 1 where the picture cannot be written", async () => {
    const { code, stderr } = await plan("--plot", join(folder, "no", "such.svg"), await list(3))
    expect([code, stderr.includes("cannot write")]).toEqual([1, true])
  })

  it.each([
    [["--senders", "0"], "--senders 0: a whole number from 1 to 1000"],
    [["--senders", "1001"], "--senders 1001: a whole number from 1 to 1000"],
    [["--round-trip", "-1"], "--round-trip -1: a whole number from 0 to 60000"]
  ])("a number out of its bounds is a mistake in the call, named with the bounds: %s", async (words, told) => {
    const { code, stderr } = await plan(...words, await file("bounds.csv", "phone\n"))
    expect(code).toBe(2)
    expect(stderr).toContain(`sluice: ${told}`)
  })

  it("a drawing that cannot be written is told in words", async () => {
    const path = join(folder, "nowhere", "plan.svg")
    const { code, stderr } = await plan("--plot", path, await file("drawn.csv", `phone\n${numbers(1).join("\n")}\n`))
    expect(code).toBe(1)
    expect(stderr).toContain(`cannot write ${path}: there is no such folder`)
  })
})
