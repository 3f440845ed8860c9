/**
 * Which package may stand on which: core <- engine <- adapters <- apps; the simulator and the client stand on core alone.
 *
 * The lint looks at imports; this looks at what the packages declare and where their relative imports lead, so that no
 * edge can come in by a package.json, a test, or a path that climbs out of its package.
 */
export type Layer = "core" | "engine" | "adapter" | "simulator" | "client" | "page" | "app" | "cli" | "tooling"

/** What a package stands on when it runs. */
const runtime: Readonly<Record<Layer, ReadonlyArray<Layer>>> = {
  core: [],
  engine: ["core"],
  adapter: ["core", "engine"],
  simulator: ["core"],
  client: ["core"],
  // What runs in a browser and is served as files: of the rest it knows the shapes of answers, at build time.
  page: [],
  app: ["core", "engine", "adapter", "client", "page"],
  // The one program that starts all the others on one machine.
  cli: ["core", "engine", "adapter", "simulator", "client", "page", "app", "tooling"],
  tooling: ["core", "engine", "adapter", "simulator", "client", "page", "app", "cli", "tooling"]
}

/** What its tests may use besides: databases and processes of this machine, and the platforms' stand-in. */
const testing: Readonly<Record<Layer, ReadonlyArray<Layer>>> = {
  core: [],
  engine: [],
  adapter: ["simulator", "tooling"],
  simulator: ["tooling"],
  client: ["tooling"],
  page: ["core", "client"],
  app: ["simulator", "tooling"],
  cli: [],
  tooling: []
}

/** Where packages of other people are counted too: core is pure, the engine knows no platform. */
const externals: Partial<Readonly<Record<Layer, ReadonlyArray<string>>>> = {
  core: ["effect", "libphonenumber-js"],
  engine: ["effect"]
}

const scope = "@sluice/"

/** A package of the workspace, as far as its edges go. */
export interface Package {
  /** `packages/core`, with forward slashes. */
  readonly folder: string
  readonly name: string
  /** What it needs to run (dependencies, peers, optional ones). */
  readonly runtime: ReadonlyArray<string>
  /** What only its tests and build need. */
  readonly testing: ReadonlyArray<string>
}

/** An edge that is not allowed: the package, what it stands on, and why not. */
export interface Refusal {
  readonly from: string
  readonly to: string
  readonly reason: string
}

/** The layer of a folder of the workspace; null where the house has no such place. */
const layerOf = (folder: string): Layer | null => {
  if (folder === "packages/core") return "core"
  if (folder === "packages/engine") return "engine"
  if (folder === "packages/simulator") return "simulator"
  if (folder === "packages/client") return "client"
  if (folder.startsWith("packages/adapter-")) return "adapter"
  if (folder === "apps/cli") return "cli"
  if (folder === "apps/dashboard") return "page"
  if (folder.startsWith("apps/")) return "app"
  if (folder.startsWith("tooling/")) return "tooling"
  return null
}

const refusalsOf = (
  from: Package,
  layer: Layer,
  layers: ReadonlyMap<string, Layer | null>,
  names: ReadonlyArray<string>,
  allowed: ReadonlyArray<Layer>
): ReadonlyArray<Refusal> =>
  names.flatMap((to) => {
    const target = layers.get(to)
    if (target === undefined && to.startsWith(scope)) {
      return [{ from: from.name, to, reason: "there is no such package in the workspace" }]
    }
    if (target === undefined || target === null) return []
    return allowed.includes(target) ? [] : [{ from: from.name, to, reason: `${layer} does not stand on ${target}` }]
  })

/** Every edge that the packages declare and the house does not allow, in the order of `packages`. */
export const check = (packages: ReadonlyArray<Package>): ReadonlyArray<Refusal> => {
  const layers = new Map(packages.map(({ folder, name }) => [name, layerOf(folder)]))
  return packages.flatMap((from) => {
    const layer = layerOf(from.folder)
    if (layer === null) return [{ from: from.name, to: from.folder, reason: "the house has no place for this folder" }]
    const outside = externals[layer]
    const strangers =
      outside === undefined ? [] : from.runtime.filter((to) => !to.startsWith(scope) && !outside.includes(to))
    return [
      ...refusalsOf(from, layer, layers, from.runtime, runtime[layer]),
      ...refusalsOf(from, layer, layers, from.testing, [...runtime[layer], ...testing[layer]]),
      ...strangers.map((to) => ({ from: from.name, to, reason: `${layer} stands on ${outside?.join(", ")} alone` }))
    ]
  })
}

/** How many edges between packages of the workspace there are. */
export const count = (packages: ReadonlyArray<Package>): number =>
  packages.reduce(
    (sum, from) => sum + [...from.runtime, ...from.testing].filter((to) => to.startsWith(scope)).length,
    0
  )

const specifiers = /(?:\bfrom|\bimport|\bimport\()\s*["'](\.{1,2}\/[^"']*)["']/g

/**
 * Relative imports of a file that climb out of its package.
 *
 * @param path of the file, from its package's folder (`src/phone/PhoneNumber.ts`)
 * @param text of the file
 */
export const climbing = (path: string, text: string): ReadonlyArray<string> => {
  const depth = path.split("/").length - 1
  return [...text.matchAll(specifiers)].flatMap(([, to = ""]) => {
    let level = depth
    for (const part of to.split("/")) {
      if (part === "..") level--
      else if (part !== ".") break
    }
    return level < 0 ? [to] : []
  })
}
