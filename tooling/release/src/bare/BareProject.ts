import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Command from "../Command.ts"
import type { Registry } from "./Registry.ts"

/** A project outside of the workspace that knows nothing of it: packages from two registries, and who installs them. */
export interface BareProject {
  readonly folder: string
  readonly remove: () => Promise<void>
}

/** By name, the range that is asked for. */
export type Dependencies = Readonly<Record<string, string>>

/** Who installs. Both read what was downloaded before; pnpm lets a package import only what it declares. */
export type Installer = "npm" | "pnpm"

const installSecondsMax = 240

const commands: Readonly<Record<Installer, ReadonlyArray<string>>> = {
  npm: ["npm", "install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
  pnpm: ["npx", "-y", "pnpm@12.21.0", "install", "--prefer-offline", "--ignore-scripts", "--strict-peer-dependencies"]
}

/** Installs the dependencies: what is of the project's scope from the registry, all else from where everybody has it. */
export const make = async (
  installer: Installer,
  dependencies: Dependencies,
  { url }: Registry
): Promise<BareProject> => {
  const folder = await mkdtemp(join(tmpdir(), `sluice-bare-${installer}-`))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await writeFile(
      join(folder, "package.json"),
      JSON.stringify({ name: "bare", private: true, type: "module", dependencies }, null, 2)
    )
    await writeFile(join(folder, ".npmrc"), `@sluice:registry=${url}\n`)
    const [program = "", ...args] = commands[installer]
    await Command.run(program, args, { cwd: folder, secondsMax: installSecondsMax })
    return { folder, remove }
  } catch (error) {
    await remove()
    throw error
  }
}
