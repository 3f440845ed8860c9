import { execFile } from "node:child_process"

/** How a program is run. */
export interface Options {
  readonly cwd: string
  /** Besides what programs need to run at all. */
  readonly env?: Readonly<Record<string, string>>
  readonly secondsMax?: number
}

/** What it printed on its standard output. */
export type Output = string

/** It ended with something else than 0, or did not end in time. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed"
}

/** What is handed down: nothing of a workspace, a registry's settings excepted. */
const inherited = Object.entries(process.env).filter(
  ([name]) => /^(PATH|HOME|TMPDIR|LANG|TZ)$/.test(name) || /^npm_config_(registry|cache|store_dir)$/.test(name)
)

const bytesMax = 64 * 1024 * 1024
const tailCharacters = 2_000

/** Runs a program to its end; its words are shown only where it fails. */
export const run = (program: string, args: ReadonlyArray<string>, options: Options): Promise<Output> =>
  new Promise((resolve, reject) => {
    execFile(
      program,
      [...args],
      {
        cwd: options.cwd,
        env: { ...Object.fromEntries(inherited), ...options.env },
        maxBuffer: bytesMax,
        timeout: (options.secondsMax ?? 240) * 1_000
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout)
        const told = `${stdout}\n${stderr}`.trim().slice(-tailCharacters)
        reject(
          new CommandFailed(`${program} ${args.join(" ")} in ${options.cwd}: ${error.message.split("\n")[0]}\n${told}`)
        )
      }
    )
  })
