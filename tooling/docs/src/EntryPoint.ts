import { globSync } from "node:fs"
import { root } from "./Workspace.ts"

/** A module of the core that anyone may import. */
export interface EntryPoint {
  /** `phone/PhoneNumber`, imported as `@sluice/core/phone/PhoneNumber`. */
  readonly module: string
  /** Its folder, `phone`. */
  readonly folder: string
  /** Its source, relative to the root of the workspace. */
  readonly path: string
}

const sources = "packages/core/src/"

/** Every public module of the core, by name; what lies in a folder `internal` belongs to its neighbours alone. */
export const all = (): ReadonlyArray<EntryPoint> =>
  globSync("**/*.ts", { cwd: `${root}${sources}` })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !path.split("/").includes("internal"))
    .toSorted()
    .map((path) => ({
      module: path.replace(/\.ts$/, ""),
      folder: path.slice(0, path.indexOf("/")),
      path: `${sources}${path}`
    }))
