import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import * as commandLine from "../commandLine.ts"

const someId = "01900000-0000-7000-9000-000000000001"

const mistakes: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
  [["numbers", "check", "--sample", "--stop-above", "5", "--file", "x"], "--stop-above takes a share from 0 to 1"],
  [["queue", "--jsn"], "unknown option --jsn; did you mean --json?"],
  [["queue", "now"], '"now" is one word too many'],
  [["send", "--text", "hello"], "--to is missing: the recipient in E.164, as in +886912345678"],
  [["send", "--to"], "--to stands without its value: the recipient in E.164"],
  [["plan"], "<file> is missing"],
  [["keys", "create", "--role", "owner", "--name", "x"], "--role owner: it takes one of viewer, operator, admin"],
  [["keys", "create", "--role=owner", "--name", "x"], "--role owner: it takes one of viewer, operator, admin"],
  [["messages", "ls", "--limit", "abc"], "--limit abc: it takes a whole number"],
  [["messages", "ls", "--limit", "0"], "--limit takes a whole number from 1 to 100000"],
  [["cost", "compare", "--per-day", "many"], "--per-day many: it takes a whole number"],
  [["numbers", "chek"], "there is no `sluice numbers chek`; did you mean check?"],
  [["nmbers"], "there is no `sluice nmbers`; did you mean numbers?"],
  [["holds", "show", "abc"], '"abc": it takes a whole number'],
  [["opt-outs", "add", "123"], '"123": not the E.164 of a valid number'],
  [["campaign", "status", "1"], '"1": that is no id of a campaign; `sluice campaign ls` shows them'],
  [["subscriptions", "rotate", "--overlap-hours", "-1", someId], "--overlap-hours takes a whole number from 0 to 720"],
  [["subscriptions", "rotate", "--overlap-hours", "721", someId], "--overlap-hours takes a whole number from 0 to 720"],
  [["audit", "ls", "--since", "yesterday"], "--since yesterday: it takes a time, as 2026-07-01T00:00:00Z"]
]

describe("mistakes of usage", () => {
  it.each(mistakes)("%j is told in our words, with where to look", async (args, words) => {
    const variables = { DATABASE_URL: "postgres://127.0.0.1:1/x" }
    const { code, err } = await Effect.runPromise(commandLine.run(args, { variables }))
    expect(err).toContain(`sluice: ${words}`)
    expect(err).toMatch(/`sluice .*--help` shows how it is called$/)
    expect(err).not.toMatch(/refinement|schema|cases|└─/)
    expect(code).toBe(2)
  })

  it("with --json they are one value on stderr, and nothing on stdout", async () => {
    const { err, out } = await Effect.runPromise(commandLine.run(["queue", "--limt", "5", "--json"]))
    expect(out).toBe("")
    expect(JSON.parse(err)).toMatchObject({
      type: "urn:sluice:problem:cli-usage",
      status: 400,
      exitCode: 2,
      findings: [{ path: "--limt" }]
    })
  })

  it("a flag takes no word behind it: `--json 1` is a flag and a number", async () => {
    const { code, out } = await Effect.runPromise(commandLine.run(["errors", "explain", "--json", "1"]))
    expect(JSON.parse(out)).toMatchObject({ code: 1 })
    expect(code).toBe(0)
    const [first, second] = (
      await Effect.runPromise(commandLine.run(["numbers", "check", "--json", "1", "+886912345678"]))
    ).out.split("\n")
    expect(JSON.parse(first ?? "")).toMatchObject({ input: "1" })
    expect(JSON.parse(second ?? "")).toMatchObject({ sendable: true })
  })
})
