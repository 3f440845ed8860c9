import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Progress from "../Progress.ts"
import { pnpm, root } from "../Workspace.ts"
import * as Context from "./Context.ts"
import * as Dockerfile from "./Dockerfile.ts"
import * as Rehearsal from "./Rehearsal.ts"

/** What `deploy/Dockerfile` makes of a clean copy of this checkout. */
export interface Images {
  /** The checkout, installed and built: nothing of an earlier build is in it. */
  readonly build: Rehearsal.Image
  readonly server: Rehearsal.Image
  readonly worker: Rehearsal.Image
  readonly cli: Rehearsal.Image
  readonly remove: () => Promise<void>
}

/** Turbo knows what it has built by the contents of the sources: what is built here first is not compiled again there. */
const env = { TURBO_CACHE_DIR: join(root, ".turbo/cache") }

const buildSecondsMax = 600

/** Builds the workspace, and rehearses the Dockerfile in a temporary folder. */
export const make = async (): Promise<Images> => {
  await Progress.around("building the workspace", () => pnpm(["build"], { secondsMax: buildSecondsMax }))
  const folder = await mkdtemp(join(tmpdir(), "sluice-images-"))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const stages = Dockerfile.stages(await readFile(join(root, "deploy/Dockerfile"), "utf8"))
    const context = await Context.read(root)
    const made = await Rehearsal.rehearse(stages, folder, { context, env, around: Progress.around })
    const named = (name: string): Rehearsal.Image => {
      const image = made.get(name)
      if (image === undefined) throw new Error(`deploy/Dockerfile has no stage ${name}`)
      return image
    }
    return { build: named("build"), server: named("server"), worker: named("worker"), cli: named("cli"), remove }
  } catch (error) {
    await remove()
    throw error
  }
}
