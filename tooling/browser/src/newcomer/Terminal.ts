import { type ChildProcess, spawn } from "node:child_process"
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** A shell in a directory of its own, in which the commands of the documents are typed as they stand there. */
export interface Terminal {
  /** Runs a command to its end, and gives what it printed on both streams. */
  readonly run: (command: string) => Promise<string>
  /** Starts one that lasts until Ctrl-C, and gives what it has printed so far. */
  readonly leave: (command: string) => () => string
  /** Presses Ctrl-C where something lasts, and waits for its end. */
  readonly interrupt: () => Promise<void>
}

/** `sluice` is the built program; `npx … sluice` is the same, and what is built before is not built again. */
const programs = (node: string, main: string): Readonly<Record<string, string>> => ({
  sluice: `exec "${node}" "${main}" "$@"`,
  npx: `[ "$1 $2" = "-y pnpm@12.21.0" ] || { echo "npx $*: no such line in this house" >&2; exit 2; }
case "$3" in
  build) ;;
  sluice) shift 3; exec "${node}" "${main}" "$@" ;;
  *) echo "pnpm $3: not followed here" >&2; exit 2 ;;
esac`
})

/** Where we are root, PostgreSQL runs under an account of its own, which has to get to its data. */
const passable = 0o755

/** @param main the built command line. */
export const open = (directory: string, main: string): Terminal => {
  const bin = join(directory, "bin")
  mkdirSync(bin)
  chmodSync(directory, passable)
  for (const [name, script] of Object.entries(programs(process.execPath, main)))
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: passable })
  const { HOME = directory, PATH = "", TMPDIR } = process.env
  // What each of the many commands loads is compiled once.
  const cache = { NODE_COMPILE_CACHE: join(directory, "compiled") }
  const env = {
    HOME,
    PATH: `${bin}:${PATH}`,
    NO_COLOR: "1",
    TZ: "UTC",
    ...cache,
    ...(TMPDIR === undefined ? {} : { TMPDIR })
  }
  let lasting: ChildProcess | null = null

  const start = (command: string): { readonly child: ChildProcess; readonly printed: () => string } => {
    const child = spawn("bash", ["-c", command], {
      cwd: directory,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"]
    })
    let text = ""
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (part) => (text += part))
    return { child, printed: () => text }
  }
  const ended = (child: ChildProcess): Promise<void> =>
    child.exitCode !== null || child.signalCode !== null
      ? Promise.resolve()
      : new Promise((resolve) => child.once("close", () => resolve()))

  return {
    run: async (command) => {
      const { child, printed } = start(command)
      await ended(child)
      return printed()
    },
    leave: (command) => {
      const { child, printed } = start(`exec ${command}`)
      lasting = child
      return printed
    },
    interrupt: async () => {
      if (lasting?.pid === undefined) return
      if (lasting.exitCode === null && lasting.signalCode === null) process.kill(lasting.pid, "SIGINT")
      await ended(lasting)
      lasting = null
    }
  }
}
