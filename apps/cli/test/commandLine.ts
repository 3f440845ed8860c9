import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as CommandLine from "@sluice/cli/CommandLine"
import * as Output from "@sluice/cli/Output"
import * as Platform from "@sluice/cli/Platform"
import { ConfigProvider, Effect } from "effect"

/** What a command printed, and how it ended. */
export interface Printed {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The same without blanks around it. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** In what a command line runs. */
export interface Surroundings {
  /** These variables and no others. */
  readonly variables?: Readonly<Record<string, string>>
  /** What a person at the terminal answers; nobody is there without. */
  readonly answer?: string
}

/** Runs a command line within this process, to the letter as it prints. */
export const printed = (args: ReadonlyArray<string>, { answer, variables = {} }: Surroundings = {}) =>
  Effect.gen(function* () {
    const captured = yield* Output.capturedWith(answer ?? null)
    const code = yield* CommandLine.run(args, "0.0.0").pipe(
      Effect.provide(captured.layer),
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
    )
    const ran: Printed = { code, stdout: yield* captured.stdout, stderr: yield* captured.stderr }
    return ran
  }).pipe(Effect.provide(Platform.layer))

/** Runs a command line within this process. */
export const run = (args: ReadonlyArray<string>, surroundings: Surroundings = {}) =>
  Effect.map(printed(args, surroundings), ({ code, stderr, stdout }): Ran => ({
    code,
    out: stdout.trim(),
    err: stderr.trim()
  }))

/** Runs a command on files of these names and contents, which stand behind its options. */
export const onFiles = (
  words: ReadonlyArray<string>,
  contents: Readonly<Record<string, string | Uint8Array>>,
  options: ReadonlyArray<string>
): Promise<Printed> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const folder = yield* files.makeTempDirectoryScoped()
    const names = yield* Effect.forEach(Object.entries(contents), ([name, content]) => {
      const full = path.join(folder, name)
      return Effect.as(files.writeFile(full, typeof content === "string" ? Buffer.from(content) : content), full)
    })
    return yield* printed([...words, ...options, ...names])
  }).pipe(Effect.scoped, Effect.provide(Platform.layer), Effect.runPromise)

/** The values of lines of JSON. */
export const values = (stdout: string): ReadonlyArray<unknown> =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line))
