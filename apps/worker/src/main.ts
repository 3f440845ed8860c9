import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as EndWithParent from "@sluice/adapter-node/EndWithParent"
import * as NumberMask from "@sluice/adapter-node/NumberMask"
import * as ProcessLog from "@sluice/adapter-node/ProcessLog"
import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import { Cause, ConfigError, Console, Effect, Layer, Option } from "effect"
import * as FreePort from "./FreePort.ts"
import * as Readiness from "./health/Readiness.ts"
import * as WatchDoor from "./health/WatchDoor.ts"
import * as Worker from "./Worker.ts"
import * as WorkerConfig from "./WorkerConfig.ts"

/** Runs until it is told to end: by a signal, or with its parent where the configuration says so. */
const main = Effect.gen(function* () {
  const config = yield* WorkerConfig.read
  const port = config.runnerPort === 0 ? yield* FreePort.take(config.runnerHost) : config.runnerPort
  const runner = { host: config.runnerHost, port }
  const running = Effect.gen(function* () {
    const readiness = yield* Readiness.make
    if (Option.isSome(config.watchPort)) {
      const watched = yield* WatchDoor.open({ host: config.watchHost, port: config.watchPort.value }, readiness)
      yield* Console.log(`watched at http://${config.watchHost}:${watched}`)
    }
    yield* Layer.build(Worker.layer(config, runner, readiness))
    yield* Console.log(`running as runner ${runner.host}:${runner.port}`)
    return yield* config.endWithParent ? EndWithParent.closed : Effect.never
  })
  yield* Effect.scoped(running).pipe(Effect.provide(ProcessLog.layer(config.logLevel)))
})

/** One clear message for what an operator can mend; anything else with its cause. */
const told = (cause: Cause.Cause<unknown>): string => {
  const error = Option.getOrNull(Cause.failureOption(cause))
  if (ConfigError.isConfigError(error))
    return `the configuration cannot be used:\n${SharedConfig.describe(error).join("\n")}`
  return NumberMask.mask(error instanceof Error ? error.message : Cause.pretty(cause))
}

main.pipe(
  Effect.tapErrorCause((cause) =>
    Cause.isInterruptedOnly(cause) ? Effect.void : Console.error(`worker: ${told(cause)}`)
  ),
  (effect) => NodeRuntime.runMain(effect, { disableErrorReporting: true, disablePrettyLogger: true })
)
