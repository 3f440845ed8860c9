import { commandLine } from "@sluice/adapter-node/settings/CommandLineSettings"
import { deployment } from "@sluice/adapter-node/settings/DeploymentSettings"
import type { Setting } from "@sluice/engine/settings/Setting"

/** Every variable that commands read for themselves; `doctor` reads those of server and worker too, to say whether they would start. */
export const settings: ReadonlyArray<Setting<unknown>> = [
  ...Object.values(commandLine),
  deployment.databaseUrl,
  deployment.plainDatabaseUrl,
  deployment.accountsPath
]
