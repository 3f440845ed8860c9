import * as KafkaConfig from "@sluice/adapter-kafka/KafkaConfig"
import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import * as GreyRelease from "@sluice/engine/calibration/GreyRelease"
import { Config } from "effect"

/** Everything that the worker reads from its environment. */
export const workerConfig = Config.all({
  shared: SharedConfig.shared,
  /** `SLUICE_CALLBACK_LOG`, `postgres` by default; with `kafka` the variables `SLUICE_KAFKA_*` (docs/kafka.md). */
  callbackLog: KafkaConfig.callbackLog,
  /** `SLUICE_WORKER_CONNECTIONS`, 8 by default: for the engine; the cluster has a few of its own. */
  databaseConnections: SharedConfig.integer("SLUICE_WORKER_CONNECTIONS", 2, 100).pipe(Config.withDefault(8)),
  /** `SLUICE_CALLBACK_DAYS`, 30 by default: how long callbacks are kept as they came. */
  callbackDays: SharedConfig.integer("SLUICE_CALLBACK_DAYS", 8, 3_650).pipe(Config.withDefault(30)),
  /** `SLUICE_GREY_DECODER`: a candidate decoder by name, which reads a share of callbacks beside the one in use and decides nothing (WH-10). */
  greyDecoder: Config.option(Config.literal(...GreyRelease.names)("SLUICE_GREY_DECODER")),
  /** `SLUICE_GREY_SHARE`, 0.01 by default: 0 to 1. */
  greyShare: Config.number("SLUICE_GREY_SHARE").pipe(
    Config.validate({ message: "expected a share from 0 to 1", validation: (share) => share >= 0 && share <= 1 }),
    Config.withDefault(0.01)
  ),
  /** `SLUICE_RUNNER_HOST`, 127.0.0.1 by default: where the other runners reach this one. */
  runnerHost: Config.nonEmptyString("SLUICE_RUNNER_HOST").pipe(Config.withDefault("127.0.0.1")),
  /** `SLUICE_RUNNER_PORT`; 0, the default, takes a free one. */
  runnerPort: SharedConfig.integer("SLUICE_RUNNER_PORT", 0, 65_535).pipe(Config.withDefault(0))
}).pipe(Config.map(({ shared, ...own }) => ({ ...shared, ...own })))
export type WorkerConfig = Config.Config.Success<typeof workerConfig>
