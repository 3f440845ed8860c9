import { Clock, Effect, Ref } from "effect"
import * as Output from "../Output.ts"

/**
 * How a long command tells what it is doing: lasting lines, and a block that is drawn over as things move.
 *
 * On a terminal the block is redrawn in place. Elsewhere (a log, a pipe) its short form is a line every few seconds. With
 * `--json`, stdout belongs to the one JSON value, so all of this goes to stderr.
 */
export interface LiveView {
  /** A lasting line. */
  readonly say: (text: string) => Effect.Effect<void, Output.OutputClosed>
  /** The block as it is now, and the same in one line. */
  readonly draw: (block: ReadonlyArray<string>, short: string) => Effect.Effect<void, Output.OutputClosed>
  /** The block stays as it was last drawn; the next one begins below it. */
  readonly settle: Effect.Effect<void, Output.OutputClosed>
}

/** Between two lines of a log that tell of the same thing. */
const lineMillis = 3_000

/** Up by so many lines, and everything below cleared. */
const up = (lines: number): string => (lines === 0 ? "" : `\u001B[${lines}A\u001B[J`)

/** @param isTerminal whether stdout can be drawn over. */
export const make = Effect.fn("LiveView.make")(function* (format: Output.Format, isTerminal: boolean) {
  const output = yield* Output.Output
  const say = (text: string): Effect.Effect<void, Output.OutputClosed> =>
    format === "json" ? output.note(text) : output.write(`${text}\n`)

  if (format === "human" && isTerminal) {
    const height = yield* Ref.make(0)
    const view: LiveView = {
      say: (text) => Effect.zipRight(Ref.set(height, 0), say(text)),
      draw: (block) =>
        Effect.flatMap(Ref.getAndSet(height, block.length), (before) =>
          output.write(`${up(before)}${block.join("\n")}\n`)
        ),
      settle: Ref.set(height, 0)
    }
    return view
  }

  const last = yield* Ref.make({ atMillis: 0, short: "" })
  const told = yield* Ref.make("")
  const tell = (short: string) => Effect.zipRight(Ref.set(told, short), say(`  ${short}`))
  const view: LiveView = {
    say,
    draw: (_, short) =>
      Effect.gen(function* () {
        const nowMillis = yield* Clock.currentTimeMillis
        const { atMillis } = yield* Ref.get(last)
        const isDue = nowMillis - atMillis >= lineMillis
        yield* Ref.set(last, { atMillis: isDue ? nowMillis : atMillis, short })
        if (isDue && (yield* Ref.get(told)) !== short) yield* tell(short)
      }),
    settle: Effect.gen(function* () {
      const { short } = yield* Ref.get(last)
      if (short !== "" && (yield* Ref.get(told)) !== short) yield* tell(short)
      yield* Ref.set(last, { atMillis: 0, short: "" })
    })
  }
  return view
})

/** A bar of so many columns, filled by a share of 0 to 1. */
export const bar = (share: number, columns: number): string => {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * columns)
  return "█".repeat(filled) + "░".repeat(columns - filled)
}
