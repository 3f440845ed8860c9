import { globSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as RuleId from "./RuleId.ts"
import * as TestNames from "./TestNames.ts"

/** Sources and tests of the workspace, as far as they speak of rules. Paths are relative to its root, with `/`. */
export interface Workspace {
  readonly modules: ReadonlyArray<{ readonly path: string; readonly text: string }>
  readonly tests: ReadonlyArray<{ readonly path: string; readonly tests: ReadonlyArray<TestNames.TestName> }>
}

/** The root of the checkout, with a slash at its end. */
export const root = fileURLToPath(new URL("../../../", import.meta.url))

const isInstalled = (path: string): boolean => path.includes("node_modules") || path.includes("dist")

const texts = (folder: string, pattern: string) =>
  globSync(pattern, { cwd: folder, exclude: isInstalled })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(`${folder}${path}`, "utf8") }))

/** Reads what is there now. Conformance suites (`test-kit`) are tests: they run against every driver. */
export const read = (folder: string = root): Workspace => ({
  modules: texts(folder, "{packages,apps}/*/src/**/*.ts"),
  tests: texts(folder, "{packages,apps,tooling}/*/{test,test-kit}/**/*.ts").map(({ path, text }) => ({
    path,
    tests: TestNames.inSource(path, text)
  }))
})

/** What a rule rests on. */
export interface Evidence {
  /** Modules that cite it; defaults in `policy/` alone decide nothing and stand apart. */
  readonly modules: ReadonlyArray<string>
  readonly defaults: ReadonlyArray<string>
  /** Files with tests that carry its id, by its own name or by that of a group around it. */
  readonly tests: ReadonlyArray<{ readonly path: string; readonly names: ReadonlyArray<string> }>
}

const none: Evidence = { modules: [], defaults: [], tests: [] }

const isDefault = (path: string): boolean => path.startsWith("packages/core/src/policy/")

const nameFor = (id: string, { groups, name }: TestNames.TestName): string =>
  RuleId.cited(name).has(id) ? name : [...groups, name].join(" › ")

/** The evidence of every id that sources or tests cite. */
export const evidence = ({ modules, tests }: Workspace): ((id: string) => Evidence) => {
  const found = new Map<string, Evidence>()
  const add = (id: string, more: (before: Evidence) => Partial<Evidence>): void => {
    const before = found.get(id) ?? none
    found.set(id, { ...before, ...more(before) })
  }
  for (const { path, text } of modules) {
    for (const id of RuleId.cited(text)) {
      add(id, (before) =>
        isDefault(path) ? { defaults: [...before.defaults, path] } : { modules: [...before.modules, path] }
      )
    }
  }
  for (const file of tests) {
    const names = new Map<string, ReadonlyArray<string>>()
    for (const test of file.tests) {
      for (const id of RuleId.cited([...test.groups, test.name].join(" "))) {
        names.set(id, [...(names.get(id) ?? []), nameFor(id, test)])
      }
    }
    for (const [id, of] of names) {
      add(id, (before) => ({ tests: [...before.tests, { path: file.path, names: of }] }))
    }
  }
  return (id) => found.get(id) ?? none
}
