import type { Setting } from "@sluice/engine/settings/Setting"
import { blobs } from "./BlobSettings.ts"
import { commandLine } from "./CommandLineSettings.ts"
import { deployment } from "./DeploymentSettings.ts"
import { server } from "./ServerSettings.ts"
import { tracing } from "./TracingSettings.ts"
import { worker } from "./WorkerSettings.ts"

/**
 * What server, worker and command line read, but for Kafka's part, which its adapter declares.
 *
 * They are declared beside one another because each program has to tell a mistake in a name from a variable that another one reads: one environment
 * may serve them all.
 */
export const all: ReadonlyArray<Setting<unknown>> = [deployment, server, blobs, worker, tracing, commandLine].flatMap(
  (area): ReadonlyArray<Setting<unknown>> => Object.values(area)
)
