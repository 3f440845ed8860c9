import { execFile } from "node:child_process"
import { mkdir, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import * as Workspace from "./Workspace.ts"

/** A package as a registry would hand it out. */
export interface Tarball extends Workspace.Package {
  readonly file: string
}

const fileOf = ({ name, version }: Workspace.Package): string =>
  `${name.replace(/^@/, "").replaceAll("/", "-")}-${version}.tgz`

/** Packs every package of a checkout that is built into the folder, which holds nothing else afterwards. */
export const pack = async (checkout: string, folder: string): Promise<ReadonlyArray<Tarball>> => {
  const packages = await Workspace.published(checkout)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const filters = packages.flatMap(({ name }) => ["--filter", name])
  await Workspace.pnpm([...filters, "--recursive", "pack", "--pack-destination", folder], { cwd: checkout })
  return packages.map((found) => ({ ...found, file: join(folder, fileOf(found)) }))
}

/** Its bytes, on their own: not a window into a pool that others share. */
export const bytes = async ({ file }: Tarball): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await readFile(file))

/** Its manifest as packed: with versions where the workspace had its own words for them. */
export const manifest = async ({ file }: Tarball): Promise<object> => {
  const { stdout } = await promisify(execFile)("tar", [
    "--extract",
    "--to-stdout",
    "--gzip",
    "--file",
    file,
    "package/package.json"
  ])
  const read: unknown = JSON.parse(stdout)
  if (typeof read !== "object" || read === null) throw new Error(`${file}: package.json holds no object`)
  return read
}
