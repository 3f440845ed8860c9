import { globSync, readFileSync } from "node:fs"
import { dirname } from "node:path"
import { Schema } from "effect"
import type { Package } from "./EdgesPage.ts"
import { root } from "./Workspace.ts"

const Names = Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
const Manifest = Schema.parseJson(
  Schema.Struct({ name: Schema.String, description: Schema.String, dependencies: Names, peerDependencies: Names })
)

/** The manifests of all programs and packages that ship, by their paths. */
export const read = (): ReadonlyArray<Package> =>
  globSync("{apps,packages}/*/package.json", { cwd: root, exclude: (path) => path.includes("node_modules") })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => {
      const manifest = Schema.decodeUnknownSync(Manifest)(readFileSync(`${root}${path}`, "utf8"))
      const { dependencies = {}, description, name, peerDependencies = {} } = manifest
      return {
        name,
        description,
        folder: dirname(path),
        needs: Object.keys({ ...dependencies, ...peerDependencies }).toSorted()
      }
    })
