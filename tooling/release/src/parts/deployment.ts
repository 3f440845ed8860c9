import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Deployment from "../Deployment.ts"
import type { Part } from "../Part.ts"
import * as Workspace from "../Workspace.ts"

/** Server and worker as they are deployed, away from the workspace, with a message through each. */
export const deployment: Part = {
  name: "deployment",
  describe: "server and worker with what they need in a folder each, and messages sent through them",
  run: async () => {
    await Workspace.pnpm(["build"])
    const folder = await mkdtemp(join(tmpdir(), "sluice-deployed-"))
    try {
      const [server, worker] = [
        await Deployment.deploy("@sluice/server", folder),
        await Deployment.deploy("@sluice/worker", folder)
      ]
      const stray = (await Promise.all([server, worker].map(Deployment.strayLinks))).flat()
      const { delivered, doubled, messages } = await Deployment.trySending(
        await Deployment.program(server),
        await Deployment.program(worker),
        join(folder, "run")
      )
      return {
        summary: `${delivered} of ${messages} messages delivered through the deployed server and worker`,
        faults: [
          ...stray.map((path) => `${path} leads out of the deployed folder`),
          ...(delivered === messages ? [] : [`${messages - delivered} messages were not delivered`]),
          ...(doubled === 0 ? [] : [`${doubled} messages were sent twice`])
        ]
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}
