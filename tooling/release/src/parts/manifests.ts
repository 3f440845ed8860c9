import * as Manifests from "../Manifests.ts"
import type { Part } from "../Part.ts"
import { root } from "../Workspace.ts"

/** The files that an engine would run, judged where none does. */
export const manifests: Part = {
  name: "manifests",
  describe: "Dockerfile, compose file and Kubernetes objects against their grammars and schemas",
  run: async () => {
    const { faults, files } = await Manifests.all(root)
    return { summary: `${files} files`, faults }
  }
}
