import { mkdir, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import * as Workspace from "./Workspace.ts"

/** A package as a registry would hand it out. */
export interface Tarball extends Workspace.Package {
  readonly file: string
}

const fileOf = ({ name, version }: Workspace.Package): string =>
  `${name.replace(/^@/, "").replaceAll("/", "-")}-${version}.tgz`

/** Builds every package from nothing, so that no file of an earlier build goes along, and packs it into the folder. */
export const pack = async (folder: string): Promise<ReadonlyArray<Tarball>> => {
  const packages = await Workspace.published()
  await mkdir(folder, { recursive: true })
  await Promise.all(packages.map(({ path }) => rm(join(path, "dist"), { recursive: true, force: true })))
  await Workspace.pnpm(["build"])
  const filters = packages.flatMap(({ name }) => ["--filter", name])
  await Workspace.pnpm([...filters, "--recursive", "pack", "--pack-destination", folder])
  return packages.map((found) => ({ ...found, file: join(folder, fileOf(found)) }))
}

/** Its bytes, on their own: not a window into a pool that others share. */
export const bytes = async ({ file }: Tarball): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await readFile(file))
