import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Deployment from "../Deployment.ts"
import type { Part } from "../Part.ts"
import * as Progress from "../Progress.ts"

/** What the images hold, away from where it was made, with messages through it. */
export const deployment: Part = {
  name: "deployment",
  describe: "the Dockerfile's own lines carried out without an engine, and messages sent through what its images hold",
  run: async ({ images }) => {
    const { cli, server, worker } = await images()
    const stray = (await Promise.all([server, worker, cli].map(Deployment.strayLinks))).flat()
    const folder = await mkdtemp(join(tmpdir(), "sluice-deployed-"))
    try {
      const { delivered, doubled, messages, unwell } = await Progress.around("sending", () =>
        Deployment.trySending({ cli, server, worker }, folder)
      )
      return {
        summary: `migrated by cli; ${delivered} of ${messages} messages delivered through server and worker, both found well by the health checks of their images`,
        faults: [
          ...stray.map((path) => `${path} leads out of its image`),
          ...unwell.map((told) => `a health check fails beside a process that runs: ${told}`),
          ...(delivered === messages ? [] : [`${messages - delivered} messages were not delivered`]),
          ...(doubled === 0 ? [] : [`${doubled} messages were sent twice`])
        ]
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}
