import * as AreTheTypesWrong from "@arethetypeswrong/core"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import * as Tarballs from "./Tarballs.ts"

/** What is meant to be so: the packages are ECMAScript modules, with entries that only `exports` tells of. */
const isIntended = (problem: AreTheTypesWrong.Problem): boolean =>
  problem.kind === "CJSResolvesToESM" || (problem.kind === "NoResolution" && problem.resolutionKind === "node10")

const describe = (problem: AreTheTypesWrong.Problem): string => {
  const where = "entrypoint" in problem ? `${problem.entrypoint} (${problem.resolutionKind})` : ""
  return `${problem.kind} ${where}`.trim()
}

const declaration = /\/dist\/(.+)\.d\.ts$/

/** Entries that importers may name: everything in `dist` but what `exports` closes off. */
const entriesOf = (types: AreTheTypesWrong.Package): ReadonlyArray<string> =>
  types
    .listFiles()
    .flatMap((file) => declaration.exec(file)?.[1] ?? [])
    .filter((module) => !module.split("/").includes("internal"))
    .map((module) => `./${module}`)

/** What stands against publishing a tarball: each with the tool that found it. None where all is well. */
export const faults = async (tarball: Tarballs.Tarball): Promise<ReadonlyArray<string>> => {
  const bytes = await Tarballs.bytes(tarball)
  const types = AreTheTypesWrong.createPackageFromTarballData(bytes)
  const analysis = await AreTheTypesWrong.checkPackage(types, { entrypoints: [...entriesOf(types)] })
  const wrong =
    analysis.types === false ? ["no types"] : analysis.problems.filter((found) => !isIntended(found)).map(describe)
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer } })
  return [
    ...wrong.map((fault) => `${tarball.name}: ${fault} (are the types wrong)`),
    ...messages.map((message) => `${tarball.name}: ${formatMessage(message, pkg, { color: false })} (publint)`)
  ]
}
