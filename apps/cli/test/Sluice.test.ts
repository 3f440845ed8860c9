import { Command } from "@effect/cli"
import { Console, Effect, HashMap } from "effect"
import { stripVTControlCharacters } from "node:util"
import { describe, expect, it } from "vitest"
import * as commandLine from "./commandLine.ts"
import * as Output from "../src/Output.ts"
import * as Overview from "../src/Overview.ts"
import * as Platform from "../src/Platform.ts"
import * as Sluice from "../src/Sluice.ts"

const overview = Overview.text("0.0.0")

/** The words of every command in the overview; `messages ls|show` are two. */
const named: ReadonlyArray<string> = [...overview.matchAll(/^ {2}sluice ([a-z-]+)(?: ([a-z][a-z|-]*))?/gm)].flatMap(
  ([, name = "", own]) => (own === undefined ? [name] : own.split("|").map((one) => `${name} ${one}`))
)

/** What a command line prints by itself: help, and mistakes of usage. */
const printed = (...args: ReadonlyArray<string>) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const lines: Array<unknown> = []
      const console = yield* Console.consoleWith(Effect.succeed)
      const keep = (...words: ReadonlyArray<unknown>) => Effect.sync(() => void lines.push(...words))
      const { layer } = yield* Output.captured
      yield* Command.run(Sluice.command, { name: "sluice", version: "0.0.0" })(["node", "sluice", ...args]).pipe(
        Effect.exit,
        Effect.withConsole({ ...console, log: keep, error: keep }),
        Effect.provide([Platform.layer, layer])
      )
      return stripVTControlCharacters(lines.join("\n"))
    })
  )

describe("sluice", () => {
  it("names every command in its overview", () => {
    const names = [...HashMap.keys(Command.getSubcommands(Sluice.command))]
    expect(names.toSorted()).toEqual([...new Set(named.map((words) => words.split(" ")[0]))].toSorted())
  })

  it.each(named)("shows in the help of `%s` how it is called", async (words) => {
    expect(await printed(...words.split(" "), "--help")).toContain(`$ sluice ${words}`)
  })

  it.each([
    ["bash", /^complete -F \S+ .*sluice$/m],
    ["zsh", /^#compdef sluice$/m],
    ["fish", /^complete -c sluice /m]
  ] as const)("completes its words in %s", async (shell, sign) => {
    const script = await printed("--completions", shell)
    expect(script).toMatch(sign)
    expect(script).toContain("dead-letters")
  })

  it("says which command was meant when it is given another", async () => {
    const ran = await Effect.runPromise(commandLine.run(["mesages"]))
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("did you mean messages?") })
  })

  it.each([
    [[], true],
    [["--help"], true],
    [["help"], true],
    [["queue"], false],
    [["queue", "--help"], false]
  ])("shows the overview for %j: %s", (argv, isShown) => {
    expect(Overview.isAskedFor(argv)).toBe(isShown)
  })
})
