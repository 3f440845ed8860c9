import { spawn } from "node:child_process"
import { Effect } from "effect"

/**
 * Ends the server when this process ends, however it ends.
 *
 * Finalizers do not run in a process that is killed. So a shell of a megabyte waits at the other end of a pipe: the kernel
 * closes the pipe with the process, and the shell then ends the server and removes what is temporary. It is told the
 * server's process id line by line, the last one counts (a drill restarts servers); an empty line: none runs. A server
 * that ends takes its lock file with it, which is what the shell waits for before it removes the directory.
 * The kernel's own "signal on parent's death" would be simpler, but only Linux has it and node cannot ask for it.
 */
const script = `
server=
while read -r line; do server=$line; done
if [ -n "$server" ]; then kill -s "$1" "$server" 2>/dev/null; fi
if [ -n "$2" ]; then
  tries=0
  while [ -e "$2/data/postmaster.pid" ] && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
  rm -rf -- "$2"
fi
`

/** Tells the watchdog which server to end; null for none. */
export interface Watchdog {
  readonly watch: (pid: number | null) => void
}

/**
 * A watchdog for the length of the scope. It must be acquired before the server, so that it is released after it.
 *
 * @param signal how the server is asked to end: `INT` saves its state, `QUIT` is quicker and enough for temporary data;
 *   `KILL` for what has no quick end of its own
 * @param remove a directory that goes with the server
 */
export const make = (signal: "INT" | "QUIT" | "KILL", remove: string | null) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      // A session of its own: what a terminal sends to its foreground group must not reach it.
      const child = spawn("/bin/sh", ["-c", script, "sluice-postgres-watchdog", signal, remove ?? ""], {
        stdio: ["pipe", "ignore", "ignore"],
        detached: true
      })
      child.on("error", () => {})
      child.stdin.on("error", () => {})
      child.unref()
      return child
    }),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  ).pipe(Effect.map((child): Watchdog => ({ watch: (pid) => child.stdin.write(pid === null ? "\n" : `${pid}\n`) })))
