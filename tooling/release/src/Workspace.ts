import { fileURLToPath } from "node:url"
import * as Command from "./Command.ts"

/** A package that is meant for others: every one of the workspace that is not private. */
export interface Package {
  readonly name: string
  readonly version: string
  /** Its folder. */
  readonly path: string
}

/** The root of the checkout. */
export const root = fileURLToPath(new URL("../../../", import.meta.url))

/** The package manager at the version that the workspace names; in this checkout unless another one is given. */
export const pnpm = (
  args: ReadonlyArray<string>,
  { cwd = root, secondsMax }: { readonly cwd?: string; readonly secondsMax?: number } = {}
): Promise<Command.Output> =>
  Command.run("npx", ["-y", "pnpm@12.21.0", ...args], {
    cwd,
    env: { CI: "true" },
    ...(secondsMax === undefined ? {} : { secondsMax })
  })

interface Listed extends Package {
  readonly private: boolean
}

const isListed = (value: unknown): value is Listed =>
  typeof value === "object" && value !== null && "name" in value && "version" in value && "path" in value

/** The packages of a checkout as the package manager sees them, by name. */
export const published = async (checkout: string): Promise<ReadonlyArray<Package>> => {
  const listed: unknown = JSON.parse(await pnpm(["list", "--recursive", "--depth", "-1", "--json"], { cwd: checkout }))
  if (!Array.isArray(listed)) throw new Error("the package manager lists no packages")
  return listed
    .filter(isListed)
    .filter((found) => !found.private)
    .map(({ name, path, version }) => ({ name, path, version }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}
