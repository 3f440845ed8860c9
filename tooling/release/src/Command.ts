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
  /** It was ended because it had not ended by itself within `secondsMax`. */
  readonly isLate: boolean
  readonly secondsMax: number
  constructor(message: string, isLate: boolean, secondsMax: number) {
    super(message)
    this.isLate = isLate
    this.secondsMax = secondsMax
  }
}

/** What is handed down: nothing of a workspace, but how a registry is reached: its settings, proxies, and whose certificates are believed. */
const handedDown = [
  /^(PATH|HOME|TMPDIR|LANG|TZ)$/,
  /^npm_config_(registry|cache|store_dir|ca|cafile|proxy|https_proxy|noproxy)$/,
  /^(http|https|no)_proxy$/i,
  /^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|SSL_CERT_DIR)$/
]

/** Of an environment, what a program that is run here inherits. */
export const inherited = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => handedDown.some((names) => names.test(name))))

/** `npx` asks the registry about a version that it has already, each time, unless it is told to believe what it has. */
const believing = { npm_config_prefer_offline: "true" }

const bytesMax = 64 * 1024 * 1024
const tailCharacters = 2_000

/** Runs a program to its end; its words are shown only where it fails. */
export const run = (program: string, args: ReadonlyArray<string>, options: Options): Promise<Output> =>
  new Promise((resolve, reject) => {
    const secondsMax = options.secondsMax ?? 240
    execFile(
      program,
      [...args],
      {
        cwd: options.cwd,
        env: { ...believing, ...inherited(process.env), ...options.env },
        maxBuffer: bytesMax,
        timeout: secondsMax * 1_000
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout)
        const told = `${stdout}\n${stderr}`.trim().slice(-tailCharacters)
        const isLate = error.killed === true && error.signal === "SIGTERM"
        const why = isLate ? `did not end within ${secondsMax} s` : error.message.split("\n")[0]
        const words = `${program} ${args.join(" ")} in ${options.cwd}: ${why}\n${told}`
        reject(new CommandFailed(words, isLate, secondsMax))
      }
    )
  })
