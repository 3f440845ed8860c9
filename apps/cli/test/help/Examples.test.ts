import { Effect } from "effect"
import { openSync } from "node:fs"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as commandLine from "../commandLine.ts"
import * as examples from "./examples.ts"
import * as Words from "./Words.ts"

let leave = () => {}
beforeAll(() => {
  leave = examples.folder().leave
})
afterAll(() => leave())

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url))

/** An example as a shell runs it: within this process, or as one of its own where its input comes from a file. */
const run = async ({ args, stdin, variables }: Words.Line): Promise<commandLine.Ran> => {
  if (stdin === null) return Effect.runPromise(commandLine.run(args, { variables }))
  const { status, stderr, stdout } = spawnSync(process.execPath, ["--conditions=@sluice/source", main, ...args], {
    stdio: [openSync(stdin, "r"), "pipe", "pipe"],
    encoding: "utf8"
  })
  return { code: status ?? -1, out: stdout, err: stderr }
}

describe("examples of help texts", () => {
  it("every command has one", () => {
    expect(examples.without).toEqual([])
  })

  it.each(examples.onProcess)("`$text` has no option that the command does not have", ({ known, text }) => {
    expect(Words.line(text).args.filter((word) => word.startsWith("--") && !known.includes(word))).toEqual([])
  })

  it.each(examples.direct)("`%s` runs", async (text) => {
    const { code, err, out } = await run(Words.line(text.replace("templates/*.json", "templates/order_update.json")))
    expect(err).not.toMatch(/^sluice: /m)
    expect(out).not.toBe("")
    // A list with a number that cannot be sent to ends with 1, and has said so.
    expect([0, 1]).toContain(code)
  })
})
