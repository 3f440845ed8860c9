import { globSync, readFileSync } from "node:fs"
import { dirname, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import * as PackageEdges from "./PackageEdges.ts"

/** Checks the edges of the workspace: `node tooling/lint/src/edges.ts`; exit code 1 where one is refused. */
const root = fileURLToPath(new URL("../../../", import.meta.url))

const Names = Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
const Manifest = Schema.parseJson(
  Schema.Struct({
    name: Schema.String,
    dependencies: Names,
    peerDependencies: Names,
    optionalDependencies: Names,
    devDependencies: Names
  })
)

const isInstalled = (path: string) => path.includes("node_modules") || path.includes("dist")

const packages = globSync("{packages,apps,tooling}/*/package.json", { cwd: root, exclude: isInstalled })
  .sort()
  .map((path): PackageEdges.Package => {
    const manifest = Schema.decodeUnknownSync(Manifest)(readFileSync(`${root}${path}`, "utf8"))
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest
    return {
      folder: dirname(path),
      name: manifest.name,
      runtime: Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }),
      testing: Object.keys(manifest.devDependencies ?? {})
    }
  })

const climbing = packages.flatMap(({ folder, name }) =>
  globSync("**/*.ts", { cwd: `${root}${folder}`, exclude: isInstalled }).flatMap((path) =>
    PackageEdges.climbing(path, readFileSync(`${root}${folder}/${path}`, "utf8")).map((to) => ({
      from: `${name} (${relative(root, `${root}${folder}/${path}`)})`,
      to,
      reason: "a relative import stays in its package"
    }))
  )
)

const refused = [...PackageEdges.check(packages), ...climbing]
for (const { from, reason, to } of refused) console.error(`${from} -> ${to}: ${reason}`)
console.log(`edges: ${packages.length} packages, ${PackageEdges.count(packages)} edges, ${refused.length} refused`)
process.exitCode = refused.length === 0 ? 0 : 1
