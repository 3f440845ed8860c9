import type { Process } from "@sluice/services/Processes"
import { Clock, Data, Effect } from "effect"
import * as Field from "./Field.ts"

/** How a worker that was told to end went. */
export interface Dismissal {
  readonly worker: Field.Worker
  /** When it was told: epoch milliseconds. */
  readonly toldMillis: number
  /** From then to its end. */
  readonly tookMillis: number
  /** Null where a signal ended it. */
  readonly exitCode: number | null
}

/** The workers of a field. */
export type Fleet = Effect.Effect.Success<ReturnType<typeof make>>

/** There is no worker left to choose from. */
class NobodyLeft extends Data.TaggedError("NobodyLeft")<{}> {
  override get message(): string {
    return "no worker runs any more"
  }
}

/** Lines of the output of a worker that fell, for the fault that it is. */
const lastLinesMax = 5

const lastWords = (process: Process) =>
  Effect.map(process.output, (lines) => [`${process.name} ended by itself`, ...lines.slice(-lastLinesMax)].join(": "))

/**
 * The workers of a field: as many as it takes, numbered in the order in which they came, each for the length of the scope unless it is killed or
 * dismissed before. A worker that ends by itself is a fault of its own, and nobody takes its place.
 */
export const make = Effect.fn("Fleet.make")(function* (field: Field.Field) {
  const running = new Map<number, Field.Worker>()
  const fallen: Array<string> = []
  let number = 0

  const watch = (worker: Field.Worker) =>
    Effect.gen(function* () {
      yield* worker.process.exit
      if (running.delete(worker.number)) fallen.push(yield* lastWords(worker.process))
    })

  const addOf = Effect.fn("Fleet.add")(function* (script: string | undefined) {
    const worker = yield* Field.startWorker(field, ++number, script)
    running.set(worker.number, worker)
    yield* Effect.forkScoped(watch(worker))
    return worker
  })
  const add = addOf(undefined)

  /** kill -9. */
  const kill = (worker: Field.Worker) => {
    running.delete(worker.number)
    return Effect.asVoid(worker.process.kill("SIGKILL"))
  }

  /** SIGTERM, as an orchestrator sends it; waits for the end. */
  const dismiss = Effect.fn("Fleet.dismiss")(function* (worker: Field.Worker) {
    running.delete(worker.number)
    const toldMillis = yield* Clock.currentTimeMillis
    const exit = yield* worker.process.kill("SIGTERM")
    const tookMillis = (yield* Clock.currentTimeMillis) - toldMillis
    const dismissal: Dismissal = {
      worker,
      toldMillis,
      tookMillis,
      exitCode: exit._tag === "Exited" ? exit.code : null
    }
    return dismissal
  })

  /** The worker at a place among those that run, oldest first: 0 the first, just below 1 the last. */
  const at = (unit: number): Effect.Effect<Field.Worker, NobodyLeft> =>
    Effect.suspend(() => {
      const workers = [...running.values()]
      const worker = workers[Math.floor(unit * workers.length)]
      return worker === undefined ? new NobodyLeft() : Effect.succeed(worker)
    })

  return { add, addOf, kill, dismiss, at, fallen: Effect.sync((): ReadonlyArray<string> => fallen) } as const
})
