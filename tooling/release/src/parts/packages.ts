import { join } from "node:path"
import * as BareProject from "../BareProject.ts"
import * as Manners from "../Manners.ts"
import type { Part } from "../Part.ts"
import * as Tarballs from "../Tarballs.ts"

type Node = keyof typeof BareProject.nodes

const nodes = Object.keys(BareProject.nodes).filter((name): name is Node => name in BareProject.nodes)

/** Services and what starts them are programs: others run them, and do not import them. */
const isProgram = ({ name }: Tarballs.Tarball): boolean => /^@sluice\/(cli|server|worker|dashboard)$/.test(name)

/** Packs what is published, asks how well it is packed, and uses it in a project that has nothing else. */
export const packages: Part = {
  name: "packages",
  describe: "tarballs of all packages, checked, and used in a bare project on two versions of Node",
  run: async (folder) => {
    const tarballs = await Tarballs.pack(join(folder, "tarballs"))
    const manners = await Promise.all(tarballs.map(Manners.faults))
    const project = await BareProject.make(tarballs)
    try {
      const faults: Array<string> = []
      let examples = 0
      let modules = 0
      for (const node of nodes) {
        const tried = await BareProject.tryExamples(project, node)
        examples += tried.done
        faults.push(...tried.faults, ...(await BareProject.tryCommandLine(project, node)).faults)
        for (const tarball of tarballs.filter((found) => !isProgram(found))) {
          const imported = await BareProject.tryImports(project, node, tarball)
          modules += imported.done
          faults.push(...imported.faults)
        }
      }
      const summary = `${tarballs.length} packages; ${examples} runs of examples and ${modules} imports in a bare project, on ${nodes.join(" and ")}`
      return { summary, faults: [...manners.flat(), ...faults] }
    } finally {
      await project.remove()
    }
  }
}
