import { describe, expect, it } from "vitest"
import * as Audit from "../src/Audit.ts"
import * as Command from "../src/Command.ts"

const run = (script: string, secondsMax = 20) =>
  Audit.run(() => Command.run(process.execPath, ["--eval", script], { cwd: process.cwd(), secondsMax }))

describe("Audit", () => {
  it("is clean where the program ends well", async () => {
    expect(await run("")).toEqual({ _tag: "Clean" })
  })

  it.each([
    ["1 vulnerabilities found\nSeverity: 1 high", "Found"],
    ["something that nobody has seen before", "Found"],
    ["Error: ERR_PNPM_AUDIT_BAD_RESPONSE\n  × The audit endpoint (at https://r/) responded with 405:", "NotDone"],
    ["Error: error sending request for url (http://127.0.0.1:9/)", "NotDone"],
    ["2 vulnerabilities found\nECONNREFUSED in the text of one", "Found"]
  ])("a failure that says %j is %s: nothing passes as clean", (told, tag) => {
    expect(Audit.judge(told)._tag).toBe(tag)
  })

  it("a registry that never answers is given up on in time, and is no clean audit", async () => {
    expect(await run("setInterval(() => {}, 1_000)", 1)).toEqual({
      _tag: "NotDone",
      reason: "the registry did not answer within 1 s"
    })
  })
})
