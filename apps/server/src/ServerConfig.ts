import * as KafkaConfig from "@sluice/adapter-kafka/KafkaConfig"
import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import { blobs } from "@sluice/adapter-node/settings/BlobSettings"
import { deployment } from "@sluice/adapter-node/settings/DeploymentSettings"
import { server } from "@sluice/adapter-node/settings/ServerSettings"
import * as Settings from "@sluice/adapter-node/settings/Settings"
import { tracing } from "@sluice/adapter-node/settings/TracingSettings"
import * as Tracing from "@sluice/adapter-node/tracing/Tracing"
import * as Environment from "@sluice/engine/settings/Environment"
import type { Setting } from "@sluice/engine/settings/Setting"
import { Config, Option } from "effect"
import * as BlobsConfig from "./media/BlobsConfig.ts"

/** Everything that the server reads from its environment; each key is declared, and described, by the setting of its name. */
export const serverConfig = Config.all({
  shared: SharedConfig.shared,
  callbackLog: KafkaConfig.callbackLog,
  blobs: BlobsConfig.blobs,
  tracing: Tracing.config,
  mediaBytesMax: blobs.mediaBytesMax.config,
  host: server.host.config,
  port: server.port.config,
  trustProxyHops: server.trustProxyHops.config,
  /** Without a slash at its end; null where requests say it. */
  publicUrl: Config.map(server.publicUrl.config, (url) =>
    Option.getOrNull(Option.map(url, (text) => text.replace(/\/+$/, "")))
  ),
  databaseConnections: server.databaseConnections.config,
  keyRequestsPerSecond: server.keyRequestsPerSecond.config,
  batchRowsMax: server.batchRowsMax.config,
  batchBytesMax: server.batchBytesMax.config
}).pipe(Config.map(({ shared, ...own }) => ({ ...shared, ...own })))
export type ServerConfig = Config.Config.Success<typeof serverConfig>

/** Every variable that the server reads. */
export const settings: ReadonlyArray<Setting<unknown>> = [
  deployment,
  server,
  blobs,
  tracing,
  KafkaConfig.settings
].flatMap((area): ReadonlyArray<Setting<unknown>> => Object.values(area))

/** Every variable that any program of Sluice reads. */
export const known: ReadonlyArray<Setting<unknown>> = [...Settings.all, ...Object.values(KafkaConfig.settings)]

/** `serverConfig`, and no variable that looks like one of Sluice's and is none. */
export const read = Environment.read(serverConfig, known)
