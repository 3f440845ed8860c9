import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import { deployment } from "@sluice/adapter-node/settings/DeploymentSettings"
import * as Finding from "@sluice/engine/doctor/Finding"
import * as Environment from "@sluice/engine/settings/Environment"
import { type ServerConfig, known, serverConfig } from "@sluice/server/ServerConfig"
import { type WorkerConfig, workerConfig } from "@sluice/worker/WorkerConfig"
import { Effect, Either, Option, type Redacted } from "effect"

/** What the environment says, as far as it can be read: a variable that is wrong takes nothing else with it. */
export interface Surroundings {
  readonly databaseUrl: Redacted.Redacted | null
  readonly accountsPath: string | null
  /** Null where something in it is wrong. */
  readonly server: ServerConfig | null
  readonly worker: WorkerConfig | null
  readonly findings: ReadonlyArray<Finding.Finding>
}

/** What is wrong for both programs is told once, for both. */
const judged = (
  wrong: Readonly<Record<"server" | "worker", ReadonlyArray<string>>>
): ReadonlyArray<Finding.Finding> => {
  const all = [...new Set([...wrong.server, ...wrong.worker])]
  if (all.length === 0) return [Finding.ok("configuration", "", "server and worker can start with it")]
  return all.map((line) => {
    const whose = (["server", "worker"] as const).filter((program) => wrong[program].includes(line)).join(" and ")
    return Finding.fail(
      "configuration",
      whose,
      line,
      "set it right in the environment of the process, and start it again"
    )
  })
}

/** Reads the environment as server and worker do. */
export const read: Effect.Effect<Surroundings> = Effect.gen(function* () {
  const server = yield* Effect.either(serverConfig)
  const worker = yield* Effect.either(workerConfig)
  const unknown = yield* Effect.either(Environment.noneUnknown(known))
  const told = Either.match({ onLeft: SharedConfig.describe, onRight: () => [] })
  return {
    databaseUrl: Option.getOrNull(yield* Effect.option(deployment.databaseUrl.config)),
    accountsPath: Option.getOrNull(yield* Effect.option(deployment.accountsPath.config)),
    server: Option.getOrNull(Either.getRight(server)),
    worker: Option.getOrNull(Either.getRight(worker)),
    findings: judged({
      server: [...told(server), ...told(unknown)],
      worker: [...told(worker), ...told(unknown)]
    })
  }
})
