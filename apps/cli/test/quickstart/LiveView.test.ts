import { Effect, TestClock, TestContext } from "effect"
import { describe, expect, it } from "vitest"
import * as Output from "../../src/Output.ts"
import * as LiveView from "../../src/quickstart/LiveView.ts"

const captured = (
  format: Output.Format,
  isTerminal: boolean,
  act: (view: LiveView.LiveView) => Effect.Effect<void, Output.OutputClosed>
) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const { layer, stderr, stdout } = yield* Output.captured
      const view = yield* LiveView.make(format, isTerminal).pipe(Effect.provide(layer))
      // A moment long after the beginning of time, as it is outside tests.
      yield* TestClock.adjust("1 hour")
      yield* act(view)
      return { stdout: yield* stdout, stderr: yield* stderr }
    }).pipe(Effect.provide(TestContext.TestContext))
  )

describe("LiveView", () => {
  it("draws a block over itself on a terminal, and leaves it where it was when it is settled", async () => {
    const { stdout } = await captured("human", true, (view) =>
      Effect.all(
        [
          view.draw(["one", "two"], "short"),
          view.draw(["three", "four"], "short"),
          view.settle,
          view.draw(["five"], "short")
        ],
        { discard: true }
      )
    )
    expect(stdout).toBe("one\ntwo\n\u001B[2A\u001B[Jthree\nfour\nfive\n")
  })

  it("writes a line every few seconds where nobody watches, and the last one always", async () => {
    const { stdout } = await captured("human", false, (view) =>
      Effect.gen(function* () {
        for (let at = 0; at <= 7; at++) {
          yield* view.draw(["block"], `${at} s`)
          yield* TestClock.adjust("1 second")
        }
        yield* view.settle
      })
    )
    expect(stdout).toBe("  0 s\n  3 s\n  6 s\n  7 s\n")
  })

  it("keeps stdout for the JSON value where that is asked for", async () => {
    const { stderr, stdout } = await captured("json", true, (view) =>
      Effect.zipRight(view.say("starting"), Effect.zipRight(view.draw(["block"], "0 s"), view.settle))
    )
    expect(stdout).toBe("")
    expect(stderr).toBe("starting\n  0 s\n")
  })

  it.each([
    [-1, "░░░░"],
    [0.5, "██░░"],
    [2, "████"]
  ])("draws a bar for a share of %d", (share, drawn) => {
    expect(LiveView.bar(share, 4)).toBe(drawn)
  })
})
