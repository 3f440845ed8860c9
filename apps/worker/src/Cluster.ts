import * as MessageStorage from "@effect/cluster/MessageStorage"
import * as RunnerAddress from "@effect/cluster/RunnerAddress"
import * as ShardingConfig from "@effect/cluster/ShardingConfig"
import * as SqlRunnerStorage from "@effect/cluster/SqlRunnerStorage"
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import type { SqlClient } from "@effect/sql/SqlClient"
import { Effect, Layer, Option } from "effect"

/** Times short enough that a dead runner's lanes move within seconds, long enough that a busy one keeps its own. */
const times = {
  shardsPerGroup: 64,
  shardLockRefreshInterval: "2 seconds",
  shardLockExpiration: "8 seconds",
  refreshAssignmentsInterval: "1 second",
  runnerHealthCheckInterval: "3 seconds",
  entityTerminationTimeout: "10 seconds"
} as const

/**
 * This process as a runner of the cluster. Runners and shard locks live in the database; messages are not kept, since a lost
 * wake-up is repeated (ADR 3).
 */
export const layer = (runner: { readonly host: string; readonly port: number }) =>
  NodeClusterSocket.layer({
    storage: "byo",
    serialization: "msgpack",
    shardingConfig: { ...times, runnerAddress: Option.some(RunnerAddress.make(runner.host, runner.port)) }
  }).pipe(
    Layer.provide(SqlRunnerStorage.layer.pipe(Layer.provide(ShardingConfig.layer(times)), Layer.orDie)),
    Layer.provide(MessageStorage.layerNoop)
  )

/** Creates the cluster's tables. Run by migration, because two runners that start on an empty database collide. */
export const createTables: Effect.Effect<void, never, SqlClient> = Effect.scoped(
  Effect.asVoid(Layer.build(SqlRunnerStorage.layer.pipe(Layer.provide(ShardingConfig.layer(times)), Layer.orDie)))
)
