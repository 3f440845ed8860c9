import type { Process } from "@sluice/services/Processes"
import { Data, Effect } from "effect"
import { readFile, writeFile } from "node:fs/promises"

/** The system does not tell how much memory a process has had: other than Linux. */
export class NotTold extends Data.TaggedError("NotTold")<{ readonly detail: string }> {
  override get message(): string {
    return `the most memory of a process is not known: ${this.detail}`
  }
}

const bytesPerKilobyte = 1_024

const told = <A>(asked: () => Promise<A>): Effect.Effect<A, NotTold> =>
  Effect.tryPromise({ try: asked, catch: (cause) => new NotTold({ detail: String(cause) }) })

/** From now on the system counts the most memory of a process anew. */
export const reset = ({ pid }: Process): Effect.Effect<void, NotTold> =>
  told(() => writeFile(`/proc/${pid}/clear_refs`, "5"))

/** The most memory that the system has given a process since `reset`, in bytes: no sampling misses it. */
export const peakBytes = ({ pid }: Process): Effect.Effect<number, NotTold> =>
  Effect.flatMap(
    told(() => readFile(`/proc/${pid}/status`, "utf8")),
    (status) => {
      const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(status) ?? []
      return kilobytes === undefined
        ? new NotTold({ detail: "VmHWM is not in its status" })
        : Effect.succeed(Number(kilobytes) * bytesPerKilobyte)
    }
  )
