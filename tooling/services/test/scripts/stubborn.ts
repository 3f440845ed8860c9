import { spawn } from "node:child_process"

/** Ignores SIGTERM, and so does what it starts, which stays behind when it is killed. */
process.on("SIGTERM", () => {})
if (process.argv[2] === "left") setInterval(() => {}, 1_000)
else {
  const left = spawn(process.execPath, [import.meta.filename, "left"], { stdio: "ignore" })
  process.stdout.write(`left ${left.pid}\n`)
  setInterval(() => {}, 1_000)
}
