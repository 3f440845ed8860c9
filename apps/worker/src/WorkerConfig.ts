import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import { Config } from "effect"

/** Everything that the worker reads from its environment. */
export const workerConfig = Config.all({
  shared: SharedConfig.shared,
  /** `SLUICE_WORKER_CONNECTIONS`, 8 by default: for the engine; the cluster has a few of its own. */
  databaseConnections: SharedConfig.integer("SLUICE_WORKER_CONNECTIONS", 2, 100).pipe(Config.withDefault(8)),
  /** `SLUICE_RUNNER_HOST`, 127.0.0.1 by default: where the other runners reach this one. */
  runnerHost: Config.nonEmptyString("SLUICE_RUNNER_HOST").pipe(Config.withDefault("127.0.0.1")),
  /** `SLUICE_RUNNER_PORT`; 0, the default, takes a free one. */
  runnerPort: SharedConfig.integer("SLUICE_RUNNER_PORT", 0, 65_535).pipe(Config.withDefault(0))
}).pipe(Config.map(({ shared, ...own }) => ({ ...shared, ...own })))
export type WorkerConfig = Config.Config.Success<typeof workerConfig>
