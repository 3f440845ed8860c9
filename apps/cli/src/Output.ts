import * as Options from "@effect/cli/Options"
import { commandLine } from "@sluice/adapter-node/settings/CommandLineSettings"
import { Config, Context, Data, Effect, Layer, Option, Ref } from "effect"
import { createInterface } from "node:readline"

/** Whether a command writes for people or for programs. */
export type Format = "human" | "json"

/** `--json`, the same on every command: one JSON value a line on stdout. */
export const format: Options.Options<Format> = Options.boolean("json").pipe(
  Options.withDescription("print one JSON value a line"),
  Options.map((json) => (json ? "json" : "human"))
)

/** Who reads the output has gone (`| head`): nothing is left to do, and nothing went wrong. */
export class OutputClosed extends Data.TaggedError("OutputClosed") {}

/** Marks for stretches of text; on anything but a terminal they leave the text as it is. */
export interface Style {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly doubt: (text: string) => string
  readonly quiet: (text: string) => string
}

/**
 * Where a command's words go: results to stdout, everything about the run to stderr.
 *
 * `write` finishes when the text has been taken, so that a slow reader slows the command down instead of filling memory; bytes
 * may be used again from then on.
 * `progress` redraws one line in place, and only when a person watches: stderr is a terminal and stdout is not writing
 * over it. `note` is a lasting line on stderr.
 */
export class Output extends Context.Tag("@sluice/cli/Output")<
  Output,
  {
    readonly write: (text: string | Uint8Array) => Effect.Effect<void, OutputClosed>
    readonly note: (line: string) => Effect.Effect<void>
    readonly progress: (line: string) => Effect.Effect<void>
    /** What a person answers to a question on stderr; null where no person is there to answer. */
    readonly ask: (question: string) => Effect.Effect<string | null>
    readonly style: Style
  }
>() {}

/** Writes one JSON value a line to stdout. */
export const json = (value: unknown): Effect.Effect<void, OutputClosed, Output> =>
  Effect.flatMap(Output, ({ write }) => write(`${JSON.stringify(value)}\n`))

/** Writes a line for people to stdout. */
export const line = (text: string): Effect.Effect<void, OutputClosed, Output> =>
  Effect.flatMap(Output, ({ write }) => write(`${text}\n`))

const plain: Style = { good: String, bad: String, doubt: String, quiet: String }

const escape = (code: number) => (text: string) => `\u001B[${code}m${text}\u001B[0m`
const coloured: Style = { good: escape(32), bad: escape(31), doubt: escape(33), quiet: escape(2) }

/** Goes to the start of the line and clears it. */
const clearLine = "\r\u001B[K"

/** An empty value means unset (no-color.org). */
const noColour = Config.map(commandLine.noColour.config, Option.isSome)

const send = (stream: NodeJS.WriteStream, text: string | Uint8Array) =>
  Effect.async<void, OutputClosed>((resume) => {
    stream.write(text, (error) => resume(error ? Effect.fail(new OutputClosed()) : Effect.void))
  })

/** One line from the terminal; nothing where it is closed instead (Ctrl-C, Ctrl-D). */
const answer = (question: string) =>
  Effect.async<string>((resume) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr })
    lines.on("close", () => resume(Effect.succeed("")))
    lines.on("SIGINT", () => lines.close())
    lines.question(`${question} `, (text) => {
      resume(Effect.succeed(text))
      lines.close()
    })
    return Effect.sync(() => lines.close())
  })

/** The process's own streams. */
export const layer: Layer.Layer<Output> = Layer.scoped(
  Output,
  Effect.gen(function* () {
    const { stderr, stdout } = process
    // A closed pipe is also announced as an event, which would end the process if nobody listened.
    const ignore = () => {}
    yield* Effect.acquireRelease(
      Effect.sync(() => stdout.on("error", ignore)),
      () => Effect.sync(() => stdout.off("error", ignore))
    )
    const watched = stderr.isTTY && !stdout.isTTY
    const drawn = yield* Ref.make(false)
    const clear = Effect.flatMap(Ref.getAndSet(drawn, false), (was) => (was ? send(stderr, clearLine) : Effect.void))
    const colours = stdout.isTTY && !(yield* Effect.orElseSucceed(noColour, () => false))
    return {
      write: (text) => send(stdout, text),
      note: (text) => clear.pipe(Effect.zipRight(send(stderr, `${text}\n`)), Effect.ignore),
      progress: (text) =>
        watched
          ? Ref.set(drawn, true).pipe(Effect.zipRight(send(stderr, clearLine + text)), Effect.ignore)
          : Effect.void,
      ask: (question) =>
        process.stdin.isTTY && stderr.isTTY
          ? Effect.zipRight(clear, answer(question)).pipe(Effect.orElseSucceed(() => ""))
          : Effect.succeed(null),
      style: colours ? coloured : plain
    }
  })
)

/** What a command wrote while it was captured. */
export interface Captured {
  readonly stdout: Effect.Effect<string>
  readonly stderr: Effect.Effect<string>
  readonly layer: Layer.Layer<Output>
}

/** An output that keeps what is written, without colours or progress, for tests of commands. @param answer what is answered to every question; null: nobody is there */
export const capturedWith = (answer: string | null): Effect.Effect<Captured> =>
  Effect.gen(function* () {
    const stdout = yield* Ref.make<ReadonlyArray<Uint8Array>>([])
    const stderr = yield* Ref.make("")
    const bytes = (text: string | Uint8Array) => (typeof text === "string" ? Buffer.from(text) : Uint8Array.from(text))
    return {
      stdout: Effect.map(Ref.get(stdout), (parts) => Buffer.concat(parts).toString("utf8")),
      stderr: Ref.get(stderr),
      layer: Layer.succeed(Output, {
        write: (text) => Ref.update(stdout, (parts) => [...parts, bytes(text)]),
        note: (text) => Ref.update(stderr, (before) => `${before}${text}\n`),
        progress: () => Effect.void,
        ask: (question) =>
          answer === null
            ? Effect.succeed(null)
            : Effect.as(
                Ref.update(stderr, (before) => `${before}${question}\n`),
                answer
              ),
        style: plain
      })
    }
  })

/** The same with nobody who could answer. */
export const captured: Effect.Effect<Captured> = capturedWith(null)
