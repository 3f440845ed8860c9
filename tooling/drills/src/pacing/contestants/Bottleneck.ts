import type Bottleneck from "bottleneck"
import { Effect, FiberId, Runtime } from "effect"
import type { Fiber } from "effect"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { createContext, runInContext } from "node:vm"
import type { Contestant } from "../Contestant.ts"
import type { Platform } from "../Platform.ts"
import type { Queue } from "../Scenario.ts"
import * as Retry from "./Retry.ts"

/**
 * Bottleneck's reservoir: the library itself, loaded into a context whose timers and clock are virtual. One limiter for each sender.
 *
 * What is refused is tried again by the library's own means: its `failed` event answers how long to wait. Such a retry keeps its place among
 * the running jobs and takes nothing from the reservoir.
 */
export interface Settings {
  readonly reservoir: number
  readonly refreshMillis: number
  readonly minTimeMillis: number
  readonly maxConcurrent: number
  readonly retry: Retry.Retry
}

const source = readFileSync(createRequire(import.meta.url).resolve("bottleneck/light"), "utf8")

/** The library, on the clock of this fiber. */
const load = Effect.gen(function* () {
  const fork = Runtime.runFork(yield* Effect.runtime())
  const clock = yield* Effect.clock
  const after = (ring: () => void, millis = 0) => Effect.zipRight(Effect.sleep(millis), Effect.sync(ring))
  const cancel = (fiber?: Fiber.RuntimeFiber<unknown>): void => fiber?.unsafeInterruptAsFork(FiberId.none)
  const context = createContext({
    module: { exports: {} },
    exports: {},
    Date: { now: () => clock.unsafeCurrentTimeMillis() },
    setTimeout: (ring: () => void, millis?: number) => fork(after(ring, millis)),
    setInterval: (ring: () => void, millis?: number) => fork(Effect.forever(after(ring, millis))),
    clearTimeout: cancel,
    clearInterval: cancel
  })
  const library: typeof Bottleneck = runInContext(`${source}\nmodule.exports`, context)
  return library
})

const limited = Effect.fn("Bottleneck.limited")(function* (settings: Settings, platform: Platform, queue: Queue) {
  const { maxConcurrent, minTimeMillis, refreshMillis, reservoir, retry } = settings
  const Limiter = yield* load
  const run = Runtime.runPromise(yield* Effect.runtime())
  const limiter = new Limiter({
    reservoir,
    reservoirRefreshAmount: reservoir,
    reservoirRefreshInterval: refreshMillis,
    minTime: minTimeMillis,
    maxConcurrent
  })
  /** How long to wait, by the job's id. */
  const waits = new Map<string, (refusals: number) => number>()
  limiter.on("failed", (_, { options, retryCount }) => waits.get(options.id ?? "")?.(retryCount + 1))

  const job = (message: number) => {
    const id = String(message)
    const send = Effect.flatMap(platform.send(queue.sender, message), (answer) => {
      if (answer._tag === "Accepted") return Effect.void
      waits.set(id, (refusals) => Retry.waitMillis(retry, minTimeMillis, refusals, answer))
      return Effect.fail(answer)
    })
    return limiter.schedule({ id }, () => run(send))
  }
  yield* Effect.promise(() => Promise.all(queue.messages.map(job)))
})

export const make = (settings: Settings): Contestant => {
  const { minTimeMillis, refreshMillis, reservoir, retry } = settings
  const spacing = minTimeMillis === 0 ? "" : `, minTime ${minTimeMillis / 1_000} s`
  return {
    name: `Bottleneck, reservoir ${reservoir} per ${refreshMillis / 1_000} s${spacing}, ${retry}`,
    run: (platform, queues) =>
      Effect.forEach(queues, (queue) => limited(settings, platform, queue), { concurrency: "unbounded", discard: true })
  }
}
