import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const script = fileURLToPath(new URL("../../src/pacing/main.ts", import.meta.url))

/** Runs the program, and answers with its exit code and what it said beside its output. */
const run = (...args: ReadonlyArray<string>) =>
  new Promise<{ readonly code: number | null; readonly said: string }>((resolve) => {
    const child = execFile(process.execPath, ["--conditions=@sluice/source", script, ...args], (_, __, said) =>
      resolve({ code: child.exitCode, said })
    )
  })

/** What the contest itself comes to is in `Contest.test.ts`: the same scenarios, seed and floors as `--short`. */
describe("pacing, as a program", { timeout: 120_000 }, () => {
  it("refuses an option that there is not, and says which there are", async () => {
    const { code, said } = await run("--shorter")
    expect(code).toBe(2)
    expect(said).toMatch(/^Unknown option '--shorter'[^]*\nusage: pacing \[--short\]/)
  })

  it("writes no pages from its short form", async () => {
    const { code, said } = await run("--short", "--write")
    expect(code).toBe(2)
    expect(said).toContain("--write goes without --short")
  })
})
