import type { NestFastifyApplication } from "@nestjs/platform-fastify"
import * as EndWithParent from "@sluice/adapter-node/EndWithParent"
import * as NumberMask from "@sluice/adapter-node/NumberMask"
import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import { Cause, ConfigError, Effect, Option, Runtime } from "effect"
import * as Heap from "./Heap.ts"
import { create } from "./Server.ts"
import * as ServerConfig from "./ServerConfig.ts"
import * as ServerLayer from "./ServerLayer.ts"

/** How long the end may take before the process is ended all the same: answers in progress have had their time. */
const closingMillisMax = 20_000

/** What an operator can mend is told in its own words, anything else with its cause. */
const told = (thrown: unknown): string => {
  const cause = Runtime.isFiberFailure(thrown) ? thrown[Runtime.FiberFailureCauseId] : Cause.die(thrown)
  const error = Option.getOrElse(Cause.failureOption(cause), () => thrown)
  if (ConfigError.isConfigError(error)) {
    return `the configuration cannot be used:\n${SharedConfig.describe(error).join("\n")}`
  }
  return NumberMask.mask(error instanceof Error ? error.message : Cause.pretty(cause))
}

const close = async (app: NestFastifyApplication): Promise<never> => {
  setTimeout(() => process.exit(1), closingMillisMax).unref()
  await app.close()
  process.exit(0)
}

const start = async (): Promise<void> => {
  Heap.collectEarly()
  const config = await Effect.runPromise(ServerConfig.read)
  const app = await create(ServerLayer.layer(config), config)
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void close(app))
  if (config.endWithParent) void Effect.runPromise(EndWithParent.closed).then(() => close(app))
  await app.listen({ port: config.port, host: config.host })
  process.stdout.write(`listening ${await app.getUrl()}\n`)
}

start().catch((thrown: unknown) => {
  process.stderr.write(`server: ${told(thrown)}\n`)
  process.exit(1)
})
