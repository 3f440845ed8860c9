import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Programs from "@sluice/cli/stack/Programs"
import * as Platform from "@sluice/cli/Platform"
import { Effect, Exit, Scope } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as Chromium from "../src/Chromium.ts"
import * as Watched from "../src/Page.ts"
import * as Screen from "../src/newcomer/Screen.ts"
import * as Terminal from "../src/newcomer/Terminal.ts"
import * as Transcript from "../src/newcomer/Transcript.ts"
import * as Walkthrough from "../src/newcomer/Walkthrough.ts"

/**
 * A newcomer with the documents alone: what the pages say to type and to click, in their order, prints and shows what they say.
 *
 * Without Chromium it is skipped, and says so; with BROWSER_REQUIRED=true that is a failure.
 */
const required = process.env["BROWSER_REQUIRED"] === "true"
const isSkipped = !Chromium.isThere() && !required
if (isSkipped) process.stderr.write("SKIPPED: the documents were not followed, since there is no /usr/bin/chromium\n")

const root = fileURLToPath(new URL("../../../", import.meta.url))

/** In the order in which a newcomer comes to them. */
const pages = ["getting-started", "first-day"] as const

/** Looks at things and changes nothing: typed again until it says what the page says, as somebody who waits for it would. */
const looks = /^(?:SLUICE_API_KEY=\S+ )?sluice \S+ (?:ls|show|why|status)\b/
const lasts = /\bsluice up\b/
const patienceMillis = 120_000
const lookMillis = 500

/** A text of the page, or what is in the file that `$(cat …)` names. */
const valueIn =
  (directory: string) =>
  (text: string): string => {
    const path = /^\$\(cat (.+)\)$/.exec(text)?.[1]
    return path === undefined ? text : readFileSync(join(directory, path), "utf8").trim()
  }

describe.skipIf(isSkipped)("a newcomer with the documents alone", () => {
  const directory = mkdtempSync(join(tmpdir(), "sluice-newcomer-"))
  const scope = Effect.runSync(Scope.make())
  let terminal: Terminal.Terminal
  let watched: Watched.Watched
  let names: Transcript.Names = new Map()

  beforeAll(async () => {
    cpSync(join(root, "samples"), join(directory, "samples"), { recursive: true })
    terminal = Terminal.open(directory, await Effect.runPromise(Effect.provide(Programs.cli, Platform.layer)))
    watched = await Watched.open(await Effect.runPromise(Scope.extend(Chromium.reader({ locale: "en-GB" }), scope)))
  })

  afterAll(async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    await terminal.interrupt()
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
  }, 60_000)

  /** The command is typed, or looked at, again where that makes sense; in the end it has printed what the page says. */
  const type = async (step: Extract<Walkthrough.Step, { _tag: "Typed" }>, where: string): Promise<void> => {
    const command = Transcript.real(step.command, names)
    const isLasting = lasts.test(command)
    if (isLasting) await terminal.interrupt()
    const look = isLasting ? terminal.leave(command) : () => terminal.run(command)
    const untilMillis = Date.now() + (isLasting || looks.test(command) ? patienceMillis : 0)
    let printed = await look()
    while (Transcript.match(step.prints, printed, names) === null && Date.now() < untilMillis) {
      await new Promise((resolve) => setTimeout(resolve, lookMillis))
      printed = await look()
    }
    const found = Transcript.match(step.prints, printed, names)
    if (found === null)
      throw new Error(`${where}: $ ${command}\nprinted\n${printed}\nand not\n${step.prints.join("\n")}`)
    names = found
  }

  it.each(pages)(
    "docs/%s.md is followed to the letter, in a terminal and in a browser",
    async (name) => {
      const steps = Walkthrough.read(readFileSync(join(root, "docs", `${name}.md`), "utf8"))
      expect(steps.length).toBeGreaterThan(3)
      const violations: Array<string> = []
      for (const step of steps) {
        const where = `docs/${name}.md:${step.line}`
        if (step._tag === "Typed") {
          await type(step, where)
          continue
        }
        const acts = step.acts.map((act) => realAct(act, names))
        const found = await Screen.follow(watched.page, acts, valueIn(directory)).catch((error: unknown) => {
          throw new Error(`${where}: this cannot be followed on the screen`, { cause: error })
        })
        violations.push(...found.map((violation) => `${where}: ${violation}`))
      }
      expect(violations).toEqual([])
    },
    480_000
  )

  it("told the console of no error in all of this", () => {
    expect(watched.faults).toEqual([])
  })
})

/** An act with the ids and addresses of this run. */
const realAct = (act: Walkthrough.Act, names: Transcript.Names): Walkthrough.Act => {
  const real = (text: string): string => Transcript.real(text, names)
  switch (act._tag) {
    case "Open":
      return { ...act, url: real(act.url) }
    case "Fill":
      return act
    case "Click":
      return { ...act, name: real(act.name) }
    case "See":
      return { ...act, text: real(act.text) }
  }
}
