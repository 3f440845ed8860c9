import { join } from "node:path"
import * as BareProject from "../bare/BareProject.ts"
import * as Nodes from "../bare/Nodes.ts"
import * as Registry from "../bare/Registry.ts"
import * as Trials from "../bare/Trials.ts"
import * as Rehearsal from "../image/Rehearsal.ts"
import * as Manners from "../Manners.ts"
import type { Part } from "../Part.ts"
import * as Progress from "../Progress.ts"
import * as Tarballs from "../Tarballs.ts"

/** Services and what starts them are programs: others run them, and do not import them. */
const isProgram = ({ name }: Tarballs.Tarball): boolean => /^@sluice\/(cli|server|worker|dashboard)$/.test(name)

/** What programs that only import are told to install, with what it stands on. */
const isImported = ({ name }: Tarballs.Tarball): boolean => /^@sluice\/(core|client)$/.test(name)

const peersOf = async (tarball: Tarballs.Tarball): Promise<BareProject.Dependencies> => {
  const manifest = await Tarballs.manifest(tarball)
  const peers: unknown = "peerDependencies" in manifest ? manifest.peerDependencies : {}
  const entries = Object.entries(Object(peers))
  return Object.fromEntries(entries.flatMap(([name, range]) => (typeof range === "string" ? [[name, range]] : [])))
}

/** Packages by the versions that were packed, with the peers that they leave to whoever installs them. */
const dependenciesOn = async (tarballs: ReadonlyArray<Tarballs.Tarball>): Promise<BareProject.Dependencies> => {
  const peers = await Promise.all(tarballs.map(peersOf))
  return Object.assign({}, ...peers, Object.fromEntries(tarballs.map(({ name, version }) => [name, version])))
}

/** Everything, in a project of pnpm: each package finds what it imports among what it declares, and the command line answers. */
const tryAll = async (project: BareProject.BareProject, node: Nodes.Node, names: ReadonlyArray<string>) => {
  const tried: Array<Trials.Outcome> = []
  for (const name of names) tried.push(await Trials.imports(project, node, name))
  tried.push(await Trials.commandLine(project, node))
  return tried
}

/** Packs what is published, asks how well it is packed, and uses it in projects that have nothing else. */
export const packages: Part = {
  name: "packages",
  describe: "tarballs of all packages, checked, and used in bare projects of npm and pnpm on two versions of Node",
  run: async ({ folder, images }) => {
    const { build } = await images()
    const tarballs = await Progress.around("packing", () =>
      Tarballs.pack(Rehearsal.home(build), join(folder, "tarballs"))
    )
    const manners = await Progress.around("checking the tarballs", () => Promise.all(tarballs.map(Manners.faults)))
    const registry = await Registry.serve(tarballs)
    const projects: Array<BareProject.BareProject> = []
    const install = async (installer: BareProject.Installer, dependencies: BareProject.Dependencies) => {
      const project = await Progress.around(`installing with ${installer}`, () =>
        BareProject.make(installer, dependencies, registry)
      )
      projects.push(project)
      return project
    }
    try {
      const all = await install("pnpm", { ...(await dependenciesOn(tarballs)), ...Nodes.dependency })
      const imported = await install("npm", await dependenciesOn(tarballs.filter(isImported)))
      const nodes = await Nodes.of(all)
      const names = tarballs.filter((found) => !isProgram(found)).map(({ name }) => name)
      const examples = await Progress.around("examples", () => Trials.examples(imported, nodes))
      const used = await Progress.around("imports and the command line", () =>
        Promise.all(nodes.map((node) => tryAll(all, node, names)))
      )
      const sum = (outcomes: ReadonlyArray<Trials.Outcome>) => outcomes.reduce((total, { done }) => total + done, 0)
      return {
        summary: `${tarballs.length} packages; ${sum(examples)} runs of examples with what npm installs, ${sum(used.flat())} imports and commands with what pnpm installs, on Node ${nodes.map(({ major }) => major).join(" and ")}`,
        faults: [...manners.flat(), ...[...examples, ...used.flat()].flatMap(({ faults }) => faults)]
      }
    } finally {
      await Promise.all([registry.close(), ...projects.map(({ remove }) => remove())])
    }
  }
}
