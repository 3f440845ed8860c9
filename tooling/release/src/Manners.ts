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

const built = /\/dist\/(.+?)(?:\.d\.ts|\.js)$/
const source = /\/src\/(.+)\.tsx?$/

/** Modules that no source is left of: an earlier build has left them. A package that brings no sources along is not asked. */
const leftOver = (types: AreTheTypesWrong.Package): ReadonlyArray<string> => {
  const files = types.listFiles()
  const sources = new Set(files.flatMap((file) => source.exec(file)?.[1] ?? []))
  const modules = new Set(files.flatMap((file) => built.exec(file)?.[1] ?? []))
  return sources.size === 0 ? [] : [...modules].filter((module) => !sources.has(module))
}

/** Whether others can import a module of it: a package of pages and pictures needs no types. */
const hasModules = async (tarball: Tarballs.Tarball): Promise<boolean> => {
  const manifest = await Tarballs.manifest(tarball)
  const entries = "exports" in manifest ? Object.keys(Object(manifest.exports)) : ["."]
  return entries.some((entry) => entry !== "./package.json")
}

const untyped = async (tarball: Tarballs.Tarball): Promise<ReadonlyArray<string>> =>
  (await hasModules(tarball)) ? ["no types"] : []

/** What stands against publishing a tarball: each with the tool that found it. None where all is well. */
export const faults = async (tarball: Tarballs.Tarball): Promise<ReadonlyArray<string>> => {
  const bytes = await Tarballs.bytes(tarball)
  const types = AreTheTypesWrong.createPackageFromTarballData(bytes)
  const analysis = await AreTheTypesWrong.checkPackage(types, { entrypoints: [...entriesOf(types)] })
  const wrong =
    analysis.types === false
      ? await untyped(tarball)
      : analysis.problems.filter((found) => !isIntended(found)).map(describe)
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer } })
  return [
    ...wrong.map((fault) => `${tarball.name}: ${fault} (are the types wrong)`),
    ...leftOver(types).map((module) => `${tarball.name}: dist/${module} has no source`),
    ...messages.map((message) => `${tarball.name}: ${formatMessage(message, pkg, { color: false })} (publint)`)
  ]
}
