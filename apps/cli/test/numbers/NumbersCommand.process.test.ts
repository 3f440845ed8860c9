import { fork } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { createReadStream, createWriteStream } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { finished } from "node:stream/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const program = new URL("./sluice.ts", import.meta.url)

/**
 * What the heap may hold in these runs, in MB: far less than a million rows would take, and little more than the program
 * takes to start. A process that keeps rows ends with an error.
 */
const heapMegabytes = 48

const start = (...args: ReadonlyArray<string>): ChildProcess =>
  fork(program, ["numbers", "check", ...args], {
    execArgv: ["--conditions=@sluice/source", `--max-old-space-size=${heapMegabytes}`, "--max-semi-space-size=4"],
    stdio: ["pipe", "pipe", "pipe", "ipc"]
  })

const text = async (stream: NodeJS.ReadableStream | null): Promise<string> => {
  let all = ""
  for await (const chunk of stream ?? []) all += String(chunk)
  return all
}

const isReport = (message: unknown): message is { readonly rssKibMax: number } =>
  typeof message === "object" && message !== null && "rssKibMax" in message

/** Checks a list with its rows thrown away; the exit code, the words on stderr and the most memory that the process held. */
const checkList = async (path: string, ...args: ReadonlyArray<string>) => {
  const child = start("--file", path, ...args)
  let rssMegabytes = 0
  child.on("message", (message) => {
    if (isReport(message)) rssMegabytes = message.rssKibMax / 1_024
  })
  child.stdout?.resume()
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")])
  return { code, stderr, rssMegabytes }
}

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-list-"))
})
afterAll(() => rm(folder, { recursive: true }))

/** A list of Taiwan mobiles, one in ten a repetition of the row before it. */
const list = async (rows: number): Promise<string> => {
  const path = join(folder, `${rows}.csv`)
  const out = createWriteStream(path)
  out.write("name,phone,city\n")
  for (let row = 0; row < rows;) {
    let block = ""
    for (const end = Math.min(rows, row + 5_000); row < end; row++) {
      const number = row % 10 === 9 ? row - 1 : row
      block += `"Person ${row}",+8869${String((number * 7_919) % 10 ** 8).padStart(8, "0")},Taipei\n`
    }
    if (!out.write(block)) await once(out, "drain")
  }
  out.end()
  await finished(out)
  return path
}

describe("numbers check as a process", () => {
  it("PH-09: a million rows take no more memory than a hundred thousand", { timeout: 300_000 }, async () => {
    const few = await checkList(await list(100_000), "--json")
    const many = await checkList(await list(1_000_000), "--json")
    expect([few.code, many.code]).toEqual([0, 0])
    expect(JSON.parse(many.stderr)).toMatchObject({
      summary: { rows: 1_000_000, sendable: 1_000_000, duplicates: 100_000 }
    })
    // The difference that is left is the cache of the duplicates, and how late the collector comes.
    expect(many.rssMegabytes - few.rssMegabytes).toBeLessThan(80)
  })

  it("PH-09: reads standard input, and writes to a pipe that is slower than it", { timeout: 120_000 }, async () => {
    const path = await list(20_000)
    const child = start("--file", "-")
    if (child.stdin !== null) createReadStream(path).pipe(child.stdin)
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "exit")])
    expect(code).toBe(0)
    expect(stdout.split("\n").length).toBe((await readFile(path, "utf8")).split("\n").length)
  })

  it("PH-09: ends quietly when its reader goes, as `head` does", { timeout: 120_000 }, async () => {
    const child = start("--file", await list(100_000))
    child.stdout?.once("data", () => child.stdout?.destroy())
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  })
})
