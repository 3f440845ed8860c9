import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import type { EntryPoint } from "./EntryPoint.ts"
import { root } from "./Workspace.ts"

/** What an import of one module brings along. Sizes are bytes, minified. */
export interface Bundle {
  readonly entry: EntryPoint
  readonly bytes: number
  readonly gzipBytes: number
  /** The sources whose code is in it, relative to the root of the workspace, or `node_modules/…`; none that only give types. */
  readonly inputs: ReadonlyArray<string>
  /** Whether it imports what was left out. */
  readonly needsEffect: boolean
}

/** Whether `effect` is left out, as it is for whoever has it anyway, or counted in. */
export type Effect = "outside" | "inside"

const fromPackages = (path: string): string => path.slice(Math.max(0, path.lastIndexOf("node_modules/")))

/**
 * One bundle for each module, as if it were the only one that is imported. All are built in one run, which reads every source once;
 * nothing is written.
 */
export const each = async (entries: ReadonlyArray<EntryPoint>, effect: Effect): Promise<ReadonlyArray<Bundle>> => {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: entries.map(({ module, path }) => ({ in: path, out: module })),
    outdir: "bundles",
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2023",
    conditions: ["@sluice/source"],
    external: effect === "outside" ? ["effect", "effect/*"] : [],
    legalComments: "none",
    logLevel: "silent"
  })
  const contents = new Map(outputFiles.map(({ contents: bytes, path }) => [path.slice(root.length), bytes]))
  return entries.map((entry) => {
    const out = `bundles/${entry.module}.js`
    const code = contents.get(out)
    const output = metafile.outputs[out]
    if (code === undefined || output === undefined) throw new Error(`${entry.module} was not bundled`)
    const inputs = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    return {
      entry,
      bytes: code.length,
      gzipBytes: gzipSync(code, { level: 9 }).length,
      inputs: inputs.map(([path]) => fromPackages(path)).toSorted(),
      needsEffect: output.imports.some(({ external }) => external === true)
    }
  })
}
