import * as KafkaConfig from "@sluice/adapter-kafka/KafkaConfig"
import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import { deployment } from "@sluice/adapter-node/settings/DeploymentSettings"
import * as Settings from "@sluice/adapter-node/settings/Settings"
import { tracing } from "@sluice/adapter-node/settings/TracingSettings"
import { worker } from "@sluice/adapter-node/settings/WorkerSettings"
import * as Tracing from "@sluice/adapter-node/tracing/Tracing"
import * as Environment from "@sluice/engine/settings/Environment"
import type { Setting } from "@sluice/engine/settings/Setting"
import { Config } from "effect"

/** Everything that the worker reads from its environment; each key is declared, and described, by the setting of its name. */
export const workerConfig = Config.all({
  shared: SharedConfig.shared,
  callbackLog: KafkaConfig.callbackLog,
  tracing: Tracing.config,
  databaseConnections: worker.databaseConnections.config,
  greyDecoder: worker.greyDecoder.config,
  greyShare: worker.greyShare.config,
  subscriberConnections: worker.subscriberConnections.config,
  runnerHost: worker.runnerHost.config,
  runnerPort: worker.runnerPort.config,
  watchHost: worker.watchHost.config,
  watchPort: worker.watchPort.config
}).pipe(Config.map(({ shared, ...own }) => ({ ...shared, ...own })))
export type WorkerConfig = Config.Config.Success<typeof workerConfig>

/** Every variable that the worker reads. */
export const settings: ReadonlyArray<Setting<unknown>> = [deployment, worker, tracing, KafkaConfig.settings].flatMap(
  (area): ReadonlyArray<Setting<unknown>> => Object.values(area)
)

/** `workerConfig`, and no variable that looks like one of Sluice's and is none. */
export const read = Environment.read(workerConfig, [...Settings.all, ...Object.values(KafkaConfig.settings)])
