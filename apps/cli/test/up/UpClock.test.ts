import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Platform from "@sluice/cli/Platform"
import * as UpClock from "@sluice/cli/up/UpClock"
import { Effect, Either, Option, TestClock, TestContext } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"

let directory = ""
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-clock-"))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** The clock that `up` has in the directory when it starts at `nowMillis`, or why it does not start. */
const at = (nowMillis: number, speed: number | null) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(nowMillis)
    return yield* Effect.either(UpClock.of(directory, Option.fromNullable(speed)))
  }).pipe(Effect.provide(Platform.layer), Effect.provide(TestContext.TestContext), Effect.runPromise)

const messageOf = (answer: Awaited<ReturnType<typeof at>>): string =>
  Either.match(answer, { onLeft: ({ message }) => message, onRight: () => "it started" })

describe("the clock of sluice up", () => {
  it("is the wall's unless another one was asked for, now or before", async () => {
    expect(await at(1_000, null)).toEqual(Either.right(null))
    expect(await at(2_000, 20)).toEqual(Either.right({ originMillis: 2_000, speed: 20 }))
  })

  it("goes on where it would be had it never stopped: time never goes back for the data", async () => {
    await at(2_000, 20)
    expect(await at(9_000, null)).toEqual(Either.right({ originMillis: 2_000, speed: 20 }))
    expect(await at(9_000, 20)).toEqual(Either.right({ originMillis: 2_000, speed: 20 }))
  })

  it("another speed for the same data is refused, with what to do", async () => {
    await at(2_000, 20)
    expect(messageOf(await at(9_000, 5))).toMatch(/^--speed 5: the data here live at speed 20; leave --speed out, /)
  })

  it("a file that says nothing is told with its path, and is not overwritten", async () => {
    writeFileSync(join(directory, "clock.json"), "{}")
    expect(messageOf(await at(2_000, 20))).toContain(join(directory, "clock.json"))
    expect(messageOf(await at(2_000, null))).toContain("does not say which clock")
  })
})
