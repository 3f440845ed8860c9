import { Effect } from "effect"

/**
 * Ends when standard input closes, as it does when the process that holds its other end is gone, however it went.
 *
 * For processes that a supervisor on the same machine starts with a pipe as standard input; not for daemons.
 */
export const closed: Effect.Effect<void> = Effect.async<void>((resume) => {
  const end = (): void => resume(Effect.void)
  process.stdin.once("close", end)
  process.stdin.once("end", end)
  process.stdin.resume()
  return Effect.sync(() => {
    process.stdin.off("close", end)
    process.stdin.off("end", end)
    process.stdin.pause()
  })
})
